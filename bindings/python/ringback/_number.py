"""What the enumerations have in common."""

from __future__ import annotations

import enum
from typing import Optional


class Number(enum.IntEnum):
    """A number of the contract. Later versions may add some: one that is not known is taken as 0."""

    @classmethod
    def _missing_(cls, value: object) -> Optional[Number]:
        return cls(0) if isinstance(value, int) and value != 0 else None
