"""Makes the database of a server that has migrated its schema and met nobody yet.

Migrating takes longer than all the rest of a first start, so an image carries the result.
"""

import runpy
import sqlite3
import sys
import tempfile
from pathlib import Path

import yaml
from signedjson.key import generate_signing_key, write_signing_keys


def migrate(database: Path, scratch: Path) -> None:
    with open(scratch / "signing.key", "w") as file:
        write_signing_keys(file, [generate_signing_key("empty")])
    config = {
        "server_name": "empty",
        "report_stats": False,
        "trusted_key_servers": [],
        "macaroon_secret_key": "empty",
        "signing_key_path": str(scratch / "signing.key"),
        "database": {"name": "sqlite3", "args": {"database": str(database)}},
    }
    (scratch / "homeserver.yaml").write_text(yaml.safe_dump(config))
    sys.argv = [
        "update_synapse_database",
        "--database-config",
        str(scratch / "homeserver.yaml"),
        "--run-background-updates",
    ]
    runpy.run_module("synapse._scripts.update_synapse_database", run_name="__main__")


def compact(database: Path) -> None:
    connection = sqlite3.connect(database)
    (pending,) = connection.execute("SELECT count(*) FROM background_updates").fetchone()
    if pending:
        sys.exit(f"{pending} background updates are left in the empty database")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


database = Path(sys.argv[1])
database.parent.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as scratch:
    migrate(database, Path(scratch))
compact(database)
