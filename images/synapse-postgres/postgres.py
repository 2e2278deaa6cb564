"""A PostgreSQL of the container's own: a cluster that only its owner can lose, on a socket that only it can reach."""

import glob
import os
import time
from pathlib import Path

CLUSTER = Path("/data/postgres")
SOCKETS = Path("/run/postgresql")
USER = "postgres"
DATABASE = "synapse"
START_TIMEOUT_S = 60

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_directories": str(SOCKETS),
    # What has been written outlives any process; the machine itself is not what stories break.
    "fsync": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "min_wal_size": "32MB",
    # Synapse tries again what cannot be serialised; the server's own log would call it an error.
    "log_min_messages": "fatal",
}


def program(name: str) -> str:
    """Debian keeps the programs of each version apart."""
    return glob.glob(f"/usr/lib/postgresql/*/bin/{name}")[0]


def command() -> list[str]:
    return [program("postgres"), "-D", str(CLUSTER)]


def clear() -> None:
    """A server that was killed left locks, and their process numbers may belong to others by now."""
    for lock in [CLUSTER / "postmaster.pid", *SOCKETS.glob(".s.PGSQL.*.lock")]:
        lock.unlink(missing_ok=True)


def connection() -> dict:
    """How Synapse reaches it."""
    return {
        "name": "psycopg2",
        "args": {"user": USER, "database": DATABASE, "host": str(SOCKETS), "cp_min": 1, "cp_max": 5},
    }


def answers(database: str = DATABASE) -> bool:
    import psycopg2

    try:
        psycopg2.connect(user=USER, dbname=database, host=str(SOCKETS)).close()
        return True
    except psycopg2.OperationalError:
        return False


def await_answer(is_alive, database: str = DATABASE) -> None:
    """Waits until it takes connections. Returns early when it has died: its keeper knows what to do then."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while is_alive() and not answers(database):
        if time.monotonic() > deadline:
            raise TimeoutError(f"PostgreSQL did not answer within {START_TIMEOUT_S} s")
        time.sleep(0.02)


def as_owner() -> dict:
    """The rights that its programs run with: it refuses to run as root."""
    return {"user": USER, "group": USER, "cwd": "/", "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
