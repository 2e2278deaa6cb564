"""Process 1 of the container: starts the others, hands signals on, and hides nothing of what befalls them."""

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

STOP_TIMEOUT_S = 4
START_TIMEOUT_S = 60
EXIT_DIED = 70


@dataclass
class Member:
    """A process to keep. `become` is called in a process of its own, and need not return."""

    name: str
    become: Callable[[], None]
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    # The others need it until they have ended.
    is_storage: bool = False
    # None while it does not run.
    pid: int | None = None


class Died(Exception):
    """A member ended that nobody had asked to."""


class Ended(Exception):
    """The container is asked to end."""


class Refused(Exception):
    """What was asked for cannot be done; the message says why."""


class Supervisor:
    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self._asked: set[int] = set()
        self._ending = False
        self._last_end = ""
        self._awake, wake = os.pipe()
        for end in (self._awake, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._end)

    def launch(self, *members: Member) -> None:
        for member in members:
            self.members[member.name] = member
            member.pid = fork(member.become)

    def await_ready(self, *members: Member) -> None:
        for member in members:
            if not self.until(member.is_ready, START_TIMEOUT_S):
                raise Died(f"{member.name} did not answer within {START_TIMEOUT_S} s")

    def end_member(self, name: str, by: signal.Signals) -> str:
        """Ends a member that stays away until `revive`. Returns what it ended by."""
        member = self._known(name)
        if member.pid is None:
            raise Refused(f"{name} does not run")
        pid = member.pid
        self._asked.add(pid)
        os.kill(pid, by)
        if not self.until(lambda: member.pid is None, STOP_TIMEOUT_S):
            os.kill(pid, signal.SIGKILL)
            self.until(lambda: member.pid is None, STOP_TIMEOUT_S)
        return self._last_end

    def revive(self, name: str) -> str:
        """Starts a member again that has ended, and waits for it."""
        member = self._known(name)
        if member.pid is not None:
            raise Refused(f"{name} runs already")
        self.launch(member)
        self.await_ready(member)
        return f"{name} runs"

    def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Waits for a condition, and looks after the members meanwhile. @raises Died, Ended"""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.wait(0.02)
        return True

    def wait(self, seconds: float | None = None, *others: object) -> list:
        """Waits for a signal, or for one of the others to be readable. @raises Died, Ended"""
        readable, _, _ = select.select([self._awake, *others], [], [], seconds)
        if self._awake in readable:
            os.read(self._awake, 4096)
        self._reap()
        if self._ending:
            raise Ended
        return [each for each in others if each in readable]

    def end(self) -> None:
        """Ends everything, storage last."""
        self._ending = False
        self._asked.update(member.pid for member in self.members.values() if member.pid)
        for storage in (False, True):
            group = [member for member in self.members.values() if member.is_storage == storage]
            self._end_all(group)

    def _end_all(self, group: list[Member]) -> None:
        for member in group:
            if member.pid:
                os.kill(member.pid, member.stop_signal)
        try:
            self.until(lambda: not any(member.pid for member in group), STOP_TIMEOUT_S)
        except Ended:  # Asked twice: then it is over at once.
            pass

    def _end(self, *_: object) -> None:
        self._ending = True

    def _known(self, name: str) -> Member:
        if name not in self.members:
            raise Refused(f"{name} is none of {', '.join(self.members)}")
        return self.members[name]

    def _reap(self) -> None:
        """Takes note of all that have ended, orphans of theirs included."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            member = next((each for each in self.members.values() if each.pid == pid), None)
            if member is None:
                continue
            member.pid = None
            self._last_end = f"{member.name} {ending(status)}"
            if pid not in self._asked:
                raise Died(f"{self._last_end}, unasked")
            self._asked.discard(pid)


def run(serve: Callable[[Supervisor], None]) -> int:
    """Supervises until the container is asked to end, or a member dies. Returns the exit code."""
    supervisor = Supervisor()
    last_words = ""
    try:
        serve(supervisor)
    except Ended:
        pass
    except Died as death:
        last_words = f"{death}: the server ends with it."
    finally:
        supervisor.end()
    if last_words:
        print(last_words, file=sys.stderr)
    return EXIT_DIED if last_words else 0


def ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with {os.waitstatus_to_exitcode(status)}"


def fork(become: Callable[[], None]) -> int:
    """Returns the process number of a child that becomes something else."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for each in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)
        become()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
