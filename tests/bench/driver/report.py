"""The table on the terminal, and docs/performance.md."""

import re

from .catalogue import FIGURES
from .programs import ROOT

DOCS = ROOT / "docs/performance.md"
BEGIN = "<!-- made by tools/bench --write-docs: begin -->"
END = "<!-- made by tools/bench --write-docs: end -->"


def number(value):
    """A number with three digits that count."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def cells(entry):
    """A figure as the words of a table's line."""
    spread = f"{number(entry['ratio_min'])}–{number(entry['ratio_max'])}" if entry["ratio"] is not None else ""
    reached = {True: "yes", False: "no", None: ""}[entry["reached"]]
    limit = f"{number(entry['limit'])} {entry['unit']}" if entry["limit"] is not None else ""
    return [entry["title"], f"{number(entry['value'])} {entry['unit']}", limit, number(entry["ratio"]), spread,
            entry["reach"], reached]


def print_table(report):
    header = ["figure", "measured", "limit", "ratio", "spread", "reach", "reached"]
    rows = [header] + [cells(entry) for entry in report["figures"]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    for peer in report["peers"].get("peers", []):
        if "missing" in peer:
            print(f"peer: {peer['engine']}: not measured: {peer['missing']}")
        else:
            print(f"peer: {peer['engine']}, {peer['name']}: {number(peer['p50_us'] / 1000)} ms, finds {peer['recall']} "
                  f"spellings, {peer['wrong_hits']} wrong hits")
    for name, why in report["missing"].items():
        print(f"missing: {name}: {why}")
    if report["quick"]:
        print("A quick run: its times say nothing.")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]


def figures_table(report):
    rows = []
    for entry in report["figures"]:
        title, value, limit, ratio, spread, reach, reached = cells(entry)
        against = f"{entry['limit_title']}: {limit}" if limit else ""
        rows.append([title, value, against, ratio, spread, reach, f"**{reached}**" if reached == "no" else reached])
    return table(["figure", "measured", "against", "ratio", "spread", "reach", "reached"], rows)


def notes(report):
    lines = [f"- {entry['title']}: {entry['note']}." for entry in report["figures"] if entry["note"]]
    lines += [f"- Not measured: {FIGURES[name].title} ({why})." for name, why in report["missing"].items()]
    return lines


def peers_table(report):
    rows = []
    for peer in report["peers"]["peers"]:
        if "missing" in peer:
            rows.append([peer["engine"], "", "not measured", "", "", peer["missing"]])
        else:
            rows.append([peer["engine"], peer["name"], f"{number(peer['p50_us'] / 1000)} ms", peer["recall"],
                         peer["wrong_hits"], peer["note"]])
    return table(["engine", "how it finds a number", "p50", "spellings found", "wrong hits", "note"], rows)


def docs_part(report):
    """What stands between the markers."""
    machine = report["machine"]
    lines = [f"Measured on {report['when']} at commit `{report['commit']}`: {machine['cpu']}, {machine['cores']} "
             f"cores, {machine['memory_gb']} GB, {machine['system']}; {report['pairs']} pairs of "
             f"{report['seconds']:g} s.", ""]
    lines += figures_table(report) + [""] + notes(report)
    if report["peers"].get("peers"):
        lines += ["", "### What people use today", ""]
        lines += [f"The same {report['peers']['callers']:,} callers; the time of one search, p50.", ""]
        lines += peers_table(report)
    return "\n".join(lines)


def write_docs(report):
    text = DOCS.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    made = f"{BEGIN}\n\n{docs_part(report)}\n\n{END}"
    text, found = pattern.subn(lambda _: made, text)
    if found != 1:
        raise SystemExit(f"{DOCS} has no place for the figures: {BEGIN} … {END}")
    DOCS.write_text(text, encoding="utf-8")
