"""Copies with changes: what `copy.replace` is from Python 3.13 on."""

import dataclasses
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")


def replace(thing: T, **changes: Any) -> T:
    """The same struct or dataclass with other values."""
    if isinstance(thing, msgspec.Struct):
        return cast("T", msgspec.structs.replace(thing, **changes))
    return cast("T", dataclasses.replace(cast("Any", thing), **changes))
