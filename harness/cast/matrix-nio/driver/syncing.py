"""The sync loop around the library's own, and what comes of each response."""

import asyncio

from nio import AsyncClient
from nio.responses import SyncError, SyncResponse
from room_view import RoomView
from rpc import Emit
from timeline import Timeline

# How long the server may hold a sync that has nothing to say, in milliseconds.
POLL = 30_000
# After a sync that failed, in seconds. The library's own loop would ask again at once.
PAUSE = 1
FILTER = {"room": {"timeline": {"limit": 50}}, "presence": {"types": []}}


class SyncLoop:
    def __init__(self, client: AsyncClient, rooms: RoomView, timeline: Timeline, emit: Emit) -> None:
        self._client = client
        self._rooms = rooms
        self._timeline = timeline
        self._emit = emit
        self._task: asyncio.Task | None = None
        self._first = asyncio.Event()
        self._reported = ""
        client.add_response_callback(self._synced, SyncResponse)
        client.add_response_callback(self._failed, SyncError)

    async def start(self) -> None:
        """Returns when the first response has been processed."""
        await self.stop()
        self._first.clear()
        self._task = asyncio.create_task(self._run())
        first = asyncio.create_task(self._first.wait())
        await asyncio.wait([first, self._task], return_when=asyncio.FIRST_COMPLETED)
        if not self._first.is_set():
            first.cancel()
            raise RuntimeError("the sync loop has ended")

    async def stop(self) -> None:
        """Returns when the loop has ended."""
        if not self._task:
            return
        self._task.cancel()
        await asyncio.wait([self._task])
        self._task = None

    async def _run(self) -> None:
        try:
            while True:
                try:
                    # A new process knows no rooms: it asks for their whole state.
                    full_state = not self._client.next_batch
                    await self._client.sync_forever(POLL, FILTER, full_state=full_state)
                except Exception as error:
                    self._report("error", f"{type(error).__name__}: {error}")
                    await asyncio.sleep(PAUSE)
        finally:
            self._report("stopped")

    async def _synced(self, response: SyncResponse) -> None:
        raw = await response.transport_response.json()
        self._rooms.synced(response, raw.get("rooms", {}))
        for room_id, room in raw.get("rooms", {}).get("join", {}).items():
            processed = response.rooms.join[room_id].timeline.events
            self._timeline.add(room_id, room.get("timeline", {}).get("events", []), processed)
        self._timeline.save()
        self._report("running")
        self._first.set()

    async def _failed(self, response: SyncError) -> None:
        self._report("error", str(response))
        await asyncio.sleep(PAUSE)

    def _report(self, state: str, detail: str | None = None) -> None:
        if state != self._reported:
            self._reported = state
            self._emit("syncState", {"state": state, **({"detail": detail} if detail else {})})
