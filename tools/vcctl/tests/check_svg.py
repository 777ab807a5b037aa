# SPDX-License-Identifier: GPL-2.0
"""Is standard input a well-formed SVG picture that has these texts, in which
boxes lie within it and not on one another?

check_svg.py TEXT|TEXT...
"""
import sys
import xml.etree.ElementTree as ElementTree

NS = "{http://www.w3.org/2000/svg}"


def box(element):
    x, y, width, height = (int(element.get(key))
                           for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def faults(root, wanted):
    texts = [text.text for text in root.iter(NS + "text")]
    if texts != wanted:
        yield f"texts are {texts}, expected {wanted}"
    width, height = int(root.get("width")), int(root.get("height"))
    boxes = [box(rect) for rect in root.iter(NS + "rect")]
    for left, top, right, bottom in boxes:
        if left < 0 or top < 0 or right > width or bottom > height:
            yield "a box is outside"
    # a set is around its ports
    boxes = [box(rect) for rect in root.iter(NS + "rect")
             if rect.get("class") != "set"]
    for i, one in enumerate(boxes):
        if any(meet(one, other) for other in boxes[:i]):
            yield "boxes are on one another"


root = ElementTree.fromstring(sys.stdin.buffer.read())
found = list(faults(root, sys.argv[1].split("|") if sys.argv[1] else []))
print("".join(f"# {fault}\n" for fault in found), end="")
sys.exit(bool(found))
