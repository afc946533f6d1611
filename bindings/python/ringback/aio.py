"""Ringback from asyncio: the same as ringback.Client, and the loop never waits.

    import asyncio
    import ringback

    async def main():
        async with ringback.aio.open("sqlite:calls.db") as client:
            card = await client.lookup("sip:+12025550143@carrier.example")
            print(card.opening_line)

    asyncio.run(main())

Cancelling a task cancels what it waits for. A client may be used from several loops, each watcher
from one.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import itertools
from types import TracebackType
from typing import (
    Any,
    AsyncIterator,
    Awaitable,
    Callable,
    Dict,
    Generator,
    Iterable,
    Mapping,
    Optional,
    Tuple,
    Type,
    TypeVar,
    Union,
)

from ringback import _convert, _handles, _library
from ringback import client as _client
from ringback._convert import PathLike
from ringback._library import CALL_DONE, JSON, LOOKUP_DONE, PROTO, RbBuffer
from ringback.card import Card
from ringback.enumerations import Verification
from ringback.errors import Cancelled, InvalidArgument

_T = TypeVar("_T")


class _Pending:
    """Futures that the library's threads will answer, by the number that it was given for each."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: Dict[int, Tuple[asyncio.AbstractEventLoop, asyncio.Future[Any]]] = {}

    def add(self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any]) -> int:
        number = next(self._numbers)
        self._waiting[number] = (loop, future)
        return number

    def forget(self, number: int) -> None:
        self._waiting.pop(number, None)

    def settle(self, number: int, result: object, error: Optional[BaseException]) -> None:
        """On a thread of the library. The loop may be gone, and the future cancelled."""
        loop, future = self._waiting.pop(number)
        try:
            loop.call_soon_threadsafe(_settle, future, result, error)
        except RuntimeError:
            pass  # the loop is closed: nobody waits


def _settle(future: asyncio.Future[Any], result: object, error: Optional[BaseException]) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


_pending = _Pending()


def _answer(number: int, code: int, take: Callable[[ctypes.CDLL], object]) -> None:
    """Hands an answer of the library, or its error, to who waits. Runs on a thread of the
    library."""
    library = _library.load()
    result: object = None
    error: Optional[BaseException] = None
    if code != 0:
        error = _library.error_of(library, code)
    else:
        try:
            result = take(library)
        except Exception as problem:  # pylint: disable=broad-except
            error = problem
    _pending.settle(number, result, error)


def _card_came(user: int, code: int, card: Any) -> None:
    _answer(user, code, lambda library: _convert.take_card(library, card))


def _response_came(user: int, code: int, response: RbBuffer) -> None:
    _answer(user, code, lambda library: _convert.take_buffer(library, response))


# Made once and kept: the library calls them for as long as it is loaded.
_lookup_done = LOOKUP_DONE(_card_came)
_call_done = CALL_DONE(_response_came)


async def _run(start: Callable[[int, Any], int]) -> Any:
    """Starts something and waits for its answer. `start` takes the number to give to the callback,
    and where to put the operation."""
    library = _library.load()
    _handles.close_dropped_watchers(library)
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    number = _pending.add(loop, future)
    operation = ctypes.c_uint64()
    try:
        _library.check(library, start(number, ctypes.byref(operation)))
    except BaseException:
        _pending.forget(number)
        raise
    try:
        return await future
    except asyncio.CancelledError:
        library.rb_cancel(operation.value)
        raise


async def _on_a_thread(work: Callable[[], _T], undo: Optional[Callable[[_T], object]] = None) -> _T:
    """Runs what may wait for a disk or a server on a thread. When the task is cancelled meanwhile,
    what was made is given to `undo`."""
    done: asyncio.Future[_T] = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:

        def give_up(late: asyncio.Future[_T]) -> None:
            if not late.cancelled() and late.exception() is None and undo is not None:
                undo(late.result())

        done.add_done_callback(give_up)
        raise


class _Opening(Awaitable["Client"]):
    """A client that is about to be open: to await, or to enter."""

    def __init__(self, start: Callable[[], _client.Client]) -> None:
        self._start = start
        self._client: Optional[Client] = None

    async def _open(self) -> Client:
        return Client(await _on_a_thread(self._start, _client.Client.close))

    def __await__(self) -> Generator[Any, None, Client]:
        return self._open().__await__()

    async def __aenter__(self) -> Client:
        self._client = await self._open()
        return self._client

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self._client is not None:
            await self._client.close()


def open(
    target: str,
    *,
    tls_ca: Optional[PathLike] = None,
    tls_certificate: Optional[PathLike] = None,
    tls_key: Optional[PathLike] = None,
) -> _Opening:
    """As ringback.open(), to enter with `async with`, or to `await`."""
    return _Opening(
        functools.partial(
            _client.open, target, tls_ca=tls_ca, tls_certificate=tls_certificate, tls_key=tls_key
        )
    )


class Client:
    """A file that is open, or a server that is connected. Made by open(). Arguments, answers and
    errors are those of ringback.Client."""

    def __init__(self, inner: _client.Client) -> None:
        """For open()."""
        self._inner = inner
        self._library = _library.load()

    async def close(self) -> None:
        """Closes; what is under way, and watchers, end with Cancelled. Twice does nothing."""
        await _on_a_thread(self._inner.close)

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._inner.closed

    async def lookup(
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
        """As ringback.Client.lookup()."""
        request = _convert.lookup_request(
            ani, dnis, agent, name_hint, parent, verification, timeout
        )
        card: Card = await _run(
            lambda number, operation: int(
                self._library.rb_lookup_start(
                    self._inner._handle, ctypes.byref(request), _lookup_done, number, operation
                )
            )
        )
        return card

    async def call(
        self,
        method: str,
        request: Optional[Mapping[str, Any]] = None,
        *,
        timeout: Optional[float] = None,
    ) -> Dict[str, Any]:
        """As ringback.Client.call(). A write whose task is cancelled may have been made, or not."""
        return _convert.read_json(
            await self._call(method, JSON, _convert.json_bytes(request), timeout)
        )

    async def call_proto(
        self, method: str, request: bytes = b"", *, timeout: Optional[float] = None
    ) -> bytes:
        """As call(), with serialized protobuf messages."""
        return await self._call(method, PROTO, bytes(request), timeout)

    async def _call(
        self, method: str, form: int, request: bytes, timeout: Optional[float]
    ) -> bytes:
        name = _convert.given("method", method)
        timeout_ms = _convert.milliseconds(timeout)
        answer: bytes = await _run(
            lambda number, operation: int(
                self._library.rb_call_start(
                    self._inner._handle,
                    name,
                    form,
                    request,
                    len(request),
                    timeout_ms,
                    _call_done,
                    number,
                    operation,
                )
            )
        )
        return answer

    def watch(
        self,
        *,
        parent: Optional[str] = None,
        types: Iterable[Union[str, int]] = (),
        agent: Optional[str] = None,
        resume_token: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Watcher:
        """As ringback.Client.watch(): `async for event in client.watch():`. The watch has its place
        in the log from the first event that is asked for, or from `async with client.watch() as
        events:`."""
        request = _convert.watch_request(parent, types, agent, resume_token)
        was_closed = self.closed

        def start() -> _client.Watcher:
            try:
                return _client.Watcher(
                    _client._start_watch(self._library, self._inner._handle, request, timeout)
                )
            except InvalidArgument as error:
                # The thread that begins may come to a client that was closed meanwhile.
                if self.closed and not was_closed:
                    raise Cancelled("the client was closed before the watch began") from error
                raise

        return Watcher(start)

    def __repr__(self) -> str:
        return f"<ringback.aio.Client of {self._inner!r}>"


class Watcher(AsyncIterator[Dict[str, Any]]):
    """The events of a tenant, as ringback.Watcher gives them. Made by Client.watch(); an
    asynchronous iterator and context manager. Of one loop; several tasks may ask, each event goes
    to one of them."""

    def __init__(self, start: Callable[[], _client.Watcher]) -> None:
        """For Client.watch()."""
        self._start = start
        self._inner: Optional[_client.Watcher] = None
        self._turn = asyncio.Lock()
        self._readable: Optional[asyncio.Future[None]] = None
        self._closed = False

    @property
    def resume_token(self) -> str:
        """Watch with it to go on after the last event that was taken; "" before the first."""
        return self._inner.resume_token if self._inner is not None else ""

    async def _opened(self) -> _client.Watcher:
        if self._inner is None:
            made = await _on_a_thread(self._start, _client.Watcher.close)
            if self._closed:
                made.close()
                raise InvalidArgument("the watcher was closed while it was opened")
            self._inner = made
        return self._inner

    async def _wait(self, fd: int) -> None:
        """Waits until there is something to say, or close()."""
        loop = asyncio.get_running_loop()
        self._readable = loop.create_future()
        loop.add_reader(fd, _settle, self._readable, None, None)
        try:
            await self._readable
        finally:
            # Before the descriptor is closed, and perhaps used for something else.
            if not self._closed:
                loop.remove_reader(fd)
            self._readable = None

    async def close(self) -> None:
        """Ends the watch; a task that waits for an event stops iterating. Twice does nothing."""
        self._closed = True
        if self._inner is None or self._inner.closed:
            return
        if self._readable is not None:
            asyncio.get_running_loop().remove_reader(self._inner.fileno())
            _settle(self._readable, None, None)
        self._inner.close()

    def __aiter__(self) -> Watcher:
        return self

    async def __anext__(self) -> Dict[str, Any]:
        async with self._turn:
            while not self._closed:
                inner = await self._opened()
                event = inner.next(0)
                if event is not None:
                    return event
                await self._wait(inner.fileno())
            raise StopAsyncIteration

    async def __aenter__(self) -> Watcher:
        async with self._turn:
            await self._opened()
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()
