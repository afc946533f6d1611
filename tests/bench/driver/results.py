"""What was measured, and the numbers that are drawn from it."""

import dataclasses
import statistics

from .catalogue import FIGURES


class BenchError(Exception):
    """A part of the benchmarks that could not be measured, in words for the one who runs it."""


@dataclasses.dataclass
class Result:
    """A figure as it was measured: one value a pair, and the limit's beside it."""

    name: str
    values: list
    limits: list
    note: str = ""

    @property
    def figure(self):
        return FIGURES[self.name]

    @property
    def ratios(self):
        """The ratio of each pair: both sides saw the machine in the same mood."""
        if self.figure.times_faster:
            return [limit / value for value, limit in zip(self.values, self.limits)]
        return [value / limit for value, limit in zip(self.values, self.limits)]

    def to_json(self):
        ratios = self.ratios
        ratio = statistics.median(ratios) if ratios else None
        value = statistics.median(self.values)
        return {
            "name": self.name,
            "title": self.figure.title,
            "limit_title": self.figure.limit,
            "unit": self.figure.unit,
            "value": value,
            "limit": statistics.median(self.limits) if self.limits else None,
            "ratio": ratio,
            "ratio_min": min(ratios, default=None),
            "ratio_max": max(ratios, default=None),
            "reach": self.figure.reach(),
            "reached": self.figure.reached(value if ratio is None else ratio),
            "values": self.values,
            "limits": self.limits,
            "note": self.note,
        }


def interleave(pairs, limit, subject):
    """Measures limit, subject, limit, subject …; both are called with the number of the pair. Returns two lists."""
    limits, values = [], []
    for pair in range(pairs):
        limits.append(limit(pair))
        values.append(subject(pair))
    return limits, values
