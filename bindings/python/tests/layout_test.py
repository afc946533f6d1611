"""The structures and numbers of this package are those of the C ABI, as tests/bindings/c/abi.txt
has them."""

from __future__ import annotations

import ctypes
import enum
import os
import pathlib
import re
import unittest
from typing import Dict, Set, Type

import ringback
from ringback import _library

STRUCTURES: Dict[str, Type[ctypes.Structure]] = {
    "rb_error": _library.RbError,
    "rb_open_options": _library.RbOpenOptions,
    "rb_lookup_request": _library.RbLookupRequest,
    "rb_reason": _library.RbReason,
    "rb_attempt": _library.RbAttempt,
    "rb_lead": _library.RbLead,
    "rb_note": _library.RbNote,
    "rb_match": _library.RbMatch,
    "rb_card": _library.RbCard,
    "rb_buffer": _library.RbBuffer,
}

ENUMERATIONS: Dict[str, Type[enum.IntEnum]] = {
    "RB": ringback.Code,
    "RB_VERIFICATION": ringback.Verification,
    "RB_CONFIDENCE": ringback.Confidence,
    "RB_OUTCOME": ringback.Outcome,
    "RB_CHANNEL": ringback.Channel,
    "RB_LEAD_STATE": ringback.LeadState,
    "RB_PRESENCE": ringback.Presence,
    "RB_REASON_CODE": ringback.ReasonCode,
}


class Layout(unittest.TestCase):
    """What is not the same would be read from the wrong place."""

    def setUp(self) -> None:
        text = pathlib.Path(os.environ["ABI"]).read_text(encoding="utf-8")
        self.described = set(re.findall(r"^(?:rb_[\w.]+(?: \d+)+|RB_\w+ \d+)$", text, re.MULTILINE))
        self.exported = set(re.findall(r"^exports (\w+)@", text, re.MULTILINE))

    def test_structures(self) -> None:
        ours: Set[str] = set()
        for name, structure in STRUCTURES.items():
            ours.add(f"{name} {ctypes.sizeof(structure)}")
            for field in structure._fields_:
                place = getattr(structure, field[0])
                ours.add(f"{name}.{field[0]} {place.offset} {place.size}")
        self.assertEqual(ours, {line for line in self.described if line.startswith("rb_")})

    def test_numbers(self) -> None:
        ours = {f"RB_JSON {_library.JSON}", f"RB_PROTO {_library.PROTO}"}
        for prefix, numbers in ENUMERATIONS.items():
            ours |= {f"{prefix}_{number.name} {number.value}" for number in numbers}
        self.assertEqual(ours, {line for line in self.described if line.startswith("RB_")})

    def test_every_function_is_used(self) -> None:
        self.assertEqual({name for name, _, _ in _library._FUNCTIONS}, self.exported)


if __name__ == "__main__":
    unittest.main()
