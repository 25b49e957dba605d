"""Receipts as files: written in one form, read strictly and within bounds, out of a report's PDF too."""

import json
from pathlib import Path
from typing import Any

import msgspec

from directory.reporting import forms
from directory.reporting.attached import attached
from directory.reporting.hashing import canonical

MOST_BYTES = 16 << 20
NAME = "receipt.json"


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
    try:
        with file.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReceiptFileError(f"{file} cannot be read: {error.strerror or error}") from error
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
    return receipt_of(told), told


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one key readers would see one or the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found
