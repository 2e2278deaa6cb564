"""Follows what sync brings of rooms, beside the library's own view, and reports each change."""

import asyncio

from nio import AsyncClient
from nio.responses import SyncResponse
from nio.rooms import MatrixRoom
from rpc import FAILED, Emit, MethodError

# How long a message waits for the sync that brings its room, in seconds.
PATIENCE = 20


class RoomView:
    def __init__(self, client: AsyncClient, emit: Emit) -> None:
        self._client = client
        self._emit = emit
        self._rooms: dict[str, dict] = {}
        self._members: dict[tuple[str, str], str] = {}
        self._to_be_encrypted: set[str] = set()
        self._changed = asyncio.Event()
        # Where the known timeline of a room begins; None at the room's start.
        self.older_than: dict[str, str | None] = {}

    def synced(self, response: SyncResponse, raw: dict) -> None:
        """Takes in a response: as the library has processed it, and its `rooms` as the server gave them."""
        for room_id, room in raw.get("join", {}).items():
            timeline = room.get("timeline", {})
            if room_id not in self.older_than or timeline.get("limited"):
                self.older_than[room_id] = timeline.get("prev_batch")
            self._update(room_id, "join", _state(room))
        for room_id, room in raw.get("invite", {}).items():
            self._update(room_id, "invite", room.get("invite_state", {}).get("events", []))
        for room_id, room in raw.get("knock", {}).items():
            self._update(room_id, "knock", room.get("knock_state", {}).get("events", []))
        for room_id, room in raw.get("leave", {}).items():
            self._update(room_id, "leave", _state(room))

    def expect_encryption(self, room_id: str) -> None:
        """Nothing is sent into this room before its encryption is known here: this device asked for it."""
        self._to_be_encrypted.add(room_id)

    async def ready(self, room_id: str) -> MatrixRoom:
        """The room once a sync has brought it as joined, and encrypted where that is expected."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._is_ready(room_id):
                    await self._changed.wait()
        except TimeoutError:
            raise MethodError(FAILED, f"no sync brought room {room_id} as joined within {PATIENCE} s") from None
        return self._client.rooms[room_id]

    def _is_ready(self, room_id: str) -> bool:
        room = self._rooms.get(room_id)
        if not room or room["membership"] != "join":
            return False
        return room["encrypted"] or room_id not in self._to_be_encrypted

    def _update(self, room_id: str, membership: str, state: list[dict]) -> None:
        for event in state:
            if event["type"] == "m.room.member":
                self._set_member(room_id, event["state_key"], event["content"].get("membership", "leave"))
        # A ban comes as a room that was left.
        if membership == "leave" and self._members.get((room_id, self._client.user_id)) == "ban":
            membership = "ban"
        shown = {"roomId": room_id, "membership": membership, "encrypted": self._is_encrypted(room_id, state)}
        if self._rooms.get(room_id) != shown:
            self._rooms[room_id] = shown
            self._emit("room", shown)
            self._changed.set()
            self._changed.clear()

    def _is_encrypted(self, room_id: str, state: list[dict]) -> bool:
        room = self._client.rooms.get(room_id)
        return bool(room and room.encrypted) or any(event["type"] == "m.room.encryption" for event in state)

    def _set_member(self, room_id: str, user_id: str, membership: str) -> None:
        if self._members.get((room_id, user_id)) != membership:
            self._members[room_id, user_id] = membership
            self._emit("member", {"roomId": room_id, "userId": user_id, "membership": membership})


def _state(room: dict) -> list[dict]:
    timeline = room.get("timeline", {}).get("events", [])
    return room.get("state", {}).get("events", []) + [event for event in timeline if "state_key" in event]
