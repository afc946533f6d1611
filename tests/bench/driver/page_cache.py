"""Keeps files in the page cache while they are measured."""

import ctypes
import mmap
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mmap.restype = ctypes.c_void_p
_LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_LIBC.mlock.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_LIBC.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_FAILED = ctypes.c_void_p(-1).value

CHUNK = 16 << 20


def _available_bytes():
    with open("/proc/meminfo", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))


def _lock(file, size):
    """Maps and locks the file. Its pages count as this process's memory and as nobody else's."""
    if size == 0 or 2 * size > _available_bytes():
        return False
    address = _LIBC.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    if address == _FAILED:
        return False
    if _LIBC.mlock(address, size) != 0:
        _LIBC.munmap(address, size)
        return False
    return True


def hold(path):
    """Reads a file and has the kernel keep its pages until this process ends. Returns whether it does.

    Virtual machines give memory back to their host: pages that were read a few seconds ago may be read from the disk
    again. Where locking is not allowed (RLIMIT_MEMLOCK), or would take half of the memory, the file is read once.
    """
    with open(path, "rb", buffering=0) as file:
        if _lock(file, os.fstat(file.fileno()).st_size):
            return True
        while file.read(CHUNK):
            pass
        return False
