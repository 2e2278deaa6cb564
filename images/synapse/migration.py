"""Migrates an empty database, of either engine, when an image is built: that takes longer than all the rest of a start."""

import runpy
import sys
import tempfile
from pathlib import Path

import yaml
from signedjson.key import generate_signing_key, write_signing_keys

PENDING = "SELECT count(*) FROM background_updates"


def migrate(database: dict) -> None:
    """Makes the schema of a server that has met nobody yet. `database` is Synapse's option of that name."""
    with tempfile.TemporaryDirectory() as scratch:
        signing_key, configuration = Path(scratch, "signing.key"), Path(scratch, "homeserver.yaml")
        with open(signing_key, "w") as file:
            write_signing_keys(file, [generate_signing_key("empty")])
        config = {
            "server_name": "empty",
            "report_stats": False,
            "trusted_key_servers": [],
            "macaroon_secret_key": "empty",
            "signing_key_path": str(signing_key),
            "database": database,
        }
        configuration.write_text(yaml.safe_dump(config))
        sys.argv = ["update_synapse_database", "--database-config", str(configuration), "--run-background-updates"]
        runpy.run_module("synapse._scripts.update_synapse_database", run_name="__main__")


def require_complete(pending: int) -> None:
    if pending:
        sys.exit(f"{pending} background updates are left in the empty database")
