"""Structured logs: one JSON object a line, in the data folder, without personal names and secrets."""

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path


class JsonLines(logging.Formatter):
    """time, level, logger, message, and the error's type and text when there is one (no local variables)."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        return json.dumps(said, ensure_ascii=False)


def set_up(data_dir: Path, *, verbose: bool) -> None:
    """Everything goes to ``log.jsonl`` in the data folder; with ``verbose`` to standard error as well."""
    handlers: list[logging.Handler] = []
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(data_dir / "log.jsonl", maxBytes=5_000_000, backupCount=3, encoding="utf-8")
        )
    except OSError:
        verbose = True  # a read-only disk must not stop a reader; the log goes where it can be seen
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for noisy in ("pdfminer", "httpx", "httpcore", "alembic", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
