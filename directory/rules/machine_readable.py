"""The machine-readable form of what a rule says in words: alternatives, scopes, and where years must be spent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

import msgspec


class Alternative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another way to satisfy one requirement; all that is set must hold."""

    fact: str | None = None
    at_least: float | None = None
    is_: bool | None = msgspec.field(default=None, name="is")
    entry_level_training: bool = False
    entry_level_hours: dict[Literal["theory_hours", "in_person_hours"], float] = {}
    entry_level_hours_up_to: float | None = None
    licensed_before: date | None = None
    total_hours: float | None = None


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body regions a rule confines needling to, in our words."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    trained_regions: Literal["board_approved", "level"] | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """What can be decided about one rule."""

    alternatives: Mapping[str, Alternative] = field(default_factory=lambda: MappingProxyType({}))
    scope: Scope | None = None
    years_in_state: bool = False

    def told(self) -> dict[str, Any]:
        """What is set, with the keys of its file and JSON values; {} where nothing can be decided."""
        alternatives = {name: _set(other) for name, other in self.alternatives.items()}
        found = {
            "alternatives": alternatives,
            "scope": _set(self.scope) if self.scope else {},
            "years_in_state": self.years_in_state,
        }
        return {key: value for key, value in found.items() if value}


def _set(value: msgspec.Struct) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    unset: tuple[Any, ...] = (None, [], {})
    return {key: item for key, item in told.items() if item not in unset and (item is not False or key == "is")}


NOTHING_DECIDABLE = Deciding()

# The body regions a scope may name: our words, the same that `--region` and facts files take.
REGIONS = frozenset({
    "abdomen", "ankle", "arm", "back", "buttock", "calf", "chest", "ear", "elbow", "eye", "face", "finger", "foot",
    "forearm", "groin", "hand", "head", "heel", "hip", "jaw", "knee", "leg", "low back", "mid back", "neck",
    "pelvic floor", "pelvis", "shin", "shoulder", "shoulder blade", "spine", "thigh", "thumb", "toe", "upper arm",
    "upper back", "wrist",
})  # fmt: skip
