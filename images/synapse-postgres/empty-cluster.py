"""Makes the cluster of a server that has migrated its schema and met nobody yet, when the image is built.

It lies where it is used. Nothing of it is copied before the first start: that is up to the container's file system.
"""

import shutil
import signal
import subprocess
import sys

import postgres
import psycopg2
from migration import PENDING, migrate, require_complete


def create() -> None:
    for folder in (postgres.CLUSTER, postgres.SOCKETS):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(folder, postgres.USER, postgres.USER)
    initdb = [postgres.program("initdb"), "--pgdata", str(postgres.CLUSTER), "--username", postgres.USER]
    initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--wal-segsize", "4"]
    subprocess.run(initdb, check=True, **postgres.as_owner())
    with open(postgres.CLUSTER / "postgresql.conf", "a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in postgres.OPTIONS.items())


def query(statement: str, database: str = postgres.DATABASE) -> list:
    connection = psycopg2.connect(user=postgres.USER, dbname=database, host=str(postgres.SOCKETS))
    connection.autocommit = True  # Neither CREATE DATABASE nor VACUUM goes inside a transaction.
    cursor = connection.cursor()
    cursor.execute(statement)
    rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


create()
server = subprocess.Popen(postgres.command(), **postgres.as_owner())
postgres.await_answer(lambda: server.poll() is None, "postgres")
query(f"CREATE DATABASE {postgres.DATABASE}", "postgres")
migrate(postgres.connection())
(pending,) = query(PENDING)
require_complete(*pending)
query("VACUUM (FULL, ANALYZE)")
server.send_signal(signal.SIGINT)
sys.exit(server.wait())
