"""Receipts as files: written in one form, read strictly and within bounds, out of a report's PDF too."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec

from directory.reporting import forms
from directory.reporting.attached import attached
from directory.reporting.hashing import canonical

MOST_BYTES = 16 << 20
NAME = "receipt.json"
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of the day a receipt is of
_HALF = re.compile("[\ud800-\udfff]")


class ReceiptFileError(ValueError):
    """A file is no receipt that we can read; says where and why."""


def packed(receipt: forms.Receipt) -> bytes:
    """The receipt as it is written and attached: canonical JSON on one line."""
    return canonical(msgspec.to_builtins(receipt)) + b"\n"


def receipt_of(told: dict[str, Any]) -> forms.Receipt:
    """Raises ReceiptFileError naming the key that is missing, unknown or of another type."""
    try:
        return msgspec.convert(told, forms.Receipt)
    except msgspec.ValidationError as error:
        raise ReceiptFileError(str(error)) from error


def read(file: Path) -> tuple[forms.Receipt, dict[str, Any]]:
    """The receipt in a file, and the same as plain values, as it was hashed. Raises ReceiptFileError."""
    return parsed_of(file, bytes_of(file))


def bytes_of(file: Path) -> bytes:
    """The file, or as much of it as shows that it is too long. Raises ReceiptFileError."""
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReceiptFileError(f"{file} cannot be read: {error.strerror or error}") from error


def parsed_of(file: Path, body: bytes) -> tuple[forms.Receipt, dict[str, Any]]:
    """As `parsed`; what is wrong names the file."""
    try:
        return parsed(body)
    except ReceiptFileError as error:
        raise ReceiptFileError(f"{file}: {error}") from error


def parsed(body: bytes) -> tuple[forms.Receipt, dict[str, Any]]:
    """The receipt in a JSON text, or attached to a PDF. Raises ReceiptFileError."""
    if len(body) > MOST_BYTES:
        raise ReceiptFileError(f"it has more than {MOST_BYTES:,} bytes: no receipt")
    if body.startswith(b"%PDF"):
        try:
            body = attached(body, NAME, most=MOST_BYTES)
        except ValueError as error:
            raise ReceiptFileError(str(error)) from error
    try:
        told = json.loads(body, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8 too
        raise ReceiptFileError(f"it is no JSON: {error}") from error
    if not isinstance(told, dict) or told.get("format") != forms.FORMAT:
        raise ReceiptFileError(f"it does not say that it is {forms.FORMAT}")
    for where, problem in _unfit(told):
        raise ReceiptFileError(f"{where}: {problem}")
    receipt = receipt_of(told)
    if not FIRST_YEAR <= receipt.made.as_of.year <= LAST_YEAR:
        raise ReceiptFileError(f"made.as_of: {receipt.made.as_of} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return receipt, told


def _unfit(told: object) -> Iterator[tuple[str, str]]:
    """Values that have no canonical form, each with its key."""
    waiting: list[tuple[str, object]] = [("", told)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, dict):
            for key, one in value.items():
                path = f"{where}.{key}".strip(".")
                waiting += [(path, one), (f"key of {where or 'the receipt'}", key)]
        elif isinstance(value, list):
            waiting += [(f"{where}[{number}]", one) for number, one in enumerate(value)]
        elif isinstance(value, float) and not isfinite(value):
            yield where, "the number is too large"
        elif isinstance(value, str) and _HALF.search(value):
            yield where.encode("ascii", "backslashreplace").decode(), "half a letter (a lone surrogate)"


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one key readers would see one or the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found
