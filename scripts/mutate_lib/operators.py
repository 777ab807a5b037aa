# SPDX-License-Identifier: GPL-2.0
"""What may be changed in a line, so that a test ought to notice.

Each operator looks at the code of one function and yields (offset, end, new text)
or, where a change has two ends, several of these in a list. Lines stay where they
are: what is taken out leaves its line breaks.
"""

import re

from mutate_lib.source import blank

# They tell of mistakes and have no other effect
ASSERTIONS = re.compile(
    r"lockdep_|assert|ASSERT_|BUILD_BUG_ON|static_assert|might_sleep|WARN_ON|"
    r"va_start|va_end|__release|__acquire|fallthrough|kasan_|cond_resched")
HOLDS = re.compile(
    r"lock|guard|free|(?:^|_)put(?:_|$)|get$|hold|release|(?:list|hlist)\w*_del|del_init|cancel|"
    r"unregister|destroy|synchronize|refcount|_dec|_inc|close|finalize")

KEYWORDS = {"if", "while", "for", "switch", "return", "sizeof", "else", "do", "case",
            "goto", "typeof", "defined", "default", "break", "continue"}
DECLARATION = re.compile(
    r"[ \t]*(?:const |static |volatile |register |unsigned |signed |struct \w+|"
    r"enum \w+|union \w+|int |bool |char |long |short |size_t |ssize_t |void |double |"
    r"[us](?:8|16|32|64) |__(?:be|le|u|s)\d+ |u?int\d+_t |FILE |LIST_HEAD|"
    r"DECLARE_|DEFINE_|\w+_t )")
NUMBER = re.compile(r"(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d+)(?=[uUlL]*\b)(?!\.)")
SWAPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
COMPARISON = re.compile(r"(?<=\s)(<=|>=|==|!=|<|>)(?=\s)")
BOUND = re.compile(
    r"(?<=\s)(<=|>=|<|>|==)\s+"
    r"((?!NULL\b|true\b|false\b)[A-Za-z_][\w.]*(?:->[\w.]+)*|\d+)(?=\s*(?:\)|&&|\|\||;))")


def statements(source, begin, end):
    """Where the statements of a function begin, those of an "if" among them."""
    offset = source.code.index("\n", begin) + 1
    previous = "{"
    while offset < end:
        stop = source.code.find("\n", offset) + 1 or end
        line = source.code[offset:stop]
        if line.strip():
            if previous in ";{}:" or previous_is_head(source, begin, offset):
                yield offset + len(line) - len(line.lstrip())
            previous = line.rstrip()[-1]
        offset = stop


def previous_is_head(source, begin, offset):
    """Is what stands before this line an "if (...)", a loop's head or "else"?"""
    before = source.code[begin:offset].rstrip()
    if re.search(r"\b(?:else|do)$", before):
        return True
    if not before.endswith(")"):
        return False
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(before[at], 0)
        if not depth:
            word = re.search(r"(\w+)\s*$", before[:at])
            return bool(word) and (word.group(1) in ("if", "for", "while") or
                                   "for_each" in word.group(1))
    return False


def end_of(source, start, end):
    """Behind the semicolon of the statement; None where it has a block."""
    depth = 0
    for token in re.finditer(r"[(){};]", source.code[start:end]):
        if token.group() == "(":
            depth += 1
        elif token.group() == ")":
            depth -= 1
        elif token.group() == ";" and not depth:
            return start + token.end()
        elif token.group() in "{}" and not depth:
            return None
    return None


def take_out(source, start, stop):
    """An empty statement, on as many lines."""
    return (start, stop, ";" + blank(source.text[start + 1:stop]))


def statement_changes(source, begin, end):
    """Calls, assignments and jumps are left out; what is returned is another."""
    for start in statements(source, begin, end):
        stop = end_of(source, start, end)
        if stop is None:
            continue
        code = source.code[start:stop]
        first = re.match(r"\w*", code).group()
        if first == "return":
            yield from return_changes(source, start, stop)
        elif first == "goto":
            kind = ("error turned into success" if re.match(r"goto\s+\w*(err|fail|undo)",
                                                            code)
                    else "jump taken out")
            yield kind, [take_out(source, start, stop)]
        elif first == "continue":
            yield "jump taken out", [take_out(source, start, stop)]
        elif first in KEYWORDS or DECLARATION.match(code):
            continue
        elif call_name(source, start, stop) is not None:
            name = call_name(source, start, stop)
            if ASSERTIONS.search(name):
                continue
            kind = "lock or free" if HOLDS.search(name) else "call taken out"
            yield kind, [take_out(source, start, stop)]
        elif re.match(r"[\w>.\[\]*()&+-]+(?:\s*(?:[+*/%&|^-]|<<|>>)?=(?!=)\s|"
                      r"(?:\+\+|--);)|(?:\+\+|--)", code):
            yield "assignment taken out", [take_out(source, start, stop)]


def call_name(source, start, stop):
    """The function, if the statement is nothing but a call of it."""
    match = re.match(r"(?:\(void\)\s*)?([A-Za-z_][\w.]*(?:->\w+)*)(?=\()",
                     source.code[start:stop])
    if not match or match.group(1) in KEYWORDS:
        return None
    at = start + match.end()
    while at is not None and source.code[at] == "(":
        at = source.closing(at)
    if at is None or source.code[at] != ";":
        return None
    return match.group(1)


def return_changes(source, start, stop):
    """Of "return X;"."""
    at = start + len("return")
    value = source.code[at:stop - 1].strip()
    swap = {"true": "false", "false": "true", "0": "-1"}
    if not value:
        return
    if re.fullmatch(r"-E\w+|err|rc|ret|error", value):
        yield "error turned into success", [(at, stop, " 0;")]
    elif re.fullmatch(r"ERR_PTR\(.*\)", value):
        yield "error turned into success", [(at, stop, " NULL;")]
    elif value in swap:
        yield "return value swapped", [(at, stop, f" {swap[value]};")]
    elif re.search(r"[<>=!]=|&&|\|\||\s[<>]\s|^!", value):
        yield "return value swapped", [(at, at, " !("), (stop - 1, stop - 1, ")")]
    elif value != "NULL":
        lines = source.text.count("\n", at, stop)
        yield "return value swapped", [(at, stop, " 0;" + "\n" * lines)]


def conditions(source, begin, end):
    """if and while, the other way round."""
    for match in re.finditer(r"\b(?:if|while) (?=\()", source.code[begin:end]):
        opens = begin + match.end()
        closes = source.closing(opens)
        if closes is None or source.code[opens:closes] in ("(1)", "(true)"):
            continue
        yield "condition negated", [(opens, opens + 1, "(!("),
                                    (closes - 1, closes, "))")]


def comparisons(source, begin, end):
    """The other of a pair, and a bound that is one off."""
    code = source.code[begin:end]
    for match in COMPARISON.finditer(code):
        yield "comparison changed", [(begin + match.start(1), begin + match.end(1),
                                      SWAPPED[match.group(1)])]
    for match in BOUND.finditer(code):
        off = " - 1" if match.group(1) in ("<", ">=") else " + 1"
        yield "bound moved", [(begin + match.end(2), begin + match.end(2), off)]


def connectives(source, begin, end):
    """&& and ||."""
    for match in re.finditer(r"&&|\|\|", source.code[begin:end]):
        other = "||" if match.group() == "&&" else "&&"
        yield "and, or", [(begin + match.start(), begin + match.end(), other)]


def constants(source, begin, end):
    """A number more; not the size of an array, and not one that is compared."""
    for match in NUMBER.finditer(source.code[begin:end]):
        at = begin + match.start()
        line = source.code[source.code.rfind("\n", 0, at) + 1:
                           source.code.find("\n", at)]
        if re.match(r"\s*case\b", line) or (
                DECLARATION.match(line) and "=" not in line):
            continue
        if re.search(r"[<>]=? $", source.code[:at][-3:]):
            continue
        octal = re.fullmatch(r"0\d+", match.group())
        new = str(int(match.group(), 8 if octal else 0) + 1)
        yield "constant changed", [(at, begin + match.end(), new)]


OPERATORS = (statement_changes, conditions, comparisons, connectives, constants)


def entries(source):
    """A table does without one of its entries."""
    for start, end in source.entries:
        yield "entry taken out", [(start, end, blank(source.text[start:end]))]


def changes(source):
    """All of a file, as (function, operator, edits)."""
    for begin, end, name in source.functions:
        for operator in OPERATORS:
            for kind, edits in operator(source, begin, end):
                yield name, kind, edits
    for kind, edits in entries(source):
        yield "", kind, edits
