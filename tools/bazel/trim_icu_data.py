#!/usr/bin/python3
"""Writes ICU's data, cut down to named items, as an assembler file.

The whole of it is 30 MB, of which a program that normalises text needs less than 100 KB. The format is that of ICU's
common data file (icu/source/common/ucmndata.h): a header, a table of contents, the items.

Usage: trim_icu_data.py ITEM... >icu_data.S
"""

import struct
import subprocess
import sys
import tempfile

ALIGNMENT = 16


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_system_data():
    """Returns (name of the data's symbol, its bytes) of the static library of the system."""
    archive = run("gcc", "-print-file-name=libicudata.a").strip()
    symbol = next(line.split()[2] for line in run("nm", archive).splitlines() if line.endswith("_dat"))
    with tempfile.TemporaryDirectory() as folder:
        member = run("ar", "t", archive).split()[0]
        with open(f"{folder}/{member}", "wb") as out:
            subprocess.run(["ar", "p", archive, member], check=True, stdout=out)
        run("objcopy", "-O", "binary", "-j", ".rodata", f"{folder}/{member}", f"{folder}/data")
        with open(f"{folder}/data", "rb") as data:
            return symbol, data.read()


def items_of(data, start):
    """Returns {name: bytes} of a common data file whose table of contents is at `start`."""
    (count,) = struct.unpack_from("<I", data, start)
    table = [struct.unpack_from("<II", data, start + 4 + 8 * index) for index in range(count)]
    ends = [offset for _, offset in table[1:]] + [len(data) - start]
    items = {}
    for (name_offset, offset), end in zip(table, ends):
        name_at = start + name_offset
        name = data[name_at : data.index(b"\0", name_at)]
        items[name] = data[start + offset : start + end]
    return items


def pack(items):
    """The other way: items in the order of their names, as ICU's search needs them."""
    names, name_offsets = b"", []
    table_size = 4 + 8 * len(items)
    for name in sorted(items):
        name_offsets.append(table_size + len(names))
        names += name + b"\0"
    body, offsets = b"", []
    at = table_size + len(names)
    for name in sorted(items):
        body += b"\0" * (-(at + len(body)) % ALIGNMENT)
        offsets.append(at + len(body))
        body += items[name]
    table = struct.pack("<I", len(items))
    for pair in zip(name_offsets, offsets):
        table += struct.pack("<II", *pair)
    return table + names + body


def main():
    symbol, data = read_system_data()
    (header_size,) = struct.unpack_from("<H", data)
    if data[2:4] != b"\xda\x27" or data[12:16] != b"CmnD":
        sys.exit("trim_icu_data: the system's data is in another format")
    wanted = {name.encode() for name in sys.argv[1:]}
    kept = {name: item for name, item in items_of(data, header_size).items() if name.split(b"/")[-1] in wanted}
    if len(kept) != len(wanted):
        sys.exit(f"trim_icu_data: only {sorted(kept)} are there")
    packed = data[:header_size] + pack(kept)
    packed += b"\0" * (-len(packed) % 8)
    print(f'\t.section .rodata\n\t.globl {symbol}\n\t.hidden {symbol}\n\t.balign {ALIGNMENT}\n{symbol}:')
    for at in range(0, len(packed), 32):
        words = struct.unpack_from(f"<{min(32, len(packed) - at) // 8}Q", packed, at)
        print("\t.quad " + ", ".join(f"{word:#x}" for word in words))
    print('\t.section .note.GNU-stack,"",@progbits')


if __name__ == "__main__":
    main()
