"""Other devices, as this one knows them."""

from answers import answered
from rpc import FAILED, MethodError, method
from session import Context


class Devices:
    def __init__(self, context: Context) -> None:
        self._context = context

    @method
    async def devices(self, userId: str, refresh: bool = False) -> dict:
        client = self._context.device.client
        if refresh or userId not in client.olm.tracked_users:
            client.olm.users_for_key_query.add(userId)
            await answered(client.keys_query())
        known = [_shown(device) for device in client.device_store.active_user_devices(userId)]
        # The library does not list the device that it is.
        if userId == client.user_id:
            own = {"deviceId": client.device_id, **client.olm.account.identity_keys}
            known.append({**own, "verified": True, "crossSigned": False})
        return {"devices": known}

    @method
    async def blacklistDevice(self, userId: str, deviceId: str) -> None:
        client = self._context.device.client
        device = client.device_store[userId].get(deviceId)
        if not device:
            raise MethodError(FAILED, f"this device does not know device {deviceId} of {userId}")
        client.blacklist_device(device)


def _shown(device) -> dict:
    """The library knows nothing of cross-signing."""
    return {
        "deviceId": device.id,
        "ed25519": device.ed25519,
        "curve25519": device.curve25519,
        "verified": device.verified,
        "crossSigned": False,
    }
