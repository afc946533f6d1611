"""A CRM as it is installed: Tryton's party module on its own PostgreSQL, asked through its own JSON-RPC."""

import base64
import contextlib
import http.client
import io
import json
import os
import random
import socket
import string

import servers
import timing
from spellings import number_part

DATABASE = 'tryton'

CREATE_LOADED = ('CREATE TEMPORARY TABLE loaded '
                 '(id bigint, name text, company text, phone text, e164 text, digits text, reversed text)')
# A party and its number as Tryton itself writes them when it knows the party's country: E.164 in `value_compact`.
BULK_SQL = (
    """INSERT INTO party_party (id, create_uid, create_date, active, code, name)
       SELECT id + %(offset)s, 1, now(), true, 'S' || id + %(offset)s, name FROM loaded""",
    """INSERT INTO party_contact_mechanism (create_uid, create_date, active, party, type, value, value_compact)
       SELECT 1, now(), true, id + %(offset)s, 'phone', e164, e164 FROM loaded""",
    "SELECT setval('party_party_id_seq', (SELECT max(id) FROM party_party))",
)


class Refused(Exception):
    """Tryton says no to a call."""


class Client:
    """A session of Tryton's JSON-RPC."""

    def __init__(self, port, password):
        self._port = port
        self._headers = {'Content-Type': 'application/json'}
        user, session = self.call('common.db.login', 'admin', {'password': password})
        token = base64.b64encode(f'admin:{user}:{session}'.encode()).decode()
        self._headers['Authorization'] = f'Session {token}'

    def call(self, method, *params):
        connection = http.client.HTTPConnection('127.0.0.1', self._port, timeout=120)
        with contextlib.closing(connection):
            body = json.dumps({'id': 1, 'method': method, 'params': params})
            connection.request('POST', f'/{DATABASE}/', body, self._headers)
            answer = json.loads(connection.getresponse().read())
        if answer.get('error'):
            raise Refused(f'{method}: {answer["error"][:2]}')
        return answer['result']

    def find_parties(self, condition):
        """The numbers (value_compact) of the parties that a search finds, as its client searches and shows them."""
        found = self.call('model.party.party.search_read', [condition], 0, 100, None, ['contact_mechanisms'], {})
        mechanisms = [number for party in found for number in party['contact_mechanisms']]
        if not mechanisms:
            return set()
        read = self.call('model.party.contact_mechanism.read', mechanisms, ['value_compact'], {})
        return {row['value_compact'] for row in read}


def _free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def _activate(folder, environment):
    """Makes the database and activates the party module. Gives the password of "admin"."""
    # Tryton wants passwords whose characters differ.
    password = ''.join(random.SystemRandom().sample(string.ascii_letters + string.digits, 20))
    secret = folder / 'password'
    secret.write_text(password)
    environment['TRYTONPASSFILE'] = str(secret)
    admin = [servers.find_program('trytond-admin'), '-c', 'trytond.conf', '-d', DATABASE]
    servers.run_quietly(admin + ['--all', '--email', 'admin@mail.example'], folder, env=environment)
    servers.run_quietly(admin + ['-u', 'party', '--activate-dependencies'], folder, env=environment)
    return password


def _load_few(client, table):
    """The numbers of the spelling table, through the RPC. Gives those that Tryton refuses: it wants assigned ones."""
    refused = []
    for e164 in table.numbers:
        mechanism = ['create', [{'type': 'phone', 'value': e164}]]
        try:
            client.call('model.party.party.create',
                        [{'name': f'Sample Owner of {e164}', 'contact_mechanisms': [mechanism]}], {})
        except Refused:
            refused.append(e164)
    return refused


def _load_with_sql(cursor, rows):
    """Rows as convert in run writes them, from a file."""
    cursor.execute(CREATE_LOADED)
    cursor.copy_expert('COPY loaded FROM STDIN', rows)
    cursor.execute('SELECT coalesce(max(id), 0) FROM party_party')
    offset = cursor.fetchone()[0]
    for statement in BULK_SQL:
        cursor.execute(statement, {'offset': offset})
    cursor.execute('DROP TABLE loaded')
    for name in ('party_party', 'party_contact_mechanism'):
        cursor.execute(f'VACUUM ANALYZE {name}')


def _conditions():
    """The searches: what a person types into the list of parties, and what an integration would ask."""
    yield ('search box of the party list', 'party.party search_read [rec_name, ilike, %number%]',
           lambda text: ['rec_name', 'ilike', f'%{number_part(text).strip()}%'])
    yield ('contact mechanism, exactly', 'party.party search_read [contact_mechanisms.value_compact, =, number]',
           lambda text: ['contact_mechanisms.value_compact', '=', number_part(text).strip()])


def measure_tryton(scratch, data, table, callers, budget):
    """Loads `data` into Tryton's tables and finds parties by number through its RPC."""
    servers.install('tryton-server', 'tryton-modules-party', 'python3-phonenumbers', 'python3-psycopg2')
    with servers.postgres(scratch) as socket_folder:
        import psycopg2
        folder = servers.own_folder(scratch / 'tryton')
        port = _free_port()
        (folder / 'trytond.conf').write_text(
            f'[database]\nuri = postgresql://ringback@/\npath = {folder}/files\n'
            f'[web]\nlisten = 127.0.0.1:{port}\n[password]\nlength = 8\n')
        environment = {**os.environ, 'PGHOST': str(socket_folder), 'PGUSER': 'ringback', 'HOME': str(folder)}
        main = psycopg2.connect(host=str(socket_folder), user='ringback', dbname='postgres')
        main.autocommit = True
        with contextlib.closing(main), main.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE {DATABASE}')
        password = _activate(folder, environment)
        command = [servers.find_program('trytond'), '-c', 'trytond.conf', '-d', DATABASE]
        with servers.serving(command, folder, lambda: Client(port, password), env=environment):
            return _measure(Client(port, password), socket_folder, data, table, callers, budget)


def _measure(client, socket_folder, data, table, callers, budget):
    import psycopg2
    connection = psycopg2.connect(host=str(socket_folder), user='ringback', dbname=DATABASE)
    connection.autocommit = True
    searches = [(name, method, lambda text, c=condition: client.find_parties(c(text)))
                for name, method, condition in _conditions()]
    with contextlib.closing(connection), connection.cursor() as cursor:
        refused = _load_few(client, table)
        rows = ''.join(f'{place}\tSample Owner of {e164}\t\t{e164}\t{e164}\t\t\n'
                       for place, e164 in enumerate(refused, start=1))
        _load_with_sql(cursor, io.StringIO(rows))
        # Asked of the table's callers alone: with the million beside them each answer takes as long as a timed one.
        recalls = [timing.measure_recall(search, table) for _, _, search in searches]
        with open(data, encoding='utf-8') as file:
            _load_with_sql(cursor, file)
    note = (f'over JSON-RPC on loopback; numbers are kept in E.164; the RPC refused {len(refused)} of '
            f"the table's {len(table.numbers)} numbers, which were loaded with SQL")
    return [timing.report(name, 'Tryton 6.0', method, timing.measure_speed(search, callers, budget), recall, table,
                          note)
            for (name, method, search), recall in zip(searches, recalls)]
