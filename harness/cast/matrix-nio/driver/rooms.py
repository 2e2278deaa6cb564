"""Rooms and memberships."""

from answers import answered, request
from nio import AsyncClient
from nio.api import RoomPreset
from rpc import FAILED, MethodError, method
from session import Context

# What a server guards by itself, which an override of event power levels would open.
GUARDED = {
    "m.room.power_levels": 100,
    "m.room.encryption": 100,
    "m.room.history_visibility": 100,
    "m.room.server_acl": 100,
    "m.room.tombstone": 100,
}


class Rooms:
    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def _client(self) -> AsyncClient:
        return self._context.device.client

    @method
    async def createRoom(
        self,
        encrypted: bool,
        name: str | None = None,
        invite: list[str] | None = None,
        historyVisibility: str | None = None,
        joinRule: str | None = None,
        roomVersion: str | None = None,
        eventPowerLevels: dict | None = None,
        **rotation: int,
    ) -> dict:
        state = []
        if encrypted:
            state.append(_state("m.room.encryption", _encryption(**rotation)))
        if historyVisibility:
            state.append(_state("m.room.history_visibility", {"history_visibility": historyVisibility}))
        if joinRule:
            state.append(_state("m.room.join_rules", {"join_rule": joinRule}))
        created = await answered(
            self._client.room_create(
                preset=RoomPreset.private_chat,
                name=name,
                invite=invite or [],
                room_version=roomVersion,
                initial_state=state,
                power_level_override={"events": {**GUARDED, **eventPowerLevels}} if eventPowerLevels else None,
            )
        )
        if encrypted:
            self._context.device.rooms.expect_encryption(created.room_id)
        return {"roomId": created.room_id}

    @method
    async def invite(self, roomId: str, userId: str) -> None:
        await answered(self._client.room_invite(roomId, userId))

    @method
    async def join(self, roomId: str, via: list[str] | None = None) -> None:
        await request(self._client, "POST", ["join", roomId], {}, _via(via))

    @method
    async def knock(self, roomId: str, via: list[str] | None = None) -> None:
        await request(self._client, "POST", ["knock", roomId], {}, _via(via))

    @method
    async def leave(self, roomId: str) -> None:
        await answered(self._client.room_leave(roomId))

    @method
    async def kick(self, roomId: str, userId: str) -> None:
        await answered(self._client.room_kick(roomId, userId))

    @method
    async def ban(self, roomId: str, userId: str) -> None:
        await answered(self._client.room_ban(roomId, userId))

    @method
    async def unban(self, roomId: str, userId: str) -> None:
        await answered(self._client.room_unban(roomId, userId))

    @method
    async def enableEncryption(self, roomId: str, **rotation: int) -> None:
        await answered(self._client.room_put_state(roomId, "m.room.encryption", _encryption(**rotation)))
        self._context.device.rooms.expect_encryption(roomId)

    @method
    async def setHistoryVisibility(self, roomId: str, visibility: str) -> None:
        content = {"history_visibility": visibility}
        await answered(self._client.room_put_state(roomId, "m.room.history_visibility", content))

    @method
    async def members(self, roomId: str) -> dict:
        room = self._client.rooms.get(roomId) or self._client.invited_rooms.get(roomId)
        if not room:
            raise MethodError(FAILED, f"this device does not know room {roomId}")
        members = {user_id: "invite" if user.invited else "join" for user_id, user in room.users.items()}
        return {"members": members, "encrypted": room.encrypted}


def _state(type_: str, content: dict) -> dict:
    return {"type": type_, "state_key": "", "content": content}


def _via(via: list[str] | None) -> dict | None:
    return {"via": via[0], "server_name": via[0]} if via else None


def _encryption(rotationPeriodMs: int | None = None, rotationPeriodMsgs: int | None = None) -> dict:
    content: dict = {"algorithm": "m.megolm.v1.aes-sha2"}
    if rotationPeriodMs is not None:
        content["rotation_period_ms"] = rotationPeriodMs
    if rotationPeriodMsgs is not None:
        content["rotation_period_msgs"] = rotationPeriodMsgs
    return content
