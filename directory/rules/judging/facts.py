"""What is known of a practitioner, with the keys of SCHEMA.md section 7: a key that is absent is not known."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from directory.rules.model import BoardRegistration
from directory.vocabulary import Profession

Hours = float


class FactsError(ValueError):
    """Facts that cannot be read; ``key`` says where, as in 'practitioner.trainings[0].hours'."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class License(_Strict, frozen=True):
    """A license (``licence`` in facts files) or a PT Compact privilege in one state."""

    state: str
    kind: Literal["licence", "compact_privilege"] = "licence"
    since: date | None = None
    status: str | None = None


class TheoryHours(_Strict, frozen=True):
    in_person: Hours | None = None
    live_online: Hours | None = None
    recorded: Hours | None = None


class PracticalHours(_Strict, frozen=True):
    in_person: Hours | None = None
    online: Hours | None = None


class Training(_Strict, frozen=True):
    """One course; hours in all with their delivery, or split into theory and practice."""

    name: str | None = None
    started: date | None = None
    completed: date | None = None
    total_hours: Hours | None = None
    in_person_hours: Hours | None = None
    live_online_hours: Hours | None = None
    recorded_online_hours: Hours | None = None
    theory: TheoryHours | None = None
    practical: PracticalHours | None = None
    subject_hours: dict[str, Hours] | None = None
    entry_level: bool | None = None
    written_exam: bool | None = None
    practical_exam: bool | None = None
    competency_assessment: bool | None = None
    approved_by: tuple[str, ...] | None = None
    board_approved_in: tuple[str, ...] | None = None
    instructor_years_dn: float | None = None
    body_regions: tuple[str, ...] | None = None


class Lookup(_Strict, frozen=True):
    """A dated look-up of a board's registration."""

    state: str
    kind: BoardRegistration
    found: bool
    checked: date


class Facts(_Strict, frozen=True):
    """A practitioner. ``licences`` as None is not known; an empty list is known to be none."""

    profession: Profession | None = None
    licences: tuple[License, ...] | None = None
    trainings: tuple[Training, ...] = ()
    training_record_complete: bool = False
    board_records: tuple[Lookup, ...] = ()
    supervised_sessions: int | None = None
    supervised_hours: Hours | None = None
    sessions_as_licensed_pt_or_military: int | None = None
    cpr_valid_until: date | None = None
    meets_degree: bool | None = None
    meets_special_licence: bool | None = None
    accredited_degree: bool | None = None
    prelicensure_training: bool | None = None


_HOURS = ("total_hours", "in_person_hours", "live_online_hours", "recorded_online_hours")


def facts_from(told: Mapping[str, Any], where: str = "practitioner") -> Facts:
    """The ``practitioner`` of a facts file. Raises FactsError for an unknown key or an impossible value."""
    try:
        facts = msgspec.convert(told, Facts, str_keys=True, strict=True)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise FactsError(f"{where}{path.rstrip('`')}", problem) from error
    for at, training in enumerate(facts.trainings):
        _check(training, f"{where}.trainings[{at}]")
    for name in ("supervised_sessions", "supervised_hours", "sessions_as_licensed_pt_or_military"):
        if (getattr(facts, name) or 0) < 0:
            raise FactsError(f"{where}.{name}", "cannot be negative")
    return facts


def _check(training: Training, where: str) -> None:
    """Hours that cannot be: negative, parts larger than the whole, or told in both ways and not alike."""
    parts = [(name, getattr(training, name)) for name in _HOURS]
    for group in ("theory", "practical"):
        if (split := getattr(training, group)) is not None:
            parts += [(f"{group}.{name}", getattr(split, name)) for name in split.__struct_fields__]
    parts += [(f"subject_hours.{name}", hours) for name, hours in (training.subject_hours or {}).items()]
    for name, hours in parts:
        if hours is not None and not 0 <= hours < 100_000:
            raise FactsError(f"{where}.{name}", f"{hours:g} is no number of hours")
    known = [hours for name, hours in parts[1:4] if hours is not None]
    if training.total_hours is not None and sum(known) > training.total_hours:
        raise FactsError(f"{where}.total_hours", f"{training.total_hours:g} is less than its parts, {sum(known):g}")
    if training.started and training.completed and training.started > training.completed:
        raise FactsError(f"{where}.completed", "lies before the beginning")
