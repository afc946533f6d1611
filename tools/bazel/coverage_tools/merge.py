"""Merges gcov JSON and lcov tracefiles into one lcov tracefile."""
import argparse
import collections
import gzip
import json
import os


def inputs(args):
    """Every file that Bazel names, as a folder or as a list."""
    if args.coverage_dir:
        for folder, _, names in os.walk(args.coverage_dir):
            yield from (os.path.join(folder, name) for name in names)
    if args.reports_file:
        with open(args.reports_file) as listing:
            yield from (line.strip() for line in listing if line.strip())


def read_lcov(path, hits):
    source = None
    with open(path, errors="replace") as report:
        for line in report:
            if line.startswith("SF:"):
                source = line[3:].strip()
            elif line.startswith("DA:") and source:
                number, count = line[3:].strip().split(",")[:2]
                hits[source][int(number)] += int(count)


def read_gcov(path, hits):
    with gzip.open(path) as report:
        for source in json.load(report)["files"]:
            for line in source["lines"]:
                hits[source["file"]][line["line_number"]] += line["count"]


def main():
    parser = argparse.ArgumentParser()
    for name in ("coverage_dir", "reports_file", "source_file_manifest", "output_file"):
        parser.add_argument("--" + name)
    args, _ = parser.parse_known_args()
    hits = collections.defaultdict(lambda: collections.defaultdict(int))
    for path in inputs(args):
        if path.endswith(".gcov.json.gz"):
            read_gcov(path, hits)
        elif path.endswith(".dat") and os.path.exists(path):
            read_lcov(path, hits)
    wanted = None
    if args.source_file_manifest and os.path.exists(args.source_file_manifest):
        with open(args.source_file_manifest) as manifest:
            wanted = {line.strip() for line in manifest}
    with open(args.output_file, "w") as out:
        for source in sorted(hits):
            if source.startswith(("/", "bazel-out")) or (wanted and source not in wanted):
                continue
            out.write("SF:%s\n" % source)
            for number, count in sorted(hits[source].items()):
                out.write("DA:%d,%d\n" % (number, count))
            covered = sum(1 for count in hits[source].values() if count)
            out.write("LH:%d\nLF:%d\nend_of_record\n" % (covered, len(hits[source])))


main()
