"""Makes the SQLite database that every server starts from."""

import sqlite3
import sys
from pathlib import Path

from migration import PENDING, migrate, require_complete

database = Path(sys.argv[1])
database.parent.mkdir(parents=True, exist_ok=True)
migrate({"name": "sqlite3", "args": {"database": str(database)}})
connection = sqlite3.connect(database)
require_complete(*connection.execute(PENDING).fetchone())
connection.execute("VACUUM")
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
