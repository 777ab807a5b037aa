# SPDX-License-Identifier: GPL-2.0
"""C in the kernel's style: which text is code, and in which function it is.

Not a parser. A function begins with a brace in the first column and ends with
one; so do tables, whose brace is at the end of a line.
"""

import bisect
import re

COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)
FUNCTION = re.compile(r"^\{$.*?^\}", re.M | re.S)
TABLE = re.compile(r"= \{$.*?^\};", re.M | re.S)
ENTRY = re.compile(r"^\t+\[[^\n]*\][^\n]*,$", re.M)


def blank(text):
    """As long as the text, with its lines, and nothing else."""
    return re.sub(r"[^\n]", " ", text)


def mask(text):
    """The text with blanks for comments, strings and what is for cpp."""
    def hide(match):
        found = match.group()
        if found[0] == "/":
            return blank(found)
        return found[0] + "_" * (len(found) - 2) + found[0]

    code = COMMENT_OR_STRING.sub(hide, text)
    return DIRECTIVE.sub(lambda match: blank(match.group()), code)


def name_of(head):
    """The function whose head is the last thing in this text."""
    head = re.split(r"[;}]\s*\n|\n\n", head)[-1]
    names, depth = [], 0
    for token in re.finditer(r"(\w+)\s*(?=\()|[()]", head):
        if token.group() == "(":
            depth += 1
        elif token.group() == ")":
            depth -= 1
        elif not depth and not token.group(1).startswith("__"):
            names.append(token.group(1))
    return names[-1] if names else "?"


class Source:
    """A file: its text, its code, and the parts of it that are run or looked up."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.code = mask(text)
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        self.functions = [(m.start(), m.end(), name_of(self.code[:m.start()]))
                          for m in FUNCTION.finditer(self.code)]
        self.entries = [(m.start() + e.start(), m.start() + e.end())
                        for m in TABLE.finditer(self.code)
                        for e in ENTRY.finditer(m.group())]

    def line_of(self, offset):
        """The number of the line, from 1."""
        return bisect.bisect_right(self.starts, offset)

    def line(self, number):
        """That line."""
        end = self.text.find("\n", self.starts[number - 1])
        return self.text[self.starts[number - 1]:end]

    def closing(self, offset):
        """Behind the parenthesis that closes the one at offset; None without one."""
        depth = 0
        for token in re.finditer(r"[()]", self.code[offset:]):
            depth += 1 if token.group() == "(" else -1
            if not depth:
                return offset + token.end()
        return None
