"""How fast a search is, what it finds of the spelling table, and what it should not have found."""

import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """How long one method may be timed."""

    seconds: float
    calls: int  # at most; at least three are made


@dataclass(frozen=True)
class Timing:
    p50_us: float
    calls: int
    found: int      # calls that found the caller
    strangers: int  # calls that found somebody with another number


def measure_speed(search, callers, budget):
    """Times `search`, which takes a number and gives the E.164 numbers of whom it finds.

    Each of `callers` rings in turn: E.164 as a trunk delivers it.
    """
    search(callers[0])
    seconds, found, strangers = [], 0, 0
    end = time.perf_counter() + budget.seconds
    while len(seconds) < budget.calls and (len(seconds) < 3 or time.perf_counter() < end):
        e164 = callers[len(seconds) % len(callers)]
        start = time.perf_counter()
        hits = search(e164)
        seconds.append(time.perf_counter() - start)
        found += e164 in hits
        strangers += any(hit != e164 for hit in hits)
    return Timing(statistics.median(seconds) * 1e6, len(seconds), found, strangers)


def measure_recall(search, table):
    """Asks for every row of the table. Gives how many spellings found their caller, and how many near misses did."""
    found = sum(question.e164 in search(question.text) for question in table.spellings)
    missed = sum(question.e164 in search(question.text) for question in table.near_misses)
    return found, missed


def report(name, engine, method, timing, recall, table, note=''):
    """A peer's line in the JSON."""
    found, near = recall
    return {
        'name': name,
        'engine': engine,
        'method': method,
        'p50_us': round(timing.p50_us, 1),
        'calls': timing.calls,
        'recall': f'{found}/{len(table.spellings)}',
        'wrong_hits': near + timing.strangers,
        'near_misses_found': f'{near}/{len(table.near_misses)}',
        'calls_with_strangers': f'{timing.strangers}/{timing.calls}',
        'found_as_typed': f'{timing.found}/{timing.calls}',
        'note': note,
    }


def report_missing(engine, reason):
    """The line of an engine that could not be measured."""
    return {'name': engine, 'engine': engine, 'method': None, 'p50_us': None, 'recall': None, 'wrong_hits': None,
            'missing': reason, 'note': f'not measured: {reason}'}
