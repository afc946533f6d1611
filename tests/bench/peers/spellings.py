"""The spelling table of the tests, and what a CRM makes of a number that it is asked for."""

import json
import re
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A number as it is asked for, and whose it is; for a near miss, whose it is not; "" for nobody's."""

    text: str
    e164: str


@dataclass(frozen=True)
class SpellingTable:
    spellings: list[Question]
    near_misses: list[Question]
    nobody: list[Question]
    numbers: list[str]  # E.164: each has a caller


def read_spellings(root, path=None):
    """The table, from a file that print_spellings wrote or from the tests themselves."""
    if path:
        with open(path, encoding='utf-8') as file:
            table = json.load(file)
    else:
        bazel = [f'{root}/tools/run_bazel']
        target = '//tests/bench/peers:print_spellings'
        subprocess.run(bazel + ['build', '--noshow_progress', target], cwd=root, check=True)
        bin_folder = subprocess.run(
            bazel + ['info', 'bazel-bin'], cwd=root, check=True, capture_output=True, text=True).stdout.strip()
        printed = subprocess.run(
            [f'{bin_folder}/tests/bench/peers/print_spellings'], check=True, capture_output=True)
        table = json.loads(printed.stdout)
    questions = {kind: [Question(row['text'], row['e164']) for row in table[kind]]
                 for kind in ('spellings', 'near_misses', 'nobody')}
    return SpellingTable(numbers=table['numbers'], **questions)


def number_part(text):
    """What a PBX hands to the CRM: of a SIP or tel URI the part that is the number."""
    uri = re.search(r'(?:sips?|tel):([^@;>?]*)', text)
    return uri.group(1) if uri else text


def digits_of(text):
    """The digits of a number, or None when it has none and is not looked for."""
    return re.sub('[^0-9]', '', number_part(text)) or None


def last_eight(text):
    digits = digits_of(text)
    return digits and digits[-8:]
