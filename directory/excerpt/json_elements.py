"""Finds one element of a list within a JSON body, as its bytes stand there."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def json_element(body: bytes, path: str, index: int, *, line: int | None = None) -> bytes:
    """Element ``index`` of the list at ``path``: names parted by dots, '' or '$' for the body itself.

    ``line``: the body is JSON lines, and this is the line; a line may hold the reply under ``body``. Raises ValueError
    (or RecursionError, an error too) for another shape.
    """
    if line is not None:
        lines = body.split(b"\n", line)
        if len(lines) < line:
            raise ValueError(f"the file has no line {line}")
        body = lines[line - 1]
    text = body.decode("utf-8-sig")
    at = _start(text, 0)
    if line is not None and text.startswith("{", at) and (inner := _member(text, at, "body")) is not None:
        at = inner
    for name in filter(None, path.removeprefix("$").split(".")):
        found = _member(text, at, name) if text.startswith("{", at) else None
        if found is None:
            raise ValueError(f"there is no {name!r} in it")
        at = found
    start, end = _item(text, at, index)
    return text[start:end].encode()


def _start(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    assert found is not None
    return found.end()


def _end(text: str, at: int) -> int:
    """Where the value that begins at ``at`` ends."""
    try:
        _: Any
        _, end = _DECODER.raw_decode(text, at)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return end


def _member(text: str, at: int, name: str) -> int | None:
    """Where the value of ``name`` begins in the object at ``at``; None when it has no such name."""
    at = _start(text, at + 1)
    while text.startswith('"', at):
        key, at = scanstring(text, at + 1)
        at = _start(text, at)
        if not text.startswith(":", at):
            break
        at = _start(text, at + 1)
        if key == name:
            return at
        at = _start(text, _end(text, at))
        if not text.startswith(",", at):
            return None
        at = _start(text, at + 1)
    return None


def _item(text: str, at: int, index: int) -> tuple[int, int]:
    if not text.startswith("[", at):
        raise ValueError("there is no list at that place")
    at = _start(text, at + 1)
    for number in range(index + 1):
        if at >= len(text) or text[at] == "]":
            break
        start, at = at, _end(text, at)
        if number == index:
            return start, at
        at = _start(text, at)
        if not text.startswith(",", at):
            break
        at = _start(text, at + 1)
    raise ValueError(f"the list has no element {index}")
