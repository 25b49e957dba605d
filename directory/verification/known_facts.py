"""What our records say of a practitioner, in the form that rules are judged by: nothing added, nothing guessed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from directory.certificates import facts_on
from directory.normalize.identifiers import license_digits
from directory.normalize.letters import needling_claims
from directory.records import ListingRecord, NpiRecord, TrainingRecord
from directory.rules.judging import Facts, License, Lookup, Training
from directory.rules.model import BoardRegistration
from directory.verification.held import (
    ADVERSE,
    CONFIRMING,
    FRESH,
    Held,
    fresh_look_ups,
    held,
    is_one,
    professions_of_case,
)
from directory.verification.model import Case, Context, Finding, HandLookUp, Paper
from directory.verification.papers import of_needling, stands
from directory.vocabulary import HandResult, LookedUp, Profession

_ELSEWHERE = License(state="")  # nobody tells us of every license: an earlier one may be held somewhere
_PUBLIC = ("registry", "endorsement")  # who is not found there is not on it; statements lodged are not public
_COUNTED = ("supervised_sessions", "supervised_hours", "sessions_as_licensed_pt_or_military")
_AGREED = ("meets_degree", "meets_special_licence", "accredited_degree", "prelicensure_training")


@dataclass(frozen=True, slots=True)
class Known:
    """The facts a rule is judged by; ``held``: the licenses among them, with how long each is known so;
    ``complete_until``: the last day on which the record of courses counts as complete.
    """

    facts: Facts
    held: Sequence[Held]
    complete_until: date | None


def known_of(
    state: str,
    profession: Profession,
    case: Case,
    licenses: Sequence[Finding],
    context: Context,
    registration: BoardRegistration | None = None,
) -> Known:
    """Licenses as found and still fresh, courses as their issuers list them, and what papers and look-ups show.

    ``registration``: what the rule asks of the board, which a look-up by hand answers. A license that could not be
    checked, or was checked too long ago, is one whose status is not known: nobody is judged to have none for want of a
    source of ours.
    """
    day = context.as_of
    read = ((paper, facts_on(paper.facts)) for paper in fitting(case, profession, context))
    shown = [(paper, told) for paper, told in read if told is not None]
    have = held(state, profession, case, licenses, day)
    licences = [one.license for one in have]
    if not any(one.state == state for one in licences):
        licences.append(License(state=state))
    complete = _complete_until(case, shown, day)
    facts = Facts(
        profession=profession,
        licences=(*licences, _ELSEWHERE),
        trainings=(*_listed(case, profession), *_on_papers(shown)),
        training_record_complete=complete is not None,
        board_records=(
            *(one for _, told in shown for one in told.board_records if day - FRESH <= one.checked <= day),
            *_registered(case, state, profession, registration, licenses, day),
        ),
        cpr_valid_until=max((until for until in _told(shown, "cpr_valid_until") if until >= day), default=None),
        **{name: max(_told(shown, name), default=None) for name in _COUNTED},
        **{name: _agreed(set(_told(shown, name))) for name in _AGREED},
    )
    return Known(facts, have, complete)


def fitting(case: Case, profession: Profession, context: Context) -> list[Paper]:
    """The papers about this profession, or about none in particular, that their issuers do not contradict."""
    of_it = [paper for paper in case.papers if paper.profession in (None, profession)]
    return [paper for paper in of_it if stands(paper, case, context)]


def as_told(facts: Facts) -> dict[str, Any]:
    """The facts with the keys of the rules' schema, section 7, what is not known left out: `facts_from` reads it."""
    told: dict[str, Any] = _known(msgspec.to_builtins(facts))
    return told


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item is not None}
    return [_known(item) for item in value] if isinstance(value, (list, tuple)) else value


def _agreed(told: set[Any]) -> Any:
    return told.pop() if len(told) == 1 else None


def _told(shown: Iterable[tuple[Paper, Facts]], name: str) -> Iterator[Any]:
    return (value for _, one in shown if (value := getattr(one, name)) is not None)


def _complete_until(case: Case, shown: Sequence[tuple[Paper, Facts]], day: date) -> date | None:
    """Until when all courses are known: a recent paper says so, every paper counts, no number stands on two of them,
    and nothing else hints at training.
    """
    said = [paper.seen_on for paper, one in shown if one.training_record_complete and paper.seen_on <= day]
    if not said or max(said) + FRESH < day or len(shown) < len(case.papers):
        return None
    if any(len(list(_told(shown, name))) > 1 for name in _COUNTED):
        return None
    hints = (letters for sighting in case.sightings if (letters := _letters(sighting.record)))
    return None if any(needling_claims(letters) for letters in hints) else max(said) + FRESH


def _letters(record: object) -> str | None:
    if isinstance(record, NpiRecord):
        return record.credential_text
    return ", ".join(record.letters) if isinstance(record, ListingRecord) else None


def _listed(case: Case, profession: Profession) -> Iterator[Training]:
    for sighting in case.sightings:
        record = sighting.record
        if isinstance(record, TrainingRecord) and not record.withdrawn and record.profession in (None, profession):
            yield Training(name=f"{record.credential}, {record.issuer}", completed=record.completed_on)


def _on_papers(shown: Sequence[tuple[Paper, Facts]]) -> Iterator[Training]:
    """Courses on papers: in needling, or the degree; a course in first aid has no hours that a rule counts."""
    for paper, told in shown:
        yield from (one for one in told.trainings if one.entry_level or of_needling(paper, one))


def _registered(
    case: Case,
    state: str,
    profession: Profession,
    kind: BoardRegistration | None,
    licenses: Sequence[Finding],
    day: date,
) -> Iterator[Lookup]:
    """Look-ups of the board's registration; of somebody with two professions those that give the license's number."""
    if kind is None or kind == "none":
        return
    own = {license_digits(str(one.details.get("number") or "")) for one in licenses if is_one(one, profession)} - {None}
    alone = len(professions_of_case(case)) < 2
    for one in fresh_look_ups(case, LookedUp.REGISTRATION, state, day):
        if not alone and license_digits(one.license_number) not in own:
            continue
        if (found := _found(one, kind)) is not None:
            yield Lookup(state=state, kind=kind, found=found, checked=one.looked_on)


def _found(one: HandLookUp, kind: BoardRegistration) -> bool | None:
    if one.result in CONFIRMING:
        return True
    absent = one.result is HandResult.NOT_FOUND and kind in _PUBLIC
    return False if absent or one.result in ADVERSE else None
