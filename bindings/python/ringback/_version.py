"""The version of this package, which is that of the library that it was made for (RB_VERSION in ringback.h)."""

__version__ = "0.1.0"
