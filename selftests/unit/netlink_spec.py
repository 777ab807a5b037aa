#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The netlink specs and the uAPI headers say the same.

Every constant, enum entry, attribute, operation and group of
Documentation/netlink/specs/FAMILY.yaml is in include/uapi/linux/FAMILY.h under
the name that the kernel's own generator would give it, with the same number,
and the other way round. Of rtnetlink, whose other attributes are the kernel's,
so are the sets that name one of our headers. The numbers are the compiler's,
not read from text.
"""

import os
import re
import subprocess
import sys
import tempfile

KSFT_SKIP = 4
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SPECS = os.path.join(ROOT, "Documentation", "netlink", "specs")
UAPI = os.path.join(ROOT, "include", "uapi")


def skip(reason):
    """End the program as skipped."""
    print("TAP version 13")
    print(f"1..0 # SKIP {reason}")
    sys.exit(KSFT_SKIP)


try:
    import yaml
except ImportError:
    skip("needs python3-yaml")


def c_name(text):
    """The C constant that a name in a spec stands for."""
    return text.upper().replace("-", "_")


def number(entries, start):
    """Names with numbers, counted on from start unless one has its own."""
    value = start
    for entry in entries:
        entry = entry if isinstance(entry, dict) else {"name": entry}
        value = entry.get("value", value)
        yield entry, value
        value += 1


class Spec:
    """One family: C names with their numbers, and types of attributes."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.yaml = yaml.safe_load(file)
        self.family = self.yaml["name"]
        self.raw = self.yaml["protocol"] == "netlink-raw"
        self.values = {}
        self.types = {}
        self.strings = {}
        if not self.raw:
            self.strings[f"{c_name(self.family)}_FAMILY_NAME"] = self.family
        self._definitions()
        self._attributes()
        self._operations()

    def _definitions(self):
        for item in self.yaml.get("definitions", []):
            name = f"{self.family}-{item['name']}"
            if item["type"] == "const":
                self.values[c_name(name)] = item["value"]
                continue
            if item["type"] == "struct":
                continue
            for entry, value in number(item["entries"],
                                       item.get("value-start", 0)):
                self.values[c_name(f"{name}-{entry['name']}")] = value

    def _attributes(self):
        for item in self.yaml["attribute-sets"]:
            prefix = item.get("name-prefix",
                              f"{self.family}-a-{item['name']}-")
            for entry, value in number(item["attributes"], 1):
                name = c_name(prefix + entry["name"])
                self.values[name] = value
                self.types[name] = entry["type"]

    def _operations(self):
        ops = self.yaml["operations"]
        prefix = ops.get("name-prefix", f"{self.family}-cmd-")
        for entry, value in number(ops["list"], 1):
            if self.raw:
                value = entry["do"]["request"]["value"]
            self.values[c_name(prefix + entry["name"])] = value
        for group in self.yaml.get("mcast-groups", {}).get("list", []):
            self.strings[c_name(f"{self.family}-mcgrp-{group['name']}")] = \
                group["name"]

    def headers(self):
        """Where all of that is, but for what is the kernel's."""
        if not self.raw:
            return [f"linux/{self.family}.h"]
        return sorted({item["header"] for item in self.yaml["attribute-sets"]
                       if "header" in item})

    def prefixes(self):
        """What names begin with there, of what belongs to this family."""
        if not self.raw:
            return [c_name(self.family) + "_"]
        return [c_name(item["name-prefix"])
                for item in self.yaml["attribute-sets"] if "header" in item]

    def _sets(self):
        return {item["name"]: {a["name"] for a in item["attributes"]}
                for item in self.yaml["attribute-sets"]}

    def _defined(self, *where):
        found = self.yaml
        for name in where:
            found = found.get(name, {})
        return {item["name"] for item in found}

    def _undefined_in_sets(self):
        sets, enums = self._sets(), self._defined("definitions")
        messages = self._defined("sub-messages")
        for item in self.yaml["attribute-sets"]:
            for attr in item["attributes"]:
                if attr.get("nested-attributes", item["name"]) not in sets:
                    yield f"nest of {attr['name']}"
                if "enum" in attr and attr["enum"] not in enums:
                    yield f"enum of {attr['name']}"
                if attr["type"] == "sub-message" and (
                        attr["sub-message"] not in messages or
                        attr["selector"] not in sets[item["name"]]):
                    yield f"message of {attr['name']}"
        for message in self.yaml.get("sub-messages", []):
            for form in message["formats"]:
                if form["attribute-set"] not in sets:
                    yield f"set of {form['value']}"

    def _undefined_in_operations(self):
        sets, ops = self._sets(), self._defined("operations", "list")
        groups = self._defined("mcast-groups", "list")
        structs = self._defined("definitions")
        for item in self.yaml["operations"]["list"]:
            if item.get("notify", item["name"]) not in ops:
                yield f"notify of {item['name']}"
            if "mcgrp" in item and item["mcgrp"] not in groups:
                yield f"mcgrp of {item['name']}"
            if self.raw and item["fixed-header"] not in structs:
                yield f"header of {item['name']}"
            sides = [what for side in ("do", "dump")
                     for what in item.get(side, {}).values()]
            for what in sides + [item.get("event", {})]:
                for attr in what.get("attributes", []):
                    if attr not in sets[item["attribute-set"]]:
                        yield f"{attr} of {item['name']}"

    def undefined(self):
        """What the spec itself refers to but does not define."""
        yield from self._undefined_in_sets()
        yield from self._undefined_in_operations()


class Header:
    """Our uAPI headers of a spec: what they declare of it, and what the compiler
    makes of that."""

    # as in every enum, no attribute
    NO_ENTRY = re.compile(r"(_A|_A_\w+|_CMD|^IFLA_\w+|^TCA_\w+)_MAX$|"
                          r"_VERSION$|_UNSPEC$")

    def __init__(self, spec):
        self.files = spec.headers()
        self.prefixes = "(?:" + "|".join(spec.prefixes()) + ")"
        self.text = ""
        for name in self.files:
            with open(os.path.join(UAPI, name), encoding="utf-8") as file:
                self.text += file.read()

    def names(self):
        """The family's constants, without the _MAX ones."""
        text = re.sub(r"/\*.*?\*/", "", self.text, flags=re.S)
        found = re.findall(rf"^\s+({self.prefixes}\w+)", text, flags=re.M)
        found += re.findall(rf"^#define\s+({self.prefixes}\w+)\s+\d", text,
                            flags=re.M)
        return {name for name in found
                if not self.NO_ENTRY.search(name) or name in self.types()}

    def types(self):
        """Type of each attribute, as the comment behind it says."""
        return dict(re.findall(
            rf"^\s+({self.prefixes}\w+)(?: = 1)?,\s*/\* "
            r"(u8|u16|u32|u64|s32|string|binary|nest|flag)\b",
            self.text, flags=re.M))

    def _known(self, name):
        """Is it declared here, or the kernel's?"""
        return not re.match(self.prefixes, name) or \
            re.search(rf"\b{name}\b", self.text)

    def compiled(self, names, strings):
        """Let the compiler print names and strings; what it can't is left out."""
        lines = [f'printf("{n} %lld\\n", (long long)({n}));'
                 for n in names if self._known(n)]
        lines += [f'printf("{n} %s\\n", {n});' for n in strings
                  if self._known(n)]
        source = ("#include <stdio.h>\n#include <linux/rtnetlink.h>\n" +
                  "".join(f"#include <{name}>\n" for name in self.files) +
                  "int main(void)\n{\n" + "\n".join(lines) +
                  "\nreturn 0;\n}\n")
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "values")
            subprocess.run([os.environ.get("CC", "cc"), f"-I{UAPI}", "-x",
                            "c", "-", "-o", program],
                           input=source, text=True, check=True)
            out = subprocess.run([program], text=True, check=True,
                                 stdout=subprocess.PIPE).stdout
        return dict(line.split(" ", 1) for line in out.splitlines())


def differences(spec, header):
    """Each disagreement, as a line of text."""
    expected = {**spec.values, **spec.strings}
    actual = header.compiled(spec.values, spec.strings)
    for name, value in expected.items():
        if name not in actual:
            yield f"{name} is in the spec only"
        elif actual[name] != str(value):
            yield f"{name} is {actual[name]}, in the spec {value}"
    for name in sorted(header.names() - expected.keys()):
        yield f"{name} is in the header only"
    for name, kind in header.types().items():
        if spec.types.get(name, kind) != kind:
            yield f"{name} is a {kind}, in the spec {spec.types[name]}"


def main():
    """Check each family that has a spec."""
    paths = sorted(os.path.join(SPECS, name) for name in os.listdir(SPECS)
                   if name.endswith(".yaml"))
    failed = False
    print("TAP version 13")
    print(f"1..{2 * len(paths)}")
    for i, path in enumerate(paths):
        spec = Spec(path)
        for j, (what, found) in enumerate((
                ("refers to nothing undefined", list(spec.undefined())),
                ("agrees with its header",
                 list(differences(spec, Header(spec)))))):
            for line in found:
                print(f"# {line}")
            print(f"{'not ok' if found else 'ok'} {2 * i + j + 1} "
                  f"{spec.family} {what}")
            failed |= bool(found)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
