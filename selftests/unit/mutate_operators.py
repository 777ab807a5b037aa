#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What scripts/mutate changes, and what it leaves alone."""

import os
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position
from mutate_lib import mutants as drawn		# noqa: E402
from mutate_lib.run import Guest, unit		# noqa: E402
from mutate_lib.source import Source		# noqa: E402
from mutate_lib.table import (Table, read_reasons, reason_for,	# noqa: E402
                              summary)

CODE = '''// SPDX-License-Identifier: GPL-2.0
/* if (a < b) return -EINVAL; */
#include <linux/slab.h>
#define LESS(a, b)	((a) < (b) ? 1 : \\
			 0)

static const struct policy vb_policy[MAX + 1] = {
	[A_NAME]	= { .type = NLA_STRING, .len = 15 },
	[A_ID]		= NLA_POLICY_MIN(NLA_U32, 1),
};

/**
 * vb_first() - if (comments) return 0;
 */
static int __must_check vb_first(struct vb *vb, int n,
				 bool (*what)(int))
{
	struct vb_thing *thing = NULL;
	u8 buffer[16];
	int err = 0;

	lockdep_assert_held(&vb->lock);
	if (n > VB_MAX || !vb)
		return -EINVAL;
	mutex_lock(&vb->lock);
	vb->count += n;
	thing = vb_find(vb,
			"a < b && c",
			n);
	list_for_each_entry(thing, &vb->list, list)
		if (thing->id == n)
			kfree(thing);
	if (!thing)
		goto err_unlock;
	vb_log("if (x) return;");
	return 0;

err_unlock:
	mutex_unlock(&vb->lock);
	return err;
}

/* another one */
bool vb_second(void)
{
	kfree(vb_head);
	kfree(vb_head);
	return false;
}
'''

failed = 0
number = 0


def check(right, what):
    """One result."""
    global failed, number	# pylint: disable=global-statement
    number += 1
    failed += not right
    print(f"{'ok' if right else 'not ok'} {number} {what}")


def found(text=CODE):
    """[(function, operator, before, after)] and the mutants."""
    source = Source("x.c", text)
    mutants = [mutant for some in drawn.of_source(source).values() for mutant in some]
    return source, mutants


def test_operators():
    """Each of them does what it says."""
    _, mutants = found()
    told = {(m.function, m.operator, m.before, m.after) for m in mutants}
    for function, operator, before, after in (
            ("vb_first", "condition negated", "if (!thing)", "if (!(!thing))"),
            ("vb_first", "comparison changed", "if (n > VB_MAX || !vb)",
             "if (n >= VB_MAX || !vb)"),
            ("vb_first", "comparison changed", "if (thing->id == n)",
             "if (thing->id != n)"),
            ("vb_first", "bound moved", "if (n > VB_MAX || !vb)",
             "if (n > VB_MAX + 1 || !vb)"),
            ("vb_first", "and, or", "if (n > VB_MAX || !vb)", "if (n > VB_MAX && !vb)"),
            ("vb_first", "error turned into success", "return -EINVAL;", "return 0;"),
            ("vb_first", "error turned into success", "return err;", "return 0;"),
            ("vb_first", "error turned into success", "goto err_unlock;", ";"),
            ("vb_first", "return value swapped", "return 0;", "return -1;"),
            ("vb_second", "return value swapped", "return false;", "return true;"),
            ("vb_first", "lock or free", "mutex_lock(&vb->lock);", ";"),
            ("vb_first", "lock or free", "mutex_unlock(&vb->lock);", ";"),
            ("vb_first", "lock or free", "kfree(thing);", ";"),
            ("vb_first", "call taken out", 'vb_log("if (x) return;");', ";"),
            ("vb_first", "assignment taken out", "vb->count += n;", ";"),
            ("vb_first", "assignment taken out", "thing = vb_find(vb,", ";"),
            ("vb_first", "constant changed", "int err = 0;", "int err = 1;"),
            ("", "entry taken out", "[A_ID]\t\t= NLA_POLICY_MIN(NLA_U32, 1),", "")):
        check((function, operator, before, after) in told, f"{operator}: {before}")


def test_left_alone():
    """Comments, strings, macros, declarations and assertions."""
    source, mutants = found()
    lines = {m.before for m in mutants}
    for text in ("/* if (a < b) return -EINVAL; */", "* vb_first() - if (comments) "
                 "return 0;", "u8 buffer[16];", '"a < b && c",', "err_unlock:",
                 "lockdep_assert_held(&vb->lock);", "0)", "{", "/* another one */",
                 "list_for_each_entry(thing, &vb->list, list)"):
        check(text not in lines, f"left alone: {text}")
    many = source.text.count("\n")
    check(all(m.applied(source.text).count("\n") == many for m in mutants),
          "no line moves")
    whole = [m for m in mutants if m.before == "thing = vb_find(vb,"][0]
    check('"a < b' not in whole.applied(source.text), "all of a statement goes")


def test_order():
    """The same seed draws the same, wherever the lines are."""
    def first(text, seed):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "x.c"), "w", encoding="utf-8") as file:
                file.write(text)
            return [m.key for m in drawn.draw(folder, ["x.c"], seed)[0]]

    keys = first(CODE, "7")
    check(keys == first(CODE, "7"), "the same seed, the same mutants")
    check(keys != first(CODE, "8"), "another seed, others")
    check(keys == first("\n\n/* more */\n" + CODE, "7"), "lines that move change nothing")
    fewer = first(CODE.replace("\tvb->count += n;\n", ""), "7")
    check(len(fewer) == len(keys) - 1 and fewer == [k for k in keys if k in fewer],
          "one line less, and the others are as they were")
    check(len(set(keys)) == len(keys), "lines that read the same are told apart")


def test_since():
    """Of a file only some lines."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "x.c"), "w", encoding="utf-8") as file:
            file.write(CODE)
        line = CODE[:CODE.index("kfree(thing)")].count("\n") + 1
        some = drawn.draw(folder, ["x.c", "y.c"], "7", {"x.c": {line}})
    check([m.before for m in some[0]] == ["kfree(thing);"], "only the lines that changed")


def test_guest():
    """Which case it was."""
    def guest(*lines):
        one = Guest(["a/one.sh", "a/two.sh"], {"a/one.sh": 5, "a/two.sh": 5})
        one.run(["printf", "%s\n", *lines], ROOT, {}, 5)
        return one

    one = guest("  ok 1 x", "ok 1 a/one.sh # 3s", "ok 2 a/two.sh # 4s")
    check(one.failed is None and one.took == {"a/one.sh": 3, "a/two.sh": 4}, "all pass")
    one = guest("ok 1 a/one.sh # 3s", "  not ok 1 moves it", "not ok 2 a/two.sh # 4s")
    check(one.failed == ("a/two.sh", "moves it"), "a case that fails")
    one = guest("# kernel reports:", "# 1:BUG: KASAN: use", "not ok 1 a/one.sh # 1s")
    check(one.failed == ("a/one.sh", "kernel report: BUG: KASAN: use"),
          "a report of the kernel")
    one = guest("ok 1 a/one.sh # 3s")
    check(one.failed and one.failed[0] == "a/two.sh", "a guest that dies")
    one = guest("ok 1 a/one.sh # SKIP", "ok 2 a/two.sh # 4s")
    check(one.failed == ("a/one.sh", "skipped"), "a program that skips itself")
    hung = Guest(["a/one.sh"], {"a/one.sh": 0.02})
    hung.run(["sh", "-c", "exec tail -f /dev/null"], ROOT, {}, 0.02)
    check(hung.failed == ("a/one.sh", "no end"), "a program without an end")


def test_unit():
    """Units, likewise."""
    check(unit(["echo", "ok 1 x"], ROOT, 5) is None, "a unit that passes")
    check(unit(["printf", "ok 1 a\nnot ok 2 - b\n"], ROOT, 5) == "b",
          "a unit's case that fails")
    check(unit(["false"], ROOT, 5) is not None, "a unit that only exits")


def test_table():
    """What is kept, and reasons."""
    _, mutants = found()
    one, two = mutants[0], mutants[1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table")
        table = Table(path)
        table.add(one, "killed", "a/one.sh: case: with a colon", 1)
        table.add(two, "survived", "", 2)
        again = Table(path)
        reasons = os.path.join(folder, "reasons")
        with open(reasons, "w", encoding="utf-8") as file:
            file.write(f"# why\n{two.path}: {two.function}: {two.before}\n"
                       f"\t[{two.operator}] it is\n\tthe same\n")
        known = read_reasons(reasons)
    check(again.rows == table.rows, "the table is read as it was written")
    check(again.kills() == {"a/one.sh": 1}, "who killed")
    check(again.order(["b", "a/one.sh"], {"b": 1, "a/one.sh": 1})[0] == "a/one.sh",
          "who kills comes first")
    check(reason_for(two, known) == "it is the same", "a reason")
    check(reason_for(one, known) is None, "no reason")
    rows = [again.rows[one.key], again.rows[two.key]]
    line, open_ones = summary([one, two], rows, 3, known)
    check(line.startswith("2 mutants: 1 killed, 1 survived, 3 equivalent") and
          not open_ones, "the summary")


def main():
    """All, in milliseconds."""
    print("TAP version 13")
    for test in (test_operators, test_left_alone, test_order, test_since, test_guest,
                 test_unit, test_table):
        test()
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
