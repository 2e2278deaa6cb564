"""Logging in and out, and the device that comes of it."""

import asyncio
from dataclasses import dataclass

import store
from answers import Refusal, answered, request
from nio import AsyncClient, AsyncClientConfig
from nio.store import SqliteStore
from room_view import RoomView
from rpc import FAILED, INVALID_PARAMS, Emit, MethodError, method
from syncing import SyncLoop
from timeline import Timeline
from to_device import watch_to_device

CREDENTIALS = "session.json"
# Between attempts at the first upload of keys, in seconds.
UPLOAD_RETRY = 0.5

CONFIG = AsyncClientConfig(
    store=SqliteStore,
    store_name="nio.db",
    store_sync_tokens=True,
    # By default the library tries for ever, and no operation would have an unknown outcome.
    max_timeouts=3,
    backoff_factor=0.5,
    request_timeout=20,
)


@dataclass
class Device:
    """One device: the library's client, and what follows what it does."""

    client: AsyncClient
    store_path: str
    rooms: RoomView
    timeline: Timeline
    sync: SyncLoop


class Context:
    """What the methods of all subjects share."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self._device: Device | None = None

    @property
    def logged_in(self) -> bool:
        return self._device is not None

    @property
    def device(self) -> Device:
        if not self._device:
            raise MethodError(FAILED, "there is no session yet: call login or restore first")
        return self._device

    def open(self, client: AsyncClient, store_path: str) -> Device:
        timeline = Timeline(client, store_path, self.emit)
        rooms = RoomView(client, self.emit)
        watch_to_device(client, timeline, self.emit)
        self._device = Device(client, store_path, rooms, timeline, SyncLoop(client, rooms, timeline, self.emit))
        return self._device


class Sessions:
    def __init__(self, context: Context) -> None:
        self._context = context

    @method
    async def login(
        self,
        homeserverUrl: str,
        user: str,
        password: str,
        storePath: str,
        deviceId: str = "",
        options: dict | None = None,
    ) -> dict:
        self._check(options or {})
        client = AsyncClient(homeserverUrl, user, deviceId, storePath, CONFIG)
        try:
            await answered(client.login(password, "matrix-nio"))
        except MethodError:
            await client.close()
            raise
        credentials = {"userId": client.user_id, "deviceId": client.device_id, "accessToken": client.access_token}
        store.save(storePath, CREDENTIALS, credentials)
        self._context.open(client, storePath)
        await upload_keys(client)
        return logged_in(client)

    @method
    async def restore(self, homeserverUrl: str, storePath: str, options: dict | None = None) -> dict:
        self._check(options or {})
        saved = store.load(storePath, CREDENTIALS)
        client = AsyncClient(homeserverUrl, saved["userId"], saved["deviceId"], storePath, CONFIG)
        client.restore_login(saved["userId"], saved["deviceId"], saved["accessToken"])
        self._context.open(client, storePath).timeline.load()
        return logged_in(client)

    @method
    async def startSync(self) -> None:
        await self._context.device.sync.start()

    @method
    async def stopSync(self) -> None:
        await self._context.device.sync.stop()

    @method
    async def shutdown(self) -> None:
        if self._context.logged_in:
            await self._context.device.sync.stop()
            await self._context.device.client.close()

    @method
    async def logout(self) -> None:
        await answered(self._context.device.client.logout())
        await self._context.device.sync.stop()

    @method
    async def deleteDevice(self, deviceId: str, password: str) -> None:
        client = self._context.device.client
        try:
            await request(client, "DELETE", ["devices", deviceId], {})
        except Refusal as challenge:
            if challenge.status != 401 or "session" not in challenge.content:
                raise
            auth = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": client.user_id},
                "password": password,
                "session": challenge.content["session"],
            }
            await request(client, "DELETE", ["devices", deviceId], {"auth": auth})

    def _check(self, options: dict) -> None:
        if self._context.logged_in:
            raise MethodError(FAILED, "this driver has a session already: start another")
        for option in ("excludeInsecureDevices", "onlyVerifiedDevices", "mutation"):
            if options.get(option):
                raise MethodError(INVALID_PARAMS, f"matrix-nio has nothing like the option {option}")


async def upload_keys(client: AsyncClient) -> None:
    """Device keys and one-time keys must be on the server; the harness bounds the wait."""
    while client.should_upload_keys:
        try:
            await answered(client.keys_upload())
        except MethodError:
            await asyncio.sleep(UPLOAD_RETRY)


def logged_in(client: AsyncClient) -> dict:
    return {
        "userId": client.user_id,
        "deviceId": client.device_id,
        "accessToken": client.access_token,
        **client.olm.account.identity_keys,
    }
