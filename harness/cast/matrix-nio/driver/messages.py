"""Sending and reading."""

from uuid import uuid4

from answers import answered, request
from rpc import FAILED, MethodError, method
from session import Context


class Messages:
    def __init__(self, context: Context) -> None:
        self._context = context

    @method
    async def send(self, roomId: str, body: str) -> dict:
        device = self._context.device
        await device.rooms.ready(roomId)
        content = {"msgtype": "m.text", "body": body}
        # Without this, the library refuses to send to anybody who was not verified.
        sent = device.client.room_send(roomId, "m.room.message", content, ignore_unverified_devices=True)
        return {"eventId": (await answered(sent)).event_id}

    @method
    async def sendRaw(self, roomId: str, type: str, content: dict) -> dict:
        path = ["rooms", roomId, "send", type, str(uuid4())]
        answer = await request(self._context.device.client, "PUT", path, content)
        return {"eventId": answer["event_id"]}

    @method
    async def backpaginate(self, roomId: str, limit: int) -> dict:
        device = self._context.device
        older_than = device.rooms.older_than
        if roomId not in older_than:
            raise MethodError(FAILED, f"this device does not know room {roomId}")
        loaded = 0
        while loaded < limit and older_than[roomId] is not None:
            query = {"dir": "b", "from": older_than[roomId], "limit": limit - loaded}
            page = await request(device.client, "GET", ["rooms", roomId, "messages"], query=query)
            device.timeline.add(roomId, page["chunk"], [])
            loaded += len(page["chunk"])
            older_than[roomId] = page.get("end")
        return {"reachedStart": older_than[roomId] is None}

    @method
    async def event(self, roomId: str, eventId: str) -> dict:
        device = self._context.device
        raw = await request(device.client, "GET", ["rooms", roomId, "event", eventId])
        return device.timeline.show(roomId, raw)
