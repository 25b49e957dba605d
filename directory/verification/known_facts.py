"""What our records say of a practitioner, in the form that rules are judged by: nothing added, nothing guessed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from directory.normalize.identifiers import license_digits
from directory.records import TrainingRecord
from directory.rules.judging import Facts, License, Lookup, Training, facts_from
from directory.rules.model import BoardRegistration
from directory.verification.model import LONGEST_PROMISE, Case, Context, Finding, HandLookUp, Paper, good_on, true_on
from directory.verification.papers import stands
from directory.vocabulary import CredentialStatus, HandResult, LookedUp, Need, Profession

ACTIVE = "active"
NOT_ACTIVE = "not active"
_BY_HAND = {HandResult.ACTIVE: ACTIVE, HandResult.CERTIFIED: ACTIVE}  # what limits mean is for a person to read
_ADVERSE = (HandResult.NOT_ACTIVE, HandResult.EXPIRED, HandResult.SUSPENDED, HandResult.REVOKED)
_FOUND = {HandResult.ACTIVE: True, HandResult.CERTIFIED: True, HandResult.NOT_FOUND: False}
_ELSEWHERE = License(state="")  # nobody tells us of every license: an earlier one may be held somewhere
_COMPACT = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)  # SCHEMA.md, section 5
_LARGEST = ("supervised_sessions", "supervised_hours", "sessions_as_licensed_pt_or_military", "cpr_valid_until")
_AGREED = ("meets_degree", "meets_special_licence", "accredited_degree", "prelicensure_training")
Kind = Literal["licence", "compact_privilege"]


def facts_of(
    state: str,
    profession: Profession,
    case: Case,
    licenses: Sequence[Finding],
    context: Context,
    registration: BoardRegistration | None = None,
) -> Facts:
    """Licenses as found and still fresh, courses as their issuers list them, and what papers and look-ups show.

    ``registration``: what the rule asks of the board, which a look-up by hand answers. A license that could not be
    checked, or was checked too long ago, is one whose status is not known: nobody is judged to have none for want of a
    source of ours. The record of courses is complete only where a paper says so.
    """
    papers = fitting(case, profession, context)
    shown = [facts_from(paper.facts) for paper in papers]
    held = [_license(found, case, context.as_of) for found in licenses if is_one(found, profession)]
    held += _looked_up(case, state, profession, licenses, context.as_of)
    if not any(one.state == state for one in held):
        held.append(License(state=state))
    held.append(_ELSEWHERE)
    return Facts(
        profession=profession,
        licences=tuple(held),
        trainings=(*_listed(case, profession), *(course for one in shown for course in one.trainings)),
        training_record_complete=any(one.training_record_complete for one in shown),
        board_records=(
            *(record for one in shown for record in one.board_records),
            *_registered(case, state, registration, context.as_of),
        ),
        **{name: max(_told(shown, name), default=None) for name in _LARGEST},
        **{name: _agreed(set(_told(shown, name))) for name in _AGREED},
    )


def fitting(case: Case, profession: Profession, context: Context) -> list[Paper]:
    """The papers about this profession, or about none in particular, that their issuers do not contradict."""
    of_it = [paper for paper in case.papers if paper.profession in (None, profession)]
    return [paper for paper in of_it if stands(paper, case, context)]


def is_one(found: Finding, profession: Profession) -> bool:
    """Whether a finding is of a license of that profession; an authority beside a license is none itself."""
    return found.need is Need.LICENSE and found.profession is profession and not found.details.get("authority")


def fresh_look_ups(case: Case, what: LookedUp, state: str, as_of: date) -> list[HandLookUp]:
    """Look-ups by hand of one kind in one state that are not older than a license may be checked ago, latest first."""
    oldest = as_of - timedelta(days=LONGEST_PROMISE[Need.LICENSE])
    found = [
        one for one in case.by_hand if one.what is what and one.state == state and oldest <= one.looked_on <= as_of
    ]
    return sorted(found, key=lambda one: (one.looked_on, one.number), reverse=True)


def as_told(facts: Facts) -> dict[str, Any]:
    """The facts with the keys of the rules' schema, section 7, what is not known left out: `facts_from` reads it.

    An empty list stays: that a course is approved nowhere is known, and something else than not known.
    """
    told: dict[str, Any] = _known(msgspec.to_builtins(facts))
    return told


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item is not None}
    return [_known(item) for item in value] if isinstance(value, (list, tuple)) else value


def _agreed(told: set[Any]) -> Any:
    return told.pop() if len(told) == 1 else None


def _told(shown: Iterable[Facts], name: str) -> Iterator[Any]:
    return (value for one in shown if (value := getattr(one, name)) is not None)


def _license(found: Finding, case: Case, as_of: date) -> License:
    """Active or not as the board's list said; None where that is not known, was found too long ago, or where a person
    who asked since was told otherwise.
    """
    since, status = found.details.get("issued_on"), None
    if good_on(found.good_until, as_of):
        status = {
            CredentialStatus.CONFIRMED: ACTIVE,
            CredentialStatus.CONFIRMED_NOT_ACTIVE: NOT_ACTIVE,  # never the source's word: a board may write "Active"
        }.get(CredentialStatus(found.status))
    if status == ACTIVE and any(
        one.result in _ADVERSE
        and found.sighting
        and one.looked_on >= true_on(found.sighting.read_at, found.sighting.as_of)
        for one in _of_number(case, found, as_of)
    ):
        status = None
    return License(
        state=found.jurisdiction or "", since=date.fromisoformat(str(since)) if since else None, status=status
    )


def _of_number(case: Case, found: Finding, as_of: date) -> list[HandLookUp]:
    """The fresh look-ups of the very license that a finding is about, or of one whose number the person claims."""
    claimed = found.details.get("claimed_numbers") or ()
    given = [found.details.get("number"), *claimed]
    digits = {license_digits(str(number)) for number in given if number} - {None}
    looked = fresh_look_ups(case, LookedUp.LICENSE, found.jurisdiction or "", as_of)
    return [one for one in looked if license_digits(one.license_number) in digits]


def _looked_up(
    case: Case, state: str, profession: Profession, licenses: Sequence[Finding], as_of: date
) -> Iterator[License]:
    """What people looked up: a privilege under the compact, and a license that no list of ours tells about.

    What a list says of the license is not mended by hand.
    """
    if profession in _COMPACT:
        yield from _latest(fresh_look_ups(case, LookedUp.PRIVILEGE, state, as_of), state, "compact_privilege")
    here = [one for one in licenses if is_one(one, profession) and one.jurisdiction == state]
    if not any(_license(one, case, as_of).status for one in here):
        known = {one.number: one for found in here for one in _of_number(case, found, as_of)}
        yield from _latest(sorted(known.values(), key=lambda one: one.looked_on, reverse=True), state, "licence")


def _latest(looked: Sequence[HandLookUp], state: str, kind: Kind) -> Iterator[License]:
    """The latest answer; two of one day that contradict each other tell nothing."""
    answers = {_BY_HAND.get(one.result) for one in looked if one.looked_on == looked[0].looked_on}
    results = {one.result for one in looked if one.looked_on == looked[0].looked_on}
    if results and results <= set(_ADVERSE):
        yield License(state=state, kind=kind, status=NOT_ACTIVE)
    elif looked:
        yield License(state=state, kind=kind, status=answers.pop() if len(answers) == 1 else None)


def _listed(case: Case, profession: Profession) -> Iterator[Training]:
    for sighting in case.sightings:
        record = sighting.record
        if isinstance(record, TrainingRecord) and not record.withdrawn and record.profession in (None, profession):
            yield Training(name=f"{record.credential}, {record.issuer}", completed=record.completed_on)


def _registered(case: Case, state: str, kind: BoardRegistration | None, as_of: date) -> Iterator[Lookup]:
    if kind is None or kind == "none":
        return
    for one in fresh_look_ups(case, LookedUp.REGISTRATION, state, as_of):
        if (found := _FOUND.get(one.result)) is not None:
            yield Lookup(state=state, kind=kind, found=found, checked=one.looked_on)
        elif one.result in _ADVERSE:
            yield Lookup(state=state, kind=kind, found=False, checked=one.looked_on)
