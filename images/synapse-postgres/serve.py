"""Starts Synapse on PostgreSQL under the Complement image contract, as often as one likes on the same /data.

With TORTURE_WORKERS=1 it runs as a main process and workers, else as one process.
"""

import os
import pwd
import signal
import sys
from functools import partial
from pathlib import Path

import control
import postgres
import router
import synapses
import workers
import yaml
from contract import DATA, HERE, prepare, write_configuration
from supervisor import Member, Supervisor, run

REDIS_PORT = 6379
# A wrong clock is preloaded, and Redis's allocator and libfaketime would wait for each other for ever.
REDIS = ["env", "--unset=LD_PRELOAD", "redis-server", "--bind", workers.HOST, "--save", "", "--appendonly", "no"]
REDIS += ["--loglevel", "warning"]


def serve(supervisor: Supervisor) -> None:
    """Starts everything, and then answers faults. @raises Died, Ended"""
    has_workers = os.environ.get("TORTURE_WORKERS") == "1"
    supervisor.launch(*storage(has_workers))  # It starts while Synapse is loaded.
    config = prepare() | {"database": postgres.connection()}
    synapses.load(synapses.MAIN, synapses.WORKER)
    supervisor.await_ready(*supervisor.members.values())
    processes = in_workers(config) if has_workers else in_one(config)
    supervisor.launch(*processes)
    supervisor.await_ready(*processes)
    if has_workers:
        supervisor.launch(nginx())
    control.serve(supervisor, faults(supervisor))


def faults(supervisor: Supervisor) -> control.Commands:
    return {
        "kill": lambda name: supervisor.end_member(name, signal.SIGKILL),
        "stop": lambda name: supervisor.end_member(name, signal.SIGTERM),
        "start": supervisor.revive,
    }


def storage(has_workers: bool) -> list[Member]:
    postgres.clear()
    program = partial(execute, postgres.command(), pwd.getpwnam(postgres.USER))
    database = Member("postgres", program, postgres.answers, signal.SIGINT, is_storage=True)
    cache = Member("redis", partial(execute, REDIS), partial(synapses.listens, REDIS_PORT), is_storage=True)
    return [database, cache] if has_workers else [database]


def in_one(config: dict) -> list[Member]:
    path = write_configuration("homeserver", config)
    return [synapses.process("main", synapses.MAIN, [path], 8008)]


def in_workers(config: dict) -> list[Member]:
    team = workers.supported()
    shared = config | workers.shared_options(team) | {"log_config": log_configuration("main")}
    path = write_configuration("homeserver", shared)
    main_process = synapses.process("main", synapses.MAIN, [path], workers.MAIN_PORT)
    router.write(team)
    return [main_process, *(worker_process(worker, path) for worker in team)]


def worker_process(worker: workers.Worker, shared: Path) -> Member:
    own = write_configuration(worker.name, workers.own_options(worker, log_configuration(worker.name)))
    return synapses.process(worker.name, synapses.WORKER, [shared, own], workers.port_of(worker))


def log_configuration(name: str) -> str:
    """All write to one log: each line says who speaks."""
    config = yaml.safe_load((HERE / "log.yaml").read_text())
    line = config["formatters"]["line"]
    line["format"] = line["format"].replace("%(name)s", f"{name}: %(name)s")
    return str(write_configuration(f"{name}.log", config))


def nginx() -> Member:
    command = ["nginx", "-c", str(router.CONFIGURATION), "-g", "daemon off;"]
    return Member("router", partial(execute, command), partial(synapses.listens, 8008))


def execute(command: list[str], user: pwd.struct_passwd | None = None) -> None:
    if user:
        os.initgroups(user.pw_name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.chdir("/")
    os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(run(serve))
