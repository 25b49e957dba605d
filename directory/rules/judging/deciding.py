"""What of the rules' texts a program can decide (`deciding.toml`): alternatives, scopes, where years must be spent."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import msgspec

from directory.rules.model import RuleFileError

FILE = "deciding.toml"


class Alternative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another way to satisfy one requirement; all that is set must hold."""

    fact: str | None = None
    at_least: float | None = None
    is_: bool | None = msgspec.field(default=None, name="is")
    entry_level_training: bool = False
    entry_level_hours: dict[str, float] = {}
    entry_level_hours_up_to: float | None = None
    licensed_before: date | None = None
    total_hours: float | None = None


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body regions a rule confines needling to, in our words."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    trained_regions: str | None = None


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    alternatives: dict[str, Alternative] = {}
    scope: Scope | None = None
    years_in_state: bool = False


@dataclass(frozen=True, slots=True)
class Deciding:
    """What can be decided about one rule."""

    alternatives: Mapping[str, Alternative] = field(default_factory=lambda: MappingProxyType({}))
    scope: Scope | None = None
    years_in_state: bool = False


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Deciding]:
    text = files("directory.rules").joinpath(FILE).read_text("utf-8")
    try:
        entries = msgspec.convert(tomllib.loads(text), dict[str, _Entry])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleFileError(FILE, "whole file", str(error)) from error
    return {
        rule_id: Deciding(MappingProxyType(entry.alternatives), entry.scope, entry.years_in_state)
        for rule_id, entry in entries.items()
    }


def deciding(rule_id: str) -> Deciding:
    """For a rule by its id; nothing can be decided where the file is silent. Raises RuleFileError for a broken file."""
    return _table().get(rule_id, Deciding())


def known_rules() -> frozenset[str]:
    """Ids the file speaks of, for `rules lint`."""
    return frozenset(_table())
