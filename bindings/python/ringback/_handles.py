"""Who closes what: handles that nobody closed, and what is open when the interpreter ends."""

from __future__ import annotations

import atexit
import collections
import ctypes
import threading
from typing import Deque, Set

# Watchers and clients that were dropped without close(). A finalizer may run at any point of any
# thread, also between a call and the reading of its error, so it does not call the library itself.
_dropped_watchers: Deque[int] = collections.deque()
_dropped_clients: Deque[int] = collections.deque()

_open_clients: Set[int] = set()
_lock = threading.Lock()


def opened(library: ctypes.CDLL, client: int) -> None:
    """A client is open."""
    with _lock:
        if not _open_clients:
            # Callbacks come on threads of the library, which must have ended before the interpreter
            # does.
            atexit.unregister(_close_all)
            atexit.register(_close_all, library)
        _open_clients.add(client)


def close_client(library: ctypes.CDLL, client: int) -> None:
    """Closes a client; one that is closed is left alone."""
    with _lock:
        known = client in _open_clients
        _open_clients.discard(client)
    if known:
        library.rb_close(client)


def drop_client(client: int) -> None:
    """For finalizers: the client is closed before the next one is opened, or at exit."""
    _dropped_clients.append(client)


def drop_watcher(watcher: int) -> None:
    """For finalizers: the watcher is closed by the next call."""
    _dropped_watchers.append(watcher)


def close_dropped_watchers(library: ctypes.CDLL) -> None:
    """Closes what finalizers left."""
    while _dropped_watchers:
        try:
            library.rb_watcher_close(_dropped_watchers.popleft())
        except IndexError:
            return  # another thread was faster


def close_dropped(library: ctypes.CDLL) -> None:
    """Closes what finalizers left, clients too."""
    close_dropped_watchers(library)
    while _dropped_clients:
        try:
            close_client(library, _dropped_clients.popleft())
        except IndexError:
            return


def _close_all(library: ctypes.CDLL) -> None:
    close_dropped_watchers(library)
    for client in list(_open_clients):
        close_client(library, client)
