#!/usr/bin/python3
"""Writes the requests of the scenarios as inputs of rb_call_fuzz: the method, a line break, the request.

Usage: tools/fuzz_seeds.py SCENARIOS.json FOLDER
"""

import json
import pathlib
import sys


def steps_of(value):
    """Every object with a method and a request, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("call"), str) and "request" in value:
            yield value
        for part in value.values():
            yield from steps_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from steps_of(part)


def main():
    scenarios = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = pathlib.Path(sys.argv[2])
    for number, step in enumerate(steps_of(scenarios)):
        text = f"{step['call']}\n{json.dumps(step['request'], ensure_ascii=False)}"
        (folder / f"scenario-{number:03}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
