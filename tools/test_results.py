#!/usr/bin/python3
"""Reads the build events of one `bazel test` and prints a line for each test case: pass, fail or skip, a tab, a name.

The events name only what this invocation ran or took from its cache, so logs that removed targets have left behind
are not counted. A target without test cases of its own (a shell script) counts as one.

Usage: tools/test_results.py EVENTS.json [PREFIX]
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def read_events(path):
    """Returns (last result of each shard, labels that failed to build)."""
    results, unbuilt = {}, []
    with open(path, encoding="utf-8") as events:
        for line in events:
            event = json.loads(line)
            if "testResult" in event["id"]:
                key = event["id"]["testResult"]
                shard = (key["label"], key.get("shard", 0), key.get("run", 0))
                results[shard] = event.get("testResult", {})
            elif "targetCompleted" in event["id"] and not event.get("completed", {}).get("success"):
                unbuilt.append(event["id"]["targetCompleted"]["label"])
    return results, unbuilt


def cases_of(result):
    """Returns [(verdict, name)] of the target's test.xml; an empty list when it says nothing."""
    for output in result.get("testActionOutput", []):
        if output["name"] != "test.xml":
            continue
        path = urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
        try:
            cases = ElementTree.parse(path).iter("testcase")
        except (OSError, ElementTree.ParseError):
            return []
        return [(verdict_of(case), name_of(case)) for case in cases]
    return []


def verdict_of(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "fail"
    not_run = case.get("status") == "notrun" or case.get("result") in ("skipped", "suppressed")
    return "skip" if not_run or case.find("skipped") is not None else "pass"


def name_of(case):
    suite = case.get("classname")
    return f"{suite}.{case.get('name')}" if suite else case.get("name")


def main():
    prefix = f"{sys.argv[2]} " if len(sys.argv) > 2 else ""
    results, unbuilt = read_events(sys.argv[1])
    lines = [f"fail\t{prefix}{label} (did not build)" for label in unbuilt]
    for (label, _, _), result in sorted(results.items()):
        status = result.get("status", "NO_STATUS")
        cases = cases_of(result)
        # Bazel writes the file for a shell script: one case, named after the target.
        if len(cases) == 1 and cases[0][1].split("/")[-1] == label.split(":")[-1]:
            cases = []
        failed = any(verdict == "fail" for verdict, _ in cases)
        lines += [f"{verdict}\t{prefix}{label} {name}" for verdict, name in cases]
        if not failed and status not in ("PASSED", "FLAKY"):
            lines.append(f"fail\t{prefix}{label} ({status})")
        elif not cases:
            lines.append(f"pass\t{prefix}{label}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
