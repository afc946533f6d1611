#!/usr/bin/python3
"""Writes a program that prints what programs have compiled in of ringback.h: sizes, offsets, numbers.

Usage: make_layout.py ringback.h >layout.cc
"""

import re
import sys

PROGRAM = """#include <cstddef>
#include <cstdio>

#include "bindings/c/ringback.h"

#define SIZE(type) std::printf(#type " %zu\\n", sizeof(type))
#define FIELD(type, field) \\
  std::printf(#type "." #field " %zu %zu\\n", offsetof(type, field), sizeof(type{{}}.field))
#define NUMBER(name) std::printf(#name " %d\\n", static_cast<int>(name))

int main() {{
{lines}
}}
"""


def lines_of(header):
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\} \w+;", code, re.DOTALL):
        yield f"  SIZE({name});"
        for field in re.findall(r"(\w+);", body):
            yield f"  FIELD({name}, {field});"
    for body in re.findall(r"enum[^{]*\{(.*?)\}", code, re.DOTALL):
        for name in re.findall(r"\bRB_\w+", body):
            yield f"  NUMBER({name});"


def main():
    with open(sys.argv[1], encoding="utf-8") as header:
        print(PROGRAM.format(lines="\n".join(lines_of(header.read()))), end="")


if __name__ == "__main__":
    main()
