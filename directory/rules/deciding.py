"""`deciding.toml`, read strictly: what of the rules' texts a program can decide."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from directory.rules.machine_readable import REGIONS, Alternative, Deciding, Scope
from directory.rules.model import RuleFileError
from directory.rules.row import toml_of

FILE = "deciding.toml"
Shape = TypeVar("Shape", bound=msgspec.Struct)


def parse_deciding(text: str, file: str = FILE) -> Mapping[str, Deciding]:
    """Rule id -> what can be decided. Raises `RuleFileError` for anything the file's own head does not name."""
    return MappingProxyType({rule_id: _entry(rule_id, told, file) for rule_id, told in toml_of(text, file).items()})


def _entry(rule_id: str, told: Any, file: str) -> Deciding:
    if not isinstance(told, dict):
        raise RuleFileError(file, rule_id, "is not a table")
    for key in told:
        if key not in ("alternatives", "scope", "years_in_state"):
            raise RuleFileError(file, f"{rule_id}.{key}", "unknown field")
    others, years = told.get("alternatives", {}), told.get("years_in_state", False)
    if not isinstance(others, dict):
        raise RuleFileError(file, f"{rule_id}.alternatives", "is not a table")
    if not isinstance(years, bool):
        raise RuleFileError(file, f"{rule_id}.years_in_state", f"{years!r} is not a flag")
    alternatives: dict[str, Alternative] = {
        name: _alternative(_shape(other, Alternative, file, f"{rule_id}.alternatives.{name}"), file, rule_id, name)
        for name, other in others.items()
    }
    scope = _shape(told["scope"], Scope, file, f"{rule_id}.scope") if "scope" in told else None
    if scope is not None:
        _check(scope, file, f"{rule_id}.scope")
    return Deciding(MappingProxyType(alternatives), scope, years)


def _shape(told: Any, shape: type[Shape], file: str, where: str) -> Shape:
    try:
        return msgspec.convert(told, shape)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise RuleFileError(file, f"{where}{path.rstrip('`')}", problem) from error


def _alternative(told: Alternative, file: str, rule_id: str, name: str) -> Alternative:
    where = f"{rule_id}.alternatives.{name}"
    if told == Alternative():
        raise RuleFileError(file, where, "asks for nothing, so that everybody would satisfy it")
    if (told.fact is None) != (told.at_least is None and told.is_ is None):
        raise RuleFileError(file, where, "a fact needs at_least or is, and these need a fact")
    if (told.licensed_before is None) and (told.total_hours is not None):
        raise RuleFileError(file, f"{where}.total_hours", "stands only beside licensed_before")
    hours: dict[str, float | None] = {
        "at_least": told.at_least,
        "entry_level_hours_up_to": told.entry_level_hours_up_to,
        "total_hours": told.total_hours,
    }
    hours |= {f"entry_level_hours.{part}": number for part, number in told.entry_level_hours.items()}
    for key, number in hours.items():
        if number is not None and not 0 < number < 10_000:
            raise RuleFileError(file, f"{where}.{key}", f"{number:g} is no number that could be asked for")
    return told


def _check(scope: Scope, file: str, where: str) -> None:
    if bool(scope.only) + bool(scope.never) + (scope.trained_regions is not None) != 1:
        raise RuleFileError(file, where, "says one of only, never and trained_regions")
    seen: set[str] = set()
    for key in ("only", "never", "unclear"):
        for region in getattr(scope, key):
            if region not in REGIONS:
                raise RuleFileError(file, f"{where}.{key}", f"{region!r} is no body region of ours")
            if region in seen:
                raise RuleFileError(file, f"{where}.{key}", f"{region!r} is told twice")
            seen.add(region)
