"""Room keys: export, import, rotation."""

import json
from pathlib import Path

from nio.crypto.key_export import encrypt_and_save
from rpc import method
from session import Context
from to_device import room_key_came

PASSPHRASE = "passphrase"


class RoomKeys:
    def __init__(self, context: Context) -> None:
        self._context = context

    @method
    async def exportKeys(self, roomId: str | None = None) -> dict:
        keys = self._context.device.client.olm.inbound_group_store
        return {"keys": [_exported(key) for key in keys if roomId in (None, key.room_id)]}

    @method
    async def importKeys(self, keys: list[dict]) -> dict:
        """By way of a key export file: the library imports from nothing else."""
        device = self._context.device
        before = {key.id for key in device.client.olm.inbound_group_store}
        file = Path(device.store_path, "import.txt")
        try:
            encrypt_and_save(json.dumps(keys).encode(), str(file), PASSPHRASE, count=1000)
            device.client.olm.import_keys(str(file), PASSPHRASE)
        finally:
            file.unlink(missing_ok=True)
        new = [key for key in device.client.olm.inbound_group_store if key.id not in before]
        for key in new:
            room_key_came(device.client, key.room_id, key.id, "export", self._context.emit)
            device.timeline.retry(key.id)
        return {"imported": len(new)}

    @method
    async def discardSession(self, roomId: str) -> None:
        self._context.device.client.invalidate_outbound_session(roomId)


def _exported(key) -> dict:
    return {
        "algorithm": "m.megolm.v1.aes-sha2",
        "forwarding_curve25519_key_chain": key.forwarding_chain,
        "room_id": key.room_id,
        "sender_key": key.sender_key,
        "sender_claimed_keys": {"ed25519": key.ed25519},
        "session_id": key.id,
        "session_key": key.export_session(key.first_known_index),
    }
