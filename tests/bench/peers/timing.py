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


@dataclass(frozen=True)
class Recall:
    found: int         # spellings that found their caller
    near_misses: int   # near misses that found whom they only look like
    from_nobody: int   # withheld and unreadable ones that found anybody


def measure_recall(search, table):
    """Asks for every row of the table."""
    return Recall(
        found=sum(question.e164 in search(question.text) for question in table.spellings),
        near_misses=sum(question.e164 in search(question.text) for question in table.near_misses),
        from_nobody=sum(bool(search(question.text)) for question in table.nobody))


def report(name, engine, method, speed, recall, table, note=''):
    """A peer's line in the JSON."""
    return {
        'name': name,
        'engine': engine,
        'method': method,
        'p50_us': round(speed.p50_us, 1),
        'calls': speed.calls,
        'recall': f'{recall.found}/{len(table.spellings)}',
        'wrong_hits': recall.near_misses + recall.from_nobody + speed.strangers,
        'near_misses_found': f'{recall.near_misses}/{len(table.near_misses)}',
        'nobody_found': f'{recall.from_nobody}/{len(table.nobody)}',
        'calls_with_strangers': f'{speed.strangers}/{speed.calls}',
        'found_as_typed': f'{speed.found}/{speed.calls}',
        'note': note,
    }


def report_missing(engine, reason):
    """The line of an engine that could not be measured."""
    return {'name': engine, 'engine': engine, 'method': None, 'p50_us': None, 'recall': None, 'wrong_hits': None,
            'missing': reason, 'note': f'not measured: {reason}'}
