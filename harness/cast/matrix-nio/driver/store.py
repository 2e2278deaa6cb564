"""What outlives a process beside the library's own store."""

import json
from pathlib import Path


def save(store_path: str, name: str, value: object) -> None:
    """Replaces the file whole, so that a SIGKILL leaves the old one or the new one."""
    path = Path(store_path, name)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(value))
    draft.replace(path)


def load(store_path: str, name: str) -> dict:
    return json.loads(Path(store_path, name).read_text())


def exists(store_path: str, name: str) -> bool:
    return Path(store_path, name).exists()
