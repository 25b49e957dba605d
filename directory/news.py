"""What is news between two versions of what was shown of a person: meanings only, never how a source spells them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from directory import wording
from directory.normalize.folding import fold
from directory.normalize.places import folded_city
from directory.profiles import title_of
from directory.store.shown import Shown
from directory.store.tables import Source, Verification
from directory.texts import say
from directory.verification.papers import DOCUMENT_SEEN, UNOPPOSED
from directory.verification.reading import may_read
from directory.vocabulary import PRACTICE_KINDS, Audience, CredentialStatus, ExclusionStatus, Need, Reason

# Of a reading that failed or is too old: no news of the person, only of us.
PASSING = frozenset({CredentialStatus.STALE, CredentialStatus.SOURCE_DOWN, CredentialStatus.OUR_ERROR})
TOLD_OF_LISTS = frozenset({ExclusionStatus.NONE_FOUND, ExclusionStatus.LISTED, ExclusionStatus.FORMERLY_LISTED})
ADVERSE = TOLD_OF_LISTS - {ExclusionStatus.NONE_FOUND}


class What(StrEnum):
    """Kinds of change; ``MEMORY`` and ``NEW`` say from when on anything can be told."""

    MEMORY = "memory"
    NEW = "new"
    STATUS = "status"
    RENEWED = "renewed"
    EXPIRY = "expiry"
    DISCIPLINE = "discipline"
    LICENSE = "license"
    LICENSE_GONE = "license-gone"
    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    UNLISTED = "unlisted"
    SEEN = "seen"
    VERDICT = "verdict"
    EXCLUSION = "exclusion"
    AGED = "aged"
    PLACE = "place"
    PHONE = "phone"
    NAME = "name"
    WHO = "who"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One check, as far as a change of it would be news."""

    need: Need
    title: str
    status: str
    word: str  # of its badge
    sentence: str
    verdict: str | None = None
    expires: date | None = None
    more: tuple[str, ...] = ()  # what a board says of discipline


@dataclass(slots=True)
class State:
    """What was shown with one publishing. ``hidden``: checks that are there, but not for this reader."""

    name: str
    checks: dict[tuple[Need, str], _Told] = field(default_factory=dict)
    passing: set[tuple[Need, str]] = field(default_factory=set)
    hidden: set[tuple[Need, str]] = field(default_factory=set)
    places: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


def state_of(shown: Shown, known: Mapping[str, Source], audience: Audience) -> State:
    """Of a version, without what is hidden from the reader today. ``known``: sources by name."""
    state = State(fold(shown.person.display_name))
    for row in shown.checks:
        key = (row.need, row.subject)
        if not may_read(audience, row):
            state.hidden.add(key)
        elif row.status in PASSING or row.reason == Reason.SOURCE_STALE:
            state.passing.add(key)
        else:
            state.checks.setdefault(key, _told(row, known))
    practice = [place for place in shown.places if place.kind in PRACTICE_KINDS]
    state.places = frozenset(filter(None, (_where(place) for place in practice)))
    state.phones = frozenset(re.sub(r"\D", "", place.phone) for place in practice if place.phone)
    return state


def _where(place: Any) -> str:
    """One street has many spellings: only another house number, ZIP code or city makes another place."""
    house = re.match(r"\s*#?([0-9]+)", place.line1 or "")
    town = place.zip5 or f"{folded_city(place.city or '')} {place.state or ''}".strip()
    return f"{house[1]} {town}" if house and town else town


def _told(row: Verification, known: Mapping[str, Source]) -> _Told:
    source, said = known.get(row.source or ""), row.details
    read_on = wording.true_on(row.read_at, row.source_as_of)
    sentence = wording.sentence(
        row.need, row.status, owner=source.owner if source else "the source", read_on=read_on, details=said,
        state=row.jurisdiction, profession=row.profession, verdict=row.verdict, raw=row.raw,
    )  # fmt: skip
    cases = [" ".join(str(value) for value in case.values()) for case in said.get("cases") or ()]
    words = [str(text) for text in said.get("discipline") or ()]
    return _Told(
        need=row.need,
        title=title_of(row, source),
        status=_status(row),
        word=wording.badge(row.need, row.status, said)[1],
        sentence=sentence,
        verdict=row.verdict,
        expires=wording.date_of(said.get("expires")),
        more=tuple(sorted(fold(text) for text in [*cases, *words])),
    )


def _status(row: Verification) -> str:
    """With the board's own state of a license that is not active: expired is another thing than revoked."""
    if row.details.get("class") == DOCUMENT_SEEN and row.status in UNOPPOSED:
        return DOCUMENT_SEEN
    if row.need is Need.LICENSE and row.status == CredentialStatus.CONFIRMED_NOT_ACTIVE:
        return f"{row.status} {row.details.get('license_status')}"
    return row.status


def differences(before: State, after: State) -> Iterator[tuple[What, str]]:
    """In words. What passes, and what is not this reader's, is carried over into ``after`` as it was last told."""
    for key, told in before.checks.items():
        if key in after.passing or (key in after.hidden and key not in after.checks):
            after.checks.setdefault(key, told)
    unknown = before.passing | before.hidden
    for key in [*before.checks, *(key for key in after.checks if key not in before.checks)]:
        was, now = before.checks.get(key), after.checks.get(key)
        if was is None and key in unknown and not (key in before.hidden and now and now.status in ADVERSE):
            continue  # what it was before, this reader was never told; of a list only an entry ever is
        yield from _OF_NEED[key[0]](was, now)
    if before.name != after.name:
        yield What.NAME, say("since-name")
    if before.places != after.places:
        yield What.PLACE, say("since-place" if after.places else "since-no-place")
    if before.phones != after.phones and before.phones and after.phones:
        yield What.PHONE, say("since-phone")


def _license(was: _Told | None, now: _Told | None) -> Iterator[tuple[What, str]]:
    if was is None or now is None:
        one, what = (now, What.LICENSE) if now else (was, What.LICENSE_GONE)
        if one and (one.expires or one.status in (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED)):
            yield what, say(f"since-{what.value}", title=one.title, now=one.word)
        return
    yield from _changed_status(was, now)
    if now.expires and now.expires != was.expires:
        what = What.RENEWED if was.expires is None or now.expires > was.expires else What.EXPIRY
        yield what, say(f"since-{what.value}", title=now.title, day=wording.day(now.expires))
    if was.more != now.more:
        yield What.DISCIPLINE, say("since-discipline", title=now.title)


def _changed_status(was: _Told | None, now: _Told | None) -> Iterator[tuple[What, str]]:
    if was and now and was.status != now.status:
        yield What.STATUS, say("since-status", title=now.title, before=was.word, now=now.sentence)


def _training(was: _Told | None, now: _Told | None) -> Iterator[tuple[What, str]]:
    """Claims come and go in silence: only what an issuer's list or a paper shows is news."""
    before, after = (one.status if one else None for one in (was, now))
    if before == after:
        return
    if now and after in _NEWS_OF_TRAINING:
        what = _NEWS_OF_TRAINING[after]
        yield what, say(f"since-{what.value}", title=now.title)
    elif was and before == CredentialStatus.CONFIRMED:
        if now is None or after == CredentialStatus.NOT_LISTED:
            yield What.UNLISTED, say("since-unlisted", title=was.title)
        else:
            yield from _changed_status(was, now)


_NEWS_OF_TRAINING = {
    CredentialStatus.CONFIRMED.value: What.LISTED,
    CredentialStatus.CONFIRMED_NOT_ACTIVE.value: What.WITHDRAWN,
    DOCUMENT_SEEN: What.SEEN,
}


def _rule(was: _Told | None, now: _Told | None) -> Iterator[tuple[What, str]]:
    if was and now and (was.verdict, was.status) != (now.verdict, now.status):
        yield What.VERDICT, say("since-verdict", title=now.title, before=was.word, now=now.sentence)


def _exclusion(was: _Told | None, now: _Told | None) -> Iterator[tuple[What, str]]:
    """Only from one told result to another; a list that is new to us is news only with an entry."""
    if now is None or now.status not in TOLD_OF_LISTS or (was and was.status == now.status):
        return
    if was is None and now.status in ADVERSE:
        yield What.EXCLUSION, say("since-exclusion", title=now.title, now=now.sentence)
    elif was and was.status in TOLD_OF_LISTS:
        yield What.EXCLUSION, say("since-status", title=now.title, before=was.word, now=now.sentence)


_OF_NEED = {
    Need.LICENSE: _license,
    Need.NPI: _changed_status,
    Need.TRAINING: _training,
    Need.NEEDLING_RULE: _rule,
    Need.EXCLUSION: _exclusion,
}
