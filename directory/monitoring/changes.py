"""What is otherwise between versions of what was shown of a person, check by check, as coordinators may read it. Pure.

Which change means anything is decided in `directory.news`; here each gets its kind, its weight and the check it is of.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directory import wording
from directory.monitoring.kinds import Kind, News, Weight
from directory.news import ADVERSE, State, What, differences, state_of
from directory.normalize.folding import fold
from directory.store.shown import Shown
from directory.store.tables import Source, Verification
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    Audience,
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    Need,
    NeedlingDisplay,
    Reason,
    RuleVerdict,
)

Check = tuple[Need, str]
# Why a result is none: news of a source or of us, not of the person.
OURS = frozenset({Reason.SOURCE_STALE, Reason.SOURCE_UNREACHABLE, Reason.OUR_FAILURE})
_OF_THE_PERSON = {What.NAME: Kind.CONTACT, What.PLACE: Kind.CONTACT, What.PHONE: Kind.CONTACT}
_KINDS = {
    Need.LICENSE: Kind.LICENSE,
    Need.NPI: Kind.NPI,
    Need.TRAINING: Kind.TRAINING,
    Need.NEEDLING_RULE: Kind.VERDICT,
}
_GOOD = {
    CredentialStatus.CONFIRMED_NOT_ACTIVE.value: 0,
    CredentialStatus.CONFIRMED_RESTRICTED.value: 1,
    CredentialStatus.CONFIRMED.value: 2,
}
_VERDICTS = {NeedlingDisplay.MAY_NOT: 0, NeedlingDisplay.MAY: 2}
REVIEW = (
    "An entry on {title} may be of this person: the name fits, and nothing settles it. That is no finding. Compare the "
    "two on the desk and decide."
)
GONE = "The entry on {title} that might have been of this person is not there any more."
DISCIPLINED = "{title}: the board tells of discipline. Read it at the board itself."
PART = (
    "Only a part of {title} was read, and the entry that might have been of this person is not in that part. Nobody is "
    "cleared."
)
TOO_LITTLE = "{title} cannot be searched for this person any more: too little is known of the name. Nobody is cleared."


@dataclass(frozen=True, slots=True)
class Version:
    """What was shown from a publication on, which was made on ``day`` (UTC)."""

    shown: Shown
    publication: int
    day: date


@dataclass(slots=True)
class _Seen:
    state: State
    lists: dict[str, Verification] = field(default_factory=dict)  # what each list of exclusions told, by its source


def changes(
    before: Shown,
    later: Sequence[Version],
    known: Mapping[str, Source],
    past: Callable[[], Iterable[Shown]] = tuple,
) -> Iterator[News]:
    """Everything that each of the later versions, the earliest first, changed. ``known``: sources by name; ``past``:
    what was shown before ``before``, the latest first; asked for only where ``before`` tells nothing of a check.
    """
    was = _seen(before, known)
    if was.state.passing:
        _recall(was.state, past(), known)
    for version in later:
        now = _seen(version.shown, known)
        yield from _step(was, now, version, known)
        was = now


def entries_hash(row: Verification) -> str:
    """Of the entries of a list that a check found, however the names are spelled: the same are the same question."""
    told = sorted(
        json.dumps({field: fold(value) if field == "name" else value for field, value in entry.items()}, sort_keys=True)
        for entry in row.details.get("entries") or ()
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _seen(shown: Shown, known: Mapping[str, Source]) -> _Seen:
    state = state_of(shown, known, Audience.COORDINATOR)
    for row in shown.checks:
        key = (row.need, row.subject)
        if row.need is Need.EXCLUSION:
            state.checks.pop(key, None)  # told of below
        elif row.reason in OURS and key in state.checks:
            del state.checks[key]
            state.passing.add(key)
    # A source may be called otherwise one day: that is no news of anybody.
    return _Seen(state, {row.source or row.subject: row for row in shown.checks if row.need is Need.EXCLUSION})


def _recall(state: State, past: Iterable[Shown], known: Mapping[str, Source]) -> None:
    """What was told last of the checks of which nothing is told only because a reading failed or is too old."""
    missing = state.passing - state.checks.keys()
    for shown in past:
        if not missing:
            return
        told = _seen(shown, known).state.checks
        found = missing & told.keys()
        state.checks |= {key: told[key] for key in found}
        missing -= found


def _step(was: _Seen, now: _Seen, version: Version, known: Mapping[str, Source]) -> Iterator[News]:
    for what, sentence in list(differences(was.state, now.state)):  # carries over what only passes
        if what in _OF_THE_PERSON:
            yield _news(_OF_THE_PERSON[what], Weight.NOTE, what.value, sentence, version, what.value)
    for key in dict.fromkeys([*was.state.checks, *now.state.checks]):
        one, other = was.state.checks.get(key), now.state.checks.get(key)
        found = list(differences(_only(was.state, key), _only(now.state, key)))
        if one and other and _of_its_date(one, other, version.day, [what for what, _ in found]):
            found = [(what, sentence) for what, sentence in found if what is not What.STATUS]
        for what, sentence in found:
            kind, weight = _weighed(key[0], what, one, other)
            title = (other or one).title  # type: ignore[union-attr]  # one of them has the key
            yield _news(kind, weight, title, sentence, version, f"{key[0]} {key[1]} {what}")
        yield from _first_seen(key, was.state, now.state, version, told=bool(found))
    yield from _lists(was, now, version, known)


def _only(state: State, key: Check) -> State:
    """A state of that one check."""
    checks = {key: state.checks[key]} if key in state.checks else {}
    return State(name="", checks=checks, passing=state.passing & {key})


def _news(
    kind: Kind,
    weight: Weight,
    subject: str,
    text: str,
    version: Version,
    key: str,
    details: Mapping[str, Any] | None = None,
) -> News:
    return News(
        kind=kind, weight=weight, subject=subject, day=version.day, text=text,
        key=f"{key} {version.publication}", details=details or {},
    )  # fmt: skip


def _of_its_date(was: Any, now: Any, day: date, found: Sequence[What]) -> bool:
    """Whether a license's status only follows its date: it ran out, which is told by that date, or was renewed."""
    if What.RENEWED in found:
        over = f"{CredentialStatus.CONFIRMED_NOT_ACTIVE} {LicenseStatus.EXPIRED}"
        return bool(was.status == over or (was.status == CredentialStatus.CONTRADICTED and was.expires < day))
    past = now.status == CredentialStatus.CONTRADICTED and now.expires is not None and now.expires < day
    return bool(past and was.expires == now.expires)


def _weighed(need: Need, what: What, was: Any, now: Any) -> tuple[Kind, Weight]:
    match what:
        case What.RENEWED:
            return Kind.RENEWED, Weight.GOOD
        case What.EXPIRY | What.LICENSE_GONE:
            return Kind.LICENSE, Weight.ACT
        case What.DISCIPLINE:
            more = len(now.more) - len(was.more)
            return Kind.DISCIPLINE, Weight.ACT if more > 0 else Weight.GOOD if more < 0 else Weight.LOOK
        case What.LICENSE:
            return Kind.LICENSE, Weight.NOTE if _rank(now) == 2 else Weight.ACT
        case What.LISTED | What.SEEN:
            return Kind.TRAINING, Weight.GOOD
        case What.WITHDRAWN | What.UNLISTED:
            return Kind.TRAINING, Weight.ACT
        case What.VERDICT:
            return Kind.VERDICT, _of_verdict(was, now)
        case _:
            return _KINDS[need], _of_status(was, now)


def _rank(told: Any) -> int | None:
    return _GOOD.get(told.status.split()[0])


def _of_status(was: Any, now: Any) -> Weight:
    before, after = _rank(was), _rank(now)
    if after is None:
        return Weight.LOOK
    return Weight.GOOD if after > (before or 0) else Weight.ACT


def _of_verdict(was: Any, now: Any) -> Weight:
    before, after = (_VERDICTS.get(_display(one), 1) for one in (was, now))
    if after == before:
        return Weight.NOTE
    if after > before:
        return Weight.GOOD if after == 2 else Weight.NOTE
    return Weight.ACT if after == 0 else Weight.LOOK


def _first_seen(key: Check, was: State, now: State, version: Version, *, told: bool) -> Iterator[News]:
    """What speaks against somebody when it is first seen; `directory.news` tells of changes. ``told``: it told this."""
    one = now.checks.get(key)
    if one is None or key in was.checks:
        return
    kind, over = _KINDS[key[0]], one.status.split()[0] == CredentialStatus.CONFIRMED_NOT_ACTIVE
    passed = key in was.passing  # of all else `directory.news` tells by itself, or it is no news of the person
    if over and not told and (passed or key[0] in (Need.NPI, Need.LICENSE)):
        yield _news(kind, Weight.ACT, one.title, one.sentence, version, f"{key[0]} {key[1]} {What.STATUS}")
    if passed and key[0] is Need.NEEDLING_RULE and _display(one) is NeedlingDisplay.MAY_NOT:
        yield _news(kind, Weight.ACT, one.title, one.sentence, version, f"{key[0]} {key[1]} {What.VERDICT}")
    if one.more and key[0] is Need.LICENSE:
        text = DISCIPLINED.format(title=one.title)
        yield _news(Kind.DISCIPLINE, Weight.ACT, one.title, text, version, f"{key[0]} {key[1]} {What.DISCIPLINE}")


def _display(told: Any) -> NeedlingDisplay:
    return NEEDLING_DISPLAY[RuleVerdict(told.verdict or RuleVerdict.CANNOT_TELL)]


# --- lists of exclusions ----------------------------------------------------------------------------------------------


def _lists(was: _Seen, now: _Seen, version: Version, known: Mapping[str, Source]) -> Iterator[News]:
    for source, row in now.lists.items():
        before = was.lists.get(source)
        told = _of_list(before, row, known)
        if told is not None:
            kind, weight, text, key = told
            details = {"source": row.source, "status": row.status, "entries": row.details.get("entries") or []}
            yield _news(kind, weight, row.subject, text, version, f"{source} {key}", details)
    for source, row in was.lists.items():  # a list that says nothing now: what it said last is kept in mind
        now.lists.setdefault(source, row)


def _of_list(
    before: Verification | None, now: Verification, known: Mapping[str, Source]
) -> tuple[Kind, Weight, str, str] | None:
    was = before.status if before else None
    if now.status == ExclusionStatus.POSSIBLE_HIT:
        found = entries_hash(now)
        if before is None or was != now.status or entries_hash(before) != found:
            return Kind.REVIEW, Weight.LOOK, REVIEW.format(title=now.subject), found
        return None
    if was == now.status:
        return None
    if now.status in ADVERSE:
        weight = Weight.ACT if now.status == ExclusionStatus.LISTED else Weight.LOOK
        if now.status == ExclusionStatus.FORMERLY_LISTED and was == ExclusionStatus.LISTED:
            weight = Weight.GOOD
        return Kind.EXCLUSION, weight, f"{now.subject}: {_sentence(now, known)}", now.status
    if now.status == ExclusionStatus.TOO_LITTLE_DATA:
        return Kind.REVIEW, Weight.LOOK, TOO_LITTLE.format(title=now.subject), now.status
    if was == ExclusionStatus.POSSIBLE_HIT and now.status == ExclusionStatus.NONE_FOUND:
        if now.details.get("partial_of"):
            return Kind.REVIEW, Weight.LOOK, PART.format(title=now.subject), now.status
        return Kind.REVIEW, Weight.GOOD, GONE.format(title=now.subject), now.status
    if was in ADVERSE:
        return Kind.EXCLUSION, Weight.LOOK, f"{now.subject}: {_sentence(now, known)}", now.status
    return None


def _sentence(row: Verification, known: Mapping[str, Source]) -> str:
    source = known.get(row.source or "")
    return wording.sentence(
        row.need, row.status, owner=source.owner if source else "the source",
        read_on=wording.true_on(row.read_at, row.source_as_of), details=row.details, state=row.jurisdiction,
        profession=row.profession, verdict=row.verdict, raw=row.raw,
    )  # fmt: skip
