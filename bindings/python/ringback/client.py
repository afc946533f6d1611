"""Ringback from threads: a Client asks, and waits for the answer."""

from __future__ import annotations

import ctypes
import time
import warnings
from types import TracebackType
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Tuple, Type, Union

from ringback import _convert, _handles, _library
from ringback._convert import PathLike
from ringback._library import JSON, PROTO, RbBuffer, RbCard
from ringback.card import Card
from ringback.enumerations import Verification
from ringback.errors import Code, InvalidArgument

# How long one call of the library waits for an event. Between two of them Python handles signals:
# Ctrl-C ends a wait.
_SLICE_MS = 200


def open(
    target: str,
    *,
    tls_ca: Optional[PathLike] = None,
    tls_certificate: Optional[PathLike] = None,
    tls_key: Optional[PathLike] = None,
) -> Client:
    """Opens a file, "sqlite:calls.db", creating it when it is not there; or connects to a server,
    "127.0.0.1:7443", "unix:/run/ringback.sock", "dns:///host:7443".

    The TLS arguments are PEM files: who vouches for the server, and our own certificate with its
    key. Without `tls_ca` there is no TLS, for a server on this machine.

    A server is not waited for: calls to one that is not there raise Unavailable at once, and it is
    looked for again with later ones.

    Raises:
        InvalidArgument: another target, or TLS files that cannot be used.
        FailedPrecondition: a file that is open in another program, belongs to one, or was written
            by a newer Ringback. Also: this process was forked from one that has opened something.
        ImportError: libringback.so was not found; RINGBACK_LIBRARY may say where it is.
    """
    library = _library.load()
    _handles.close_dropped(library)
    handle = ctypes.c_uint64()
    options = _convert.open_options(tls_ca, tls_certificate, tls_key)
    code = library.rb_open(
        _convert.target_bytes(target), ctypes.byref(options), ctypes.byref(handle)
    )
    _library.check(library, code)
    return Client(target, handle.value)


def version() -> str:
    """The version of the library that runs: "0.1.0"."""
    return _library.text(_library.load().rb_version())


def methods() -> Tuple[str, ...]:
    """The names of the methods that call() takes, sorted:
    "ringback.v1.AttemptService.FinishAttempt" and so on."""
    count = ctypes.c_size_t()
    names = _library.load().rb_method_names(ctypes.byref(count))
    return tuple(_library.text(names[i]) for i in range(count.value))


class Client:
    """A file that is open, or a server that is connected. Made by open(); a context manager.

    Every method may be called from any thread, also while another one closes the client: a call
    that is under way then raises Cancelled. A client that is closed raises InvalidArgument, in a
    forked child every client FailedPrecondition. While a call waits, other threads run;
    Ctrl-C is seen when the call has returned.
    """

    def __init__(self, target: str, handle: int) -> None:
        """For open()."""
        self._target = target
        self._handle = handle
        self._library = _library.load()
        _handles.opened(self._library, handle)

    def close(self) -> None:
        """Closes; calls that are under way and watchers end with Cancelled. Twice does nothing."""
        handle, self._handle = self._handle, 0
        if handle:
            _handles.close_client(self._library, handle)

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._handle == 0

    def lookup(
        self,
        ani: Optional[str] = None,
        *,
        dnis: Optional[str] = None,
        agent: Optional[str] = None,
        name_hint: Optional[str] = None,
        parent: Optional[str] = None,
        verification: int = Verification.UNSPECIFIED,
        timeout: Optional[float] = None,
    ) -> Card:
        """Looks a number up, with no side effect: who is calling, and why did we call them?

        A number that means nothing is an answer, not an error. With a file, an answer that does not
        come in time is a card marked `partial`; with a server, DeadlineExceeded.

        Args:
            ani: the calling number as it came: any spelling, a SIP or tel URI, "anonymous".
            dnis: the number that was called, as it came.
            agent: who will pick up: "tenants/default/agents/tracy", or the id alone.
            name_hint: the name that came with the call: SIP display name, CNAM.
            parent: "tenants/acme"; None: "tenants/default"; "tenants/-": the tenant who has `dnis`.
            verification: what the network says about the number, a Verification.
            timeout: seconds until the phone must ring; None: 1 s; at most 60.

        Raises:
            InvalidArgument: the request breaks a rule.
            NotFound: no such tenant.
            Unavailable: the server is not there.
            DeadlineExceeded: the server did not answer in time.
        """
        _handles.close_dropped_watchers(self._library)
        request = _convert.lookup_request(
            ani, dnis, agent, name_hint, parent, verification, timeout
        )
        card = ctypes.POINTER(RbCard)()
        code = self._library.rb_lookup(self._handle, ctypes.byref(request), ctypes.byref(card))
        _library.check(self._library, code)
        return _convert.take_card(self._library, card)

    def call(
        self,
        method: str,
        request: Optional[Mapping[str, Any]] = None,
        *,
        timeout: Optional[float] = None,
    ) -> Dict[str, Any]:
        """Calls a method, client.call("CallerService.GetCaller", {"name": ...}), and returns its
        answer.

        Both are ProtoJSON, as dicts: keys in lowerCamelCase, enumerations by name, 64-bit numbers
        and times as text; what is empty, 0 or False is left out of the answer. methods() has the
        names; the messages are in proto/ringback/v1. A write is durable when this returns; one that
        was not answered may be repeated with the same requestId, which gives the first answer.

        Args:
            timeout: seconds to wait; None: as long as the service gives the method; at most 3,600.

        Raises:
            InvalidArgument: no such method, or a request that is not its request or breaks a rule:
                `field` names it.
            DeadlineExceeded: no answer in time; a write may have been made, or not.
            Error: whatever else the method may answer.
        """
        return _convert.read_json(self._call(method, JSON, _convert.json_bytes(request), timeout))

    def call_proto(
        self, method: str, request: bytes = b"", *, timeout: Optional[float] = None
    ) -> bytes:
        """As call(), with serialized protobuf messages."""
        return self._call(method, PROTO, bytes(request), timeout)

    def _call(self, method: str, form: int, request: bytes, timeout: Optional[float]) -> bytes:
        _handles.close_dropped_watchers(self._library)
        buffer = RbBuffer()
        code = self._library.rb_call(
            self._handle,
            _convert.given("method", method),
            form,
            request,
            len(request),
            _convert.milliseconds(timeout),
            ctypes.byref(buffer),
        )
        _library.check(self._library, code)
        return _convert.take_buffer(self._library, buffer)

    def watch(
        self,
        *,
        parent: Optional[str] = None,
        types: Iterable[Union[str, int]] = (),
        agent: Optional[str] = None,
        resume_token: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Watcher:
        """Follows what happens: for event in client.watch(): ...

        Returns when the watch has its place in the log: nothing that is written from then on is
        missed.

        Args:
            parent: "tenants/acme"; None: "tenants/default".
            types: only these, "EVENT_TYPE_CALL_STARTED" and so on; empty: all.
            agent: only what concerns this agent, "tenants/default/agents/tracy".
            resume_token: goes on after the event that had it; "start": from the oldest event that
                is kept.
            timeout: seconds to wait for the watch to be in place; None: 5 s.

        Raises:
            InvalidArgument, NotFound, Unavailable, DeadlineExceeded: as call().
            OutOfRange: the events after resume_token are no longer kept.
        """
        request = _convert.watch_request(parent, types, agent, resume_token)
        return Watcher(_start_watch(self._library, self._handle, request, timeout))

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        handle = getattr(self, "_handle", 0)
        if handle:
            warnings.warn(f"{self!r} was not closed", ResourceWarning, source=self)
            _handles.drop_client(handle)

    def __repr__(self) -> str:
        return f"<ringback.Client {self._target!r}{' closed' if self.closed else ''}>"


def _start_watch(
    library: ctypes.CDLL, client: int, request: bytes, timeout: Optional[float]
) -> int:
    """Opens a watch and returns its handle."""
    _handles.close_dropped_watchers(library)
    handle = ctypes.c_uint64()
    code = library.rb_watch(
        client, JSON, request, len(request), _convert.milliseconds(timeout), ctypes.byref(handle)
    )
    _library.check(library, code)
    return handle.value


class Watcher(Iterator[Dict[str, Any]]):
    """The events of a tenant, each a dict in ProtoJSON. Made by Client.watch(); an iterator and a
    context manager.

    Iterating waits for the next event, and ends after close(). It raises what ended the watch:
    Unavailable when the server went away and ResourceExhausted when events were not taken for too
    long (watch again with `resume_token`), Cancelled when the client was closed.
    """

    def __init__(self, handle: int) -> None:
        """For Client.watch()."""
        self._handle = handle
        self._library = _library.load()
        self._resume_token = ""

    @property
    def resume_token(self) -> str:
        """Watch with it to go on after the last event that was taken; "" before the first."""
        return self._resume_token

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._handle == 0

    def fileno(self) -> int:
        """A file descriptor for select() and event loops: readable while next(0) has something to
        say. Neither read from it nor close it. -1 when closed."""
        return int(self._library.rb_watcher_fd(self._handle))

    def next(self, timeout: Optional[float] = None) -> Optional[Dict[str, Any]]:
        """The next event, waited for at most `timeout` seconds; 0: not at all, None: for ever. None
        when there is none in that time. Raises what ended the watch; InvalidArgument when the
        watcher is closed."""
        if timeout is not None and not timeout >= 0:
            raise InvalidArgument(f"timeout: {timeout} is not a time", "INVALID_FIELD", "timeout")
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = (
                _SLICE_MS
                if until is None
                else max(0, int((until - time.monotonic()) * 1000 + 0.999))
            )
            event = self._take(min(left, _SLICE_MS))
            if event is not None or (until is not None and time.monotonic() >= until):
                return event

    def _take(self, timeout_ms: int) -> Optional[Dict[str, Any]]:
        buffer = RbBuffer()
        code = self._library.rb_watcher_next(self._handle, timeout_ms, ctypes.byref(buffer))
        if code == Code.DEADLINE_EXCEEDED:
            return None
        _library.check(self._library, code)
        event = _convert.read_json(_convert.take_buffer(self._library, buffer))
        self._resume_token = str(event.get("resumeToken", ""))
        return event

    def close(self) -> None:
        """Ends the watch; a thread that waits for an event stops. Twice does nothing."""
        handle, self._handle = self._handle, 0
        if handle:
            self._library.rb_watcher_close(handle)

    def __iter__(self) -> Watcher:
        return self

    def __next__(self) -> Dict[str, Any]:
        if self.closed:
            raise StopIteration
        try:
            event = self.next()
        except Exception:
            if self.closed:
                raise StopIteration from None
            raise
        assert event is not None
        return event

    def __enter__(self) -> Watcher:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        handle = getattr(self, "_handle", 0)
        if handle:
            _handles.drop_watcher(handle)
