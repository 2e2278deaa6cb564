"""What the device shows for each event."""

import store
import vodozemac
from nio import AsyncClient
from nio.events import Event, MegolmEvent
from nio.exceptions import EncryptionError
from rpc import Emit

PENDING = "pending.json"

# The library tells its reasons in sentences only; these are names for them.
REASONS = {
    "no session found": "NoSessionFound",
    "unknown message index": "UnknownMessageIndex",
    "Duplicate message index": "DuplicateMessageIndex",
    "Device keys mismatch": "DeviceKeysMismatch",
    "Error parsing payload": "MalformedPayload",
}


class Timeline:
    """Reports what is shown for each event, each time that it changes."""

    def __init__(self, client: AsyncClient, store_path: str, emit: Emit) -> None:
        self._client = client
        self._store_path = store_path
        self._emit = emit
        self._shown: dict[str, dict] = {}
        # What waits for its key: event id -> room id and raw event.
        self._pending: dict[str, tuple[str, dict]] = {}
        self._unsaved = False

    def add(self, room_id: str, events: list[dict], processed: list) -> None:
        """Takes in events in their order, as the server gave them and as the library has processed them."""
        by_id = {getattr(event, "event_id", None): event for event in processed}
        for raw in events:
            if "state_key" not in raw:
                self._report(self.show(room_id, raw, by_id.get(raw["event_id"])))

    def retry(self, session: str) -> None:
        """Tries again what was encrypted with a session."""
        for room_id, raw in list(self._pending.values()):
            if raw["content"].get("session_id") == session:
                self._report(self.show(room_id, raw))

    def show(self, room_id: str, raw: dict, processed: object = None) -> dict:
        """What is shown for an event now. Without `processed` it is decrypted here."""
        base = {"roomId": room_id, "eventId": raw["event_id"], "sender": raw["sender"]}
        content = raw["content"]
        if raw["type"] != "m.room.encrypted" or "redacted_because" in raw.get("unsigned", {}):
            return {**base, "state": "cleartext", **_body(content)}
        shown, code = (processed, "") if getattr(processed, "decrypted", False) else self._decrypt(room_id, raw)
        self._unsaved = True
        if not shown:
            self._pending[raw["event_id"]] = (room_id, raw)
            return {**base, "state": "utd", "code": code, **_key(content)}
        self._pending.pop(raw["event_id"], None)
        shield = {"color": "none"} if shown.verified else {"color": "grey", "code": "unverified"}
        return {**base, "state": "decrypted", **_key(content), **_body(shown.source["content"]), "shield": shield}

    def save(self) -> None:
        """Keeps what waits for its key, for the next process of this device."""
        if self._unsaved:
            self._unsaved = False
            store.save(self._store_path, PENDING, list(self._pending.values()))

    def load(self) -> None:
        if store.exists(self._store_path, PENDING):
            for room_id, raw in store.load(self._store_path, PENDING):
                self.add(room_id, [raw], [])

    def _decrypt(self, room_id: str, raw: dict) -> tuple[Event | None, str]:
        event = Event.parse_event(raw)
        if not isinstance(event, MegolmEvent):
            return None, type(event).__name__
        event.room_id = room_id
        # A look before the attempt: an attempt without a session has the library ask for it anew each time.
        if not self._client.olm.inbound_group_store.get(room_id, event.sender_key, event.session_id):
            return None, "NoSessionFound"
        try:
            decrypted = self._client.decrypt_event(event)
        except EncryptionError as error:
            return None, _code(str(error))
        return (decrypted, "") if getattr(decrypted, "decrypted", False) else (None, type(decrypted).__name__)

    def _report(self, shown: dict) -> None:
        if self._shown.get(shown["eventId"]) != shown:
            self._shown[shown["eventId"]] = shown
            self._emit("timeline", shown)


def _code(message: str) -> str:
    return next((code for words, code in REASONS.items() if words in message), message)


def _body(content: dict) -> dict:
    body = content.get("body")
    return {"body": body} if isinstance(body, str) else {}


def _key(content: dict) -> dict:
    session, ciphertext = content.get("session_id"), content.get("ciphertext")
    key = {"session": session} if isinstance(session, str) else {}
    try:
        key["index"] = vodozemac.MegolmMessage.from_base64(ciphertext).message_index()
    except (vodozemac.DecodeException, TypeError):
        pass
    return key
