"""The version: RB_VERSION of the ringback.h that the package was made for."""

__version__ = "0.1.0"
