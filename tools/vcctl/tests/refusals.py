#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""refusals.py - is there a test of every text that vcctl refuses with?

Takes the texts from the sources and looks for the longest part of each between
two conversions in the tests: those beside this program and the selftests. Texts
that only put others together have no such part. Prints TAP.
"""

import glob
import os
import re
import sys

SAYERS = ("args_fail|print_error|print_warning|problem_add|fail|refuse|"
          "complain|wrong")
# Shorter ones are no words of the text's own
SHORTEST = 8
# What no test can bring about, and why
EXEMPT = {
    "out of memory": "no allocation fails here",
    "the request does not fit a message": "of 4 MiB",
    "the list changed while it was read and may be inconsistent":
        "eight times on end",
    "cannot follow group %s of family %s: %s": "a module that lacks it",
    "cannot open a netlink socket: %s": "a kernel without netlink",
    "the kernel's answer is lost, look whether it was done: %s":
        "an allocation in the kernel fails",
    "cannot find netlink family %s: %s": "netlink itself fails",
    "device %u is not as it was before": "what is undone fails as well",
    'this host could not be made as it was: see "vcctl diff"':
        "what is undone fails as well",
    "a value is missing": "libyaml says so before",
    'connection %u: vcid does not take %s "%s"':
        "the domain's file was checked for it",
    'pool "%s" cannot be read': "it was checked before it was stored",
}

CALL = re.compile(r"\b(?:" + SAYERS + r")\s*\(([^;{]*)\)\s*;")
TEXT = re.compile(r'(?:"(?:[^"\\]|\\.)*"\s*)+')
CONVERSION = re.compile(r"%[-+ #0]*\d*(?:\.\*|\.\d+)?(?:hh|h|ll|l|z)?[a-zA-Z]")


def read(*patterns):
    """The files' names and contents"""
    for pattern in patterns:
        for name in sorted(glob.glob(pattern, recursive=True)):
            with open(name, encoding="utf-8") as file:
                yield name, file.read()


def texts(source):
    """What a source refuses with"""
    for call in CALL.finditer(source):
        for text in TEXT.findall(call[1]):
            parts = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
            yield "".join(parts).replace('\\"', '"')


def own_words(text):
    """The longest part of a text, without what surrounds an argument"""
    parts = CONVERSION.split(text)
    return max((part.strip(' "(),.:') for part in parts), key=len)


def main():
    """Each text is a case"""
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    tests = "".join(content.replace('\\"', '"') for _, content in read(
        "tests/*.[ch]", "tests/*.sh", "tests/wrong.txt",
        "../../selftests/**/*.sh"))
    number = missing = 0
    print("TAP version 13")
    for name, source in read("*.c", "domain/**/*.c"):
        for text in texts(source):
            words = own_words(text)
            if len(words) < SHORTEST or text in EXEMPT:
                continue
            number += 1
            known = words in tests
            missing += not known
            print(f"{'ok' if known else 'not ok'} {number} {name}: {words}")
    print(f"1..{number}")
    return bool(missing) or not number


sys.exit(main())
