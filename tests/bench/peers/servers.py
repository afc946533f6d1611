"""Database servers of our own: in a folder that goes away, on a Unix socket, never as root."""

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

START_SECONDS = 60
# What a Unix socket's path may have, less the name of the socket itself.
SOCKET_FOLDER_CHARACTERS = 107 - len('/.s.PGSQL.5432')


class Missing(Exception):
    """A peer cannot be measured here; the text says why."""


def unprivileged():
    """Arguments for subprocess that take root's rights away, which database servers insist on."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam('nobody')
    return {'user': nobody.pw_uid, 'group': nobody.pw_gid, 'extra_groups': []}


def own_folder(path):
    """Makes a folder that the servers alone may use."""
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam('nobody')
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return path


def own_socket_folder(path):
    if len(str(path)) > SOCKET_FOLDER_CHARACTERS:
        raise Missing(f'{path} is too long for a socket: give a shorter --scratch')
    return own_folder(path)


def install(*packages):
    """Installs Debian packages that are not there. Raises Missing."""
    setup = Path(__file__).with_name('setup')
    done = subprocess.run([setup, *packages], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(done.stderr.strip() or 'apt-get install failed')


def find_program(name, *folders):
    path = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get('PATH', os.defpath)]))
    if path is None:
        raise Missing(f'{name} is not installed')
    return path


def run_quietly(command, folder, **more):
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        **{**unprivileged(), **more})
    if done.returncode != 0:
        lines = [line for line in done.stdout.split('\n') if line.strip()] or ['no message']
        told = next((line for line in lines if 'ERROR' in line), lines[-1])
        raise Missing(f'{Path(command[0]).name}: {told.strip()}')


@contextlib.contextmanager
def serving(command, folder, ready, env=None):
    """Runs a server until the block ends. `ready` raises as long as it does not answer."""
    log_path = folder / 'server.log'
    with open(log_path, 'wb') as log:
        server = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, **unprivileged())
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                ready()
                break
            except Exception as error:  # whatever its client raises
                if server.poll() is not None or time.monotonic() > until:
                    said = log_path.read_text(errors='replace').strip().split('\n')[-3:]
                    raise Missing(f'{Path(command[0]).name} did not start: {" ".join(said)}') from error
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def postgres(scratch):
    """A PostgreSQL 15 of our own. Gives the folder of its socket; the user is "ringback"."""
    install('postgresql-15', 'python3-psycopg2')
    import psycopg2
    binaries = '/usr/lib/postgresql/15/bin'
    folder = own_socket_folder(scratch / 'postgres')
    run_quietly([find_program('initdb', binaries), '--pgdata=data', '--username=ringback', '--auth=trust',
                 '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'], folder)
    # As it comes, but for the memory: a million rows are in it, as on a server that is in use.
    settings = {'listen_addresses': '', 'unix_socket_directories': folder, 'shared_buffers': '1GB',
                'max_wal_size': '8GB', 'fsync': 'off'}
    command = [find_program('postgres', binaries), '-D', 'data']
    for name, value in settings.items():
        command += ['-c', f'{name}={value}']
    with serving(command, folder,
                 lambda: psycopg2.connect(host=str(folder), user='ringback', dbname='postgres').close()):
        yield folder


@contextlib.contextmanager
def mariadb(scratch):
    """A MariaDB of our own. Gives its socket; the user is "root", without a password."""
    install('mariadb-server-core', 'mariadb-client-core', 'python3-mysqldb')
    import MySQLdb
    folder = own_socket_folder(scratch / 'mariadb')
    run_quietly([find_program('mariadb-install-db'), '--no-defaults', f'--datadir={folder}/data', '--skip-test-db',
                 '--auth-root-authentication-method=normal'], folder)
    socket = folder / 'socket'
    command = [find_program('mariadbd', '/usr/sbin'), '--no-defaults', f'--datadir={folder}/data',
               f'--socket={socket}', f'--pid-file={folder}/pid', '--skip-networking', '--local-infile=1',
               '--innodb-buffer-pool-size=1G', '--innodb-flush-log-at-trx-commit=0',
               '--character-set-server=utf8mb4']
    with serving(command, folder, lambda: MySQLdb.connect(unix_socket=str(socket), user='root').close()):
        yield socket
