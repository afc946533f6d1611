"""libringback.so: where it is, and what is in it. ringback.h has the contract."""

from __future__ import annotations

import ctypes
import os
import pathlib
import threading
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_double,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_uint64,
    c_void_p,
)
from typing import Any, List, Optional

from ringback.errors import Code, Error, make_error

JSON = 0
PROTO = 1


class RbError(Structure):
    """rb_error."""

    _fields_ = [("code", c_int), ("message", c_char_p), ("reason", c_char_p), ("field", c_char_p)]


class RbOpenOptions(Structure):
    """rb_open_options."""

    _fields_ = [
        ("struct_size", c_size_t),
        ("tls_ca", c_char_p),
        ("tls_certificate", c_char_p),
        ("tls_key", c_char_p),
    ]


class RbLookupRequest(Structure):
    """rb_lookup_request."""

    _fields_ = [
        ("struct_size", c_size_t),
        ("ani", c_char_p),
        ("dnis", c_char_p),
        ("agent", c_char_p),
        ("name_hint", c_char_p),
        ("parent", c_char_p),
        ("verification", c_int32),
        ("timeout_ms", c_int32),
    ]


class RbReason(Structure):
    """rb_reason."""

    _fields_ = [("code", c_int32), ("text", c_char_p), ("resource", c_char_p)]


class RbAttempt(Structure):
    """rb_attempt."""

    _fields_ = [
        ("name", c_char_p),
        ("agent", c_char_p),
        ("dialed_number", c_char_p),
        ("caller_id", c_char_p),
        ("campaign", c_char_p),
        ("purpose", c_char_p),
        ("offer", c_char_p),
        ("start_time_us", c_int64),
        ("end_time_us", c_int64),
        ("channel", c_int32),
        ("outcome", c_int32),
    ]


class RbLead(Structure):
    """rb_lead."""

    _fields_ = [
        ("name", c_char_p),
        ("interest", c_char_p),
        ("owner", c_char_p),
        ("team", c_char_p),
        ("state", c_int32),
    ]


class RbNote(Structure):
    """rb_note."""

    _fields_ = [
        ("name", c_char_p),
        ("agent", c_char_p),
        ("text", c_char_p),
        ("note_time_us", c_int64),
    ]


class RbMatch(Structure):
    """rb_match."""

    _fields_ = [
        ("caller", c_char_p),
        ("display_name", c_char_p),
        ("honorific", c_char_p),
        ("given_name", c_char_p),
        ("family_name", c_char_p),
        ("company", c_char_p),
        ("confidence", c_int32),
        ("do_not_call", c_int32),
        ("score", c_double),
        ("reason_count", c_size_t),
        ("reasons", POINTER(POINTER(RbReason))),
        ("attempt_count", c_size_t),
        ("attempts", POINTER(POINTER(RbAttempt))),
        ("lead_count", c_size_t),
        ("leads", POINTER(POINTER(RbLead))),
        ("note_count", c_size_t),
        ("notes", POINTER(POINTER(RbNote))),
        ("last_agent", c_char_p),
        ("last_agent_name", c_char_p),
        ("last_agent_presence", c_int32),
    ]


class RbCard(Structure):
    """rb_card."""

    _fields_ = [
        ("struct_size", c_size_t),
        ("ani", c_char_p),
        ("e164", c_char_p),
        ("national", c_char_p),
        ("region", c_char_p),
        ("tenant", c_char_p),
        ("withheld", c_int32),
        ("valid", c_int32),
        ("verify_identity", c_int32),
        ("partial", c_int32),
        ("opening_line", c_char_p),
        ("next_step_count", c_size_t),
        ("next_steps", POINTER(c_char_p)),
        ("match_count", c_size_t),
        ("matches", POINTER(POINTER(RbMatch))),
    ]


class RbBuffer(Structure):
    """rb_buffer. The data is a void pointer, so that ctypes does not look for its end."""

    _fields_ = [("data", c_void_p), ("size", c_size_t)]


# rb_lookup_done and rb_call_done. `user` is a number of ours, never 0.
LOOKUP_DONE = CFUNCTYPE(None, c_void_p, c_int, POINTER(RbCard))
CALL_DONE = CFUNCTYPE(None, c_void_p, c_int, RbBuffer)

_OUT = POINTER(c_uint64)
_FUNCTIONS: List[Any] = [
    ("rb_version", c_char_p, []),
    ("rb_last_error", POINTER(RbError), []),
    ("rb_open", c_int, [c_char_p, POINTER(RbOpenOptions), _OUT]),
    ("rb_close", c_int, [c_uint64]),
    ("rb_lookup", c_int, [c_uint64, POINTER(RbLookupRequest), POINTER(POINTER(RbCard))]),
    ("rb_card_free", None, [POINTER(RbCard)]),
    ("rb_lookup_start", c_int, [c_uint64, POINTER(RbLookupRequest), LOOKUP_DONE, c_void_p, _OUT]),
    ("rb_cancel", c_int, [c_uint64]),
    ("rb_buffer_free", None, [POINTER(RbBuffer)]),
    ("rb_call", c_int, [c_uint64, c_char_p, c_int, c_char_p, c_size_t, c_int32, POINTER(RbBuffer)]),
    (
        "rb_call_start",
        c_int,
        [c_uint64, c_char_p, c_int, c_char_p, c_size_t, c_int32, CALL_DONE, c_void_p, _OUT],
    ),
    ("rb_method_names", POINTER(c_char_p), [POINTER(c_size_t)]),
    ("rb_watch", c_int, [c_uint64, c_int, c_char_p, c_size_t, c_int32, _OUT]),
    ("rb_watcher_fd", c_int, [c_uint64]),
    ("rb_watcher_next", c_int, [c_uint64, c_int32, POINTER(RbBuffer)]),
    ("rb_watcher_close", c_int, [c_uint64]),
]

_lock = threading.Lock()
_library: Optional[ctypes.CDLL] = None


def _candidates() -> List[str]:
    """Where the library may be: what RINGBACK_LIBRARY says and nothing else; or here, or where the
    loader looks."""
    named = os.environ.get("RINGBACK_LIBRARY")
    if named:
        return [named]
    here = pathlib.Path(__file__).resolve().parent / "libringback.so"
    return ([str(here)] if here.exists() else []) + ["libringback.so.0", "libringback.so"]


def _open_library() -> ctypes.CDLL:
    problems = []
    for name in _candidates():
        try:
            library = ctypes.CDLL(name)
            for function, result, arguments in _FUNCTIONS:
                found = getattr(library, function)
                found.restype = result
                found.argtypes = arguments
            return library
        except (OSError, AttributeError) as problem:
            problems.append(f"{name}: {problem}")
    raise ImportError(
        "libringback.so could not be loaded; set RINGBACK_LIBRARY to its path ("
        + "; ".join(problems)
        + ")"
    )


def load() -> ctypes.CDLL:
    """The library, loaded when it is needed for the first time. ImportError when it cannot be."""
    global _library
    if _library is None:
        with _lock:
            if _library is None:
                _library = _open_library()
    return _library


def text(raw: Optional[bytes]) -> str:
    """Text of the library."""
    return raw.decode("utf-8", "replace") if raw else ""


def error_of(library: ctypes.CDLL, code: int) -> Error:
    """The exception for what this thread's last call returned. To be called right after it."""
    last = library.rb_last_error().contents
    if last.code != code:
        # A signal handler called the library in between: the words are gone.
        name = Code(code).name if code in list(Code) else str(code)
        return make_error(code, name)
    return make_error(code, text(last.message), text(last.reason), text(last.field))


def check(library: ctypes.CDLL, code: int) -> None:
    """Raises what a call returned, unless it is RB_OK."""
    if code != 0:
        raise error_of(library, code)
