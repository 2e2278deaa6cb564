"""Reports each to-device event that a sync brings, also those that the library drops."""

import re

from nio import AsyncClient
from nio.events import EncryptedToDeviceEvent, ForwardedRoomKeyEvent, RoomKeyEvent
from rpc import Emit
from timeline import Timeline

# To-device events whose content holds keys: it must not reach the journal.
SECRET = re.compile(r"^m\.room_key$|^m\.forwarded_room_key$|^m\.secret\.send$|secret\.push|room_key_bundle|encryption_keys")
# What the library's Olm machine handles; it drops everything else that it has decrypted.
HANDLED = {"m.room_key", "m.forwarded_room_key", "m.dummy"}


def watch_to_device(client: AsyncClient, timeline: Timeline, emit: Emit) -> None:
    """Listens at the Olm machine, for the library tells its callers nothing of what it drops."""
    handle, open_ = client.olm.handle_to_device_event, client.olm._handle_olm_event
    opened: list[dict] = []

    def handle_olm_event(sender: str, sender_key: str, payload: dict):
        opened.append(payload)
        return open_(sender, sender_key, payload)

    def handle_to_device_event(event):
        opened.clear()
        result = handle(event)
        report(event, opened[0] if opened else None)
        if isinstance(result, (RoomKeyEvent, ForwardedRoomKeyEvent)):
            room_key_came(client, result.room_id, result.session_id, "toDevice", emit)
            timeline.retry(result.session_id)
        return result

    def report(event, payload: dict | None) -> None:
        type_ = payload["type"] if payload else event.source.get("type", "")
        content = (payload or event.source).get("content", {})
        outcome = "plain"
        if payload:
            outcome = "decrypted" if type_ in HANDLED else "ignored"
        elif isinstance(event, EncryptedToDeviceEvent):
            outcome = "utd"
        hidden = outcome == "utd" or SECRET.search(type_)
        emit(
            "toDevice",
            {"type": type_, "sender": event.sender, "outcome": outcome, **({} if hidden else {"content": content})},
        )

    client.olm.handle_to_device_event = handle_to_device_event
    client.olm._handle_olm_event = handle_olm_event


def room_key_came(client: AsyncClient, room_id: str, session: str, source: str, emit: Emit) -> None:
    for key in client.olm.inbound_group_store:
        if key.room_id == room_id and key.id == session:
            first_index = key.first_known_index
            emit("roomKey", {"roomId": room_id, "session": session, "firstIndex": first_index, "source": source})
