"""Which workers there are, what each does, and what of the traffic it gets.

The routes are those of Synapse's documentation, `docs/workers.md`; what no worker has goes to the main process.
"""

from dataclasses import dataclass

from synapses import HOST

MAIN_PORT = 9000
CLIENT = "^/_matrix/client/(api/v1|r0|v1|v3|unstable)"


@dataclass(frozen=True)
class Worker:
    name: str
    # Streams that it alone writes.
    writes: tuple[str, ...] = ()
    # Regular expressions for the path of a request.
    routes: tuple[str, ...] = ()
    # Options of Synapse whose value is the list of those that do a task: of this one alone.
    tasks: tuple[str, ...] = ()


WORKERS = (
    Worker("event_persister", writes=("events",)),
    Worker("to_device", writes=("to_device",), routes=(f"{CLIENT}/sendToDevice/",)),
    Worker(
        "device_lists",
        writes=("device_lists",),
        routes=(
            f"{CLIENT}/delete_devices$",
            f"{CLIENT}/devices(/|$)",
            f"{CLIENT}/keys/(upload|device_signing/upload|signatures/upload)",
        ),
    ),
    Worker(
        "account_data",
        writes=("account_data", "receipts", "typing"),
        routes=(
            f"{CLIENT}/.*/(tags|account_data)",
            f"{CLIENT}/rooms/.*/(receipt|read_markers|typing)",
        ),
    ),
    Worker(
        "synchrotron",
        routes=(
            f"{CLIENT}/(sync|events|initialSync)$",
            f"{CLIENT}/rooms/[^/]+/initialSync$",
            r"^/_matrix/client/unstable/org\.matrix\.simplified_msc3575/sync$",
        ),
    ),
    Worker(
        "client_reader",
        routes=(
            f"{CLIENT}/keys/(query|changes|claim)$",
            f"{CLIENT}/room_keys/",
            f"{CLIENT}/(createRoom|publicRooms|joined_rooms|search|capabilities|login|password_policy)$",
            f"{CLIENT}/register(/available)?$",
            f"{CLIENT}/account/whoami$",
            "^/_matrix/client/versions$",
            f"{CLIENT}/user/.*/filter(/|$)",
            f"{CLIENT}/directory/room/",
            f"{CLIENT}/profile/",
            f"{CLIENT}/(join|knock)/",
            f"{CLIENT}/rooms/.*/(joined_members|members|state|messages|hierarchy|threads)$",
            f"{CLIENT}/rooms/.*/(context|event|relations|redact|send|state)/",
            f"{CLIENT}/rooms/.*/(join|invite|leave|ban|unban|kick)$",
        ),
    ),
    Worker(
        "federation_inbound",
        routes=(
            "^/_matrix/federation/v1/(version$|publicRooms|query/|user/devices/|send/)",
            "^/_matrix/federation/v1/(event|state|state_ids|backfill|get_missing_events|event_auth|hierarchy)/",
            "^/_matrix/federation/v1/(make_join|make_leave|make_knock|send_knock|timestamp_to_event)/",
            "^/_matrix/federation/(v1|v2)/(send_join|send_leave|invite)/",
            "^/_matrix/key/v2/query",
        ),
    ),
    Worker("federation_sender", tasks=("federation_sender_instances",)),
)


def supported() -> list[Worker]:
    """Those that this version of Synapse can do without its main process."""
    from synapse.config.workers import WriterLocations

    streams = {attribute.name for attribute in WriterLocations.__attrs_attrs__}
    return [worker for worker in WORKERS if set(worker.writes) <= streams]


def port_of(worker: Worker) -> int:
    return MAIN_PORT + 1 + WORKERS.index(worker)


def listener(port: int) -> dict:
    return {
        "port": port,
        "type": "http",
        "x_forwarded": True,
        "bind_addresses": [HOST],
        "resources": [{"names": ["client", "federation", "replication"]}],
    }


def shared_options(workers: list[Worker]) -> dict:
    """What all processes must know of each other."""
    options = {
        "listeners": [listener(MAIN_PORT)],
        "redis": {"enabled": True, "host": HOST},
        "worker_replication_secret": "complement",
        "instance_map": {"main": {"host": HOST, "port": MAIN_PORT}},
        "stream_writers": {},
    }
    for worker in workers:
        options["instance_map"][worker.name] = {"host": HOST, "port": port_of(worker)}
        options["stream_writers"].update({stream: worker.name for stream in worker.writes})
        options.update({task: [worker.name] for task in worker.tasks})
    return options


def own_options(worker: Worker, log_config: str) -> dict:
    return {
        "worker_app": "synapse.app.generic_worker",
        "worker_name": worker.name,
        "worker_listeners": [listener(port_of(worker))],
        "worker_log_config": log_config,
    }
