"""What CRMs' SQL does to find who has a number, on PostgreSQL and on MariaDB. README.md has the sources."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import servers
import timing
from spellings import digits_of, last_eight

# As typed, then without what people put between the digits, then that backwards: a CRM keeps what its method needs.
COLUMNS = ('id', 'name', 'company', 'phone', 'e164', 'digits', 'reversed')


def _nested_replace(column):
    for character in (' ', '-', '(', ')', '.', '/', '+'):
        column = f"REPLACE({column}, '{character}', '')"
    return column


@dataclass(frozen=True)
class Method:
    """One way to search: a condition on the table and what of the number is put into it."""

    name: str
    postgres: str
    mariadb: str
    argument: Callable[[str], str | None]


def _ends_with(cut):
    def pattern(text):
        digits = cut(text)
        return digits and '%' + digits
    return pattern


def _with_separators(text):
    digits = digits_of(text)
    return digits and '[^0-9]*'.join(digits) + '[^0-9]*$'


def _reversed_prefix(text):
    digits = digits_of(text)
    return digits and digits[::-1] + '%'


METHODS = (
    Method('suffix LIKE on a stripped column', 'digits LIKE %s', 'digits LIKE %s', _ends_with(digits_of)),
    Method('suffix LIKE on nested REPLACE', f'{_nested_replace("phone")} LIKE %s',
           f'{_nested_replace("phone")} LIKE %s', _ends_with(digits_of)),
    Method('suffix LIKE on REGEXP_REPLACE', r"regexp_replace(phone, '[^0-9]', '', 'g') LIKE %s",
           "REGEXP_REPLACE(phone, '[^0-9]', '') LIKE %s", _ends_with(digits_of)),
    Method('REGEXP, separators between the digits', 'phone ~ %s', 'phone REGEXP %s', _with_separators),
    Method('last eight digits, ILIKE on nested REPLACE', f'{_nested_replace("phone")} ILIKE %s',
           f'{_nested_replace("phone")} LIKE %s', _ends_with(last_eight)),
    Method('exact match, indexed', 'digits = %s', 'digits = %s', digits_of),
    Method('prefix of the reversed number, indexed', 'reversed LIKE %s', 'reversed LIKE %s', _reversed_prefix),
)


def _insert_spelled(cursor, table):
    rows = []
    for place, e164 in enumerate(table.numbers):
        digits = digits_of(e164) or ''
        rows.append((place + 1, f'Sample Owner {place + 1}', '', e164, e164, digits, digits[::-1]))
    cursor.executemany(
        f'INSERT INTO spelled ({", ".join(COLUMNS)}) VALUES ({", ".join(["%s"] * len(COLUMNS))})', rows)


def _measure(cursor, engine, conditions, table, callers, budget):
    """A report for each method; `conditions` picks a method's SQL for this engine."""
    reports = []
    for method in METHODS:
        condition = conditions(method)

        def search(text, source, method=method, condition=condition):
            argument = method.argument(text)
            if argument is None:
                return set()
            cursor.execute(f'SELECT id, e164 FROM {source} WHERE {condition}', (argument,))
            return {e164 for _, e164 in cursor.fetchall()}

        recall = timing.measure_recall(lambda text: search(text, 'spelled'), table)
        speed = timing.measure_speed(lambda text: search(text, 'contacts'), callers, budget)
        reports.append(timing.report(method.name, engine, condition.replace('%s', '?'), speed, recall, table))
    return reports


def measure_postgres(scratch, data, table, callers, budget):
    """Loads `data` (tab separated, in the order of COLUMNS) and times every method."""
    with servers.postgres(scratch) as socket_folder:
        import psycopg2
        connection = psycopg2.connect(host=str(socket_folder), user='ringback', dbname='postgres')
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            for name in ('contacts', 'spelled'):
                cursor.execute(f'CREATE TABLE {name} (id bigint PRIMARY KEY, name text, company text, phone text, '
                               'e164 text, digits text, reversed text)')
            with open(data, encoding='utf-8') as file:
                cursor.copy_expert('COPY contacts FROM STDIN', file)
            _insert_spelled(cursor, table)
            for name in ('contacts', 'spelled'):
                cursor.execute(f'CREATE INDEX ON {name} (digits)')
                cursor.execute(f'CREATE INDEX ON {name} (reversed text_pattern_ops)')
                cursor.execute(f'VACUUM ANALYZE {name}')
            return _measure(cursor, 'PostgreSQL 15', lambda method: method.postgres, table, callers, budget)


def measure_mariadb(scratch, data, table, callers, budget):
    """The same on MariaDB."""
    with servers.mariadb(scratch) as socket:
        import MySQLdb
        connection = MySQLdb.connect(unix_socket=str(socket), user='root', local_infile=1, charset='utf8mb4',
                                     autocommit=True)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute('SELECT VERSION()')
            version = '.'.join(cursor.fetchone()[0].split('.')[:2])
            cursor.execute('CREATE DATABASE crm')
            cursor.execute('USE crm')
            for name in ('contacts', 'spelled'):
                cursor.execute(f'CREATE TABLE {name} (id BIGINT PRIMARY KEY, name VARCHAR(100), '
                               'company VARCHAR(100), phone VARCHAR(40), e164 VARCHAR(20), digits VARCHAR(40), '
                               'reversed VARCHAR(40))')
            cursor.execute(f"LOAD DATA LOCAL INFILE '{data}' INTO TABLE contacts")
            _insert_spelled(cursor, table)
            for name in ('contacts', 'spelled'):
                cursor.execute(f'ALTER TABLE {name} ADD INDEX (digits), ADD INDEX (reversed)')
                cursor.execute(f'ANALYZE TABLE {name}')
                cursor.fetchall()
            return _measure(cursor, f'MariaDB {version}', lambda method: method.mariadb, table, callers, budget)
