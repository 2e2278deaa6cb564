"""Hands the library's log to the harness."""

import logging

from rpc import Emit

LEVELS = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warn", logging.ERROR: "error"}


class LogToHarness(logging.Handler):
    def __init__(self, emit: Emit) -> None:
        super().__init__()
        self._emit = emit

    def emit(self, record: logging.LogRecord) -> None:
        level = LEVELS.get(record.levelno, "error")
        self._emit("log", {"level": level, "message": record.getMessage(), "ts": int(record.created * 1000)})
