"""Why somebody who was named or numbered is not on a page of the list: the list's own conditions, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from directory import wording
from directory.disputes import hidden_listings
from directory.normalize.places import miles_between, spot_of
from directory.normalize.states import STATE_NAMES
from directory.normalize.text import clean
from directory.search.behind import Behind
from directory.search.filters import filters_of, forbidding, wanted
from directory.search.finding import found
from directory.search.listing import allowed_of
from directory.search.model import PAGE_SIZE, NotShown, Query, Result
from directory.search.regions import Region
from directory.search.typed import typed
from directory.search.understanding import Asked, understood
from directory.store.tables import Practitioner, SearchEntry, Verification
from directory.texts import say
from directory.verification import shown_status
from directory.verification.reading import may_read
from directory.verification.training import VERIFIED_FROM
from directory.vocabulary import PROFESSION_NAMES, Audience, CredentialStatus, Need

MOST_PEOPLE = 5  # that one name may mean
FARTHEST_PAGE = 500  # people of a list among whom somebody's place is looked for
_LICENSE = {
    CredentialStatus.STALE: "box-why-license-stale",
    CredentialStatus.CONFIRMED_NOT_ACTIVE: "box-why-license-not-active",
}
_TRAINING = {
    CredentialStatus.CLAIMED: "box-why-training-claimed",
    CredentialStatus.ISSUER_SILENT: "box-why-training-claimed",
    CredentialStatus.STALE: "box-why-training-stale",
    CredentialStatus.CONTRADICTED: "box-why-training-contradicted",
    CredentialStatus.NOT_LISTED: "box-why-training-not-listed",
    CredentialStatus.AMBIGUOUS_PERSON: "box-why-training-unclear",
}
_FILTERS = {
    "permitted": "box-why-not-permitted",
    "requirements_met": "box-why-requirements",
    "said": "box-why-not-said",
}


def why_not_shown(
    session: Session, query: Query, who: str, *, today: date, audience: Audience = Audience.PATIENT
) -> list[NotShown]:
    """What keeps each person that ``who`` may mean (a name, an NPI, a license number or an id) from the page that the
    query asks for, or that nothing does. At most `MOST_PEOPLE`; one without an id where nobody is known.

    A possible entry on an exclusion list is no reason that is told to anybody: it hides nobody.
    """
    result = Result()
    hidden = hidden_listings(session) if audience is not Audience.COORDINATOR else frozenset[str]()
    asked = understood(session, query, today, result, hidden)
    if asked is None:
        return [_nobody(who, result.problem or "")]
    ids, problem = _meant(session, who, hidden)
    if not ids:
        return [_nobody(who, *([problem] if problem else _not_known(session, asked)))]
    allowed, _ = allowed_of(asked)
    shown = [_Person(session, asked, allowed, one, audience).answer() for one in ids if one not in hidden]
    if len(shown) < len(ids):  # by their own number or id: nothing that was not typed is told of them
        shown.append(_nobody(who, say("box-why-hidden"), *_where_to_look(session, asked)))
    return shown


def _meant(session: Session, who: str, hidden: frozenset[str]) -> tuple[Sequence[str], str | None]:
    """Whom a name may mean but those who are hidden, and whose a number or an id is."""
    told = clean(who) or ""
    if len(told) == 16 and session.get(Practitioner, told) is not None:
        return [told], None
    read = typed(session, who)
    if read.license:
        read = typed(session, f"license {read.license}")
    elif hidden and read.kind not in ("npi", "license"):
        read = typed(session, who, hidden=hidden)
    return read.ids[:MOST_PEOPLE], read.problem


def _nobody(who: str, *reasons: str) -> NotShown:
    return NotShown(practitioner_id=None, name=(clean(who) or "")[:60], shown=False, reasons=reasons)


def _not_known(session: Session, asked: Asked) -> Iterator[str]:
    """That no source of ours names such a person, and where else to look."""
    yield say("box-why-nobody")
    yield from _where_to_look(session, asked)


def _where_to_look(session: Session, asked: Asked) -> Iterator[str]:
    states = sorted(asked.region.every_state())
    boards = Behind.of(session).boards(states[0], asked.query.profession) if len(states) == 1 else []
    for board in boards[:2]:
        yield say("box-why-look", owner=board.owner, page=board.page_url)
    if not boards:
        where = STATE_NAMES[states[0]] if len(states) == 1 else None
        yield say("box-why-look-board-of", state=where) if where else say("box-why-look-board")


@dataclass(frozen=True, slots=True)
class _Person:
    """One person against one question; ``allowed``: the same apart from states that forbid it, as the list has it."""

    session: Session
    asked: Asked
    allowed: Asked
    id: str
    audience: Audience

    def answer(self) -> NotShown:
        person = self.session.get_one(Practitioner, self.id)
        reasons = tuple(dict.fromkeys(self._reasons()))
        shown = False
        if not reasons:
            shown, reason = self._where()
            reasons = (reason,)
        return NotShown(practitioner_id=self.id, name=person.display_name, shown=shown, reasons=reasons)

    def _reasons(self) -> Iterator[str]:
        query, region = self.asked.query, self.asked.region
        entries = self._entries(Asked(Query(), Region(), self.asked.today))
        if not entries:
            yield say("box-why-no-entry")
            return
        here = self._entries(replace(self._bare(), region=Region(state=region.state)))
        if not here:
            yield say("box-why-state", states=_listed({STATE_NAMES[one.state] for one in entries}))
            here = entries
        if query.profession and not any(one.profession is query.profession for one in here):
            yield say("box-why-profession", professions=_listed({PROFESSION_NAMES[one.profession] for one in here}))
        else:
            here = [one for one in here if query.profession in (None, one.profession)]
        yield from self._place(here)
        for name in filters_of(query):
            yield from self._filter(name, here)
        there = [one for one in here if region.spots is None or one.spot in region.spots]
        forbidden = forbidding(query.profession, self.asked.today) if self.asked.ids is None else frozenset[str]()
        if there and all(one.state in forbidden for one in there):
            yield say("box-why-forbidden", state=_listed({STATE_NAMES[one.state] for one in there}))
        if self.asked.ids is not None and self.id not in self.asked.ids:
            yield say("box-why-name", name=(self.asked.query.name or "")[:60])

    def _bare(self) -> Asked:
        """The question without place and filters."""
        return Asked(Query(), Region(), self.asked.today)

    def _entries(self, asked: Asked) -> Sequence[SearchEntry]:
        conditions = wanted(replace(asked, ids=(self.id,)), self.session)
        return self.session.exec(select(SearchEntry).where(*conditions).order_by(col(SearchEntry.id))).all()

    # --- where ----------------------------------------------------------------------------------------------------

    def _place(self, here: Sequence[SearchEntry]) -> Iterator[str]:
        region = self.asked.region
        if region.spots is None or any(one.spot in region.spots for one in here if one.spot):
            return
        places = [place for one in here if one.spot and (place := spot_of(one.spot))]
        if not places:
            yield say("box-why-no-place")
        elif region.counties or region.place is None:
            yield say("box-why-county", place=_listed({f"{one.city}, {one.state}" for one in places}))
        else:
            start = region.place
            miles, nearest = min(
                ((miles_between(start.lat, start.lon, one.lat, one.lon), one) for one in places), key=lambda one: one[0]
            )
            yield say(
                "box-why-too-far",
                place=f"{nearest.city}, {nearest.state}",
                miles=wording.about_miles(miles),
                start=start.label,
                radius=region.radius,
            )

    # --- filters --------------------------------------------------------------------------------------------------

    def _filter(self, name: str, here: Sequence[SearchEntry]) -> Iterator[str]:
        """Why this filter alone hides the person, by the list's own condition."""
        query = replace(Query(), **{name: getattr(self.asked.query, name)}, show_claims=self.asked.query.show_claims)
        states = {(one.state, one.profession) for one in here}
        if any((one.state, one.profession) in states for one in self._entries(replace(self._bare(), query=query))):
            return
        if name == "verified_training":
            yield from self._training(here)
        elif name == "license_active":
            yield from self._license(here)
        elif name == "licensed_since":
            yield say("box-why-licensed-since", year=str(self.asked.query.licensed_since))
        else:
            yield say(_FILTERS[name])

    def _checks(self, need: Need) -> list[Verification]:
        query = select(Verification).where(Verification.practitioner_id == self.id, Verification.need == need)
        rows = self.session.exec(query.order_by(col(Verification.id)))
        return [one for one in rows if may_read(self.audience, one)]

    def _training(self, here: Sequence[SearchEntry]) -> Iterator[str]:
        if any(one.excluded for one in here):  # listed under the person's own NPI: shown to everybody
            yield say("box-why-excluded")
            return
        checks = self._checks(Need.TRAINING)
        if checks and any(one.grade is not None and one.grade >= VERIFIED_FROM for one in checks):
            fresh = [one for one in checks if self._status(one) != CredentialStatus.STALE]
            if any((one.grade or 0) >= VERIFIED_FROM for one in fresh):
                yield say(
                    "box-why-training-not-here"
                )  # by an issuer, and lapsed license or the state's rule against it
                yield from self._license(here)
                return
        best = max(checks, key=lambda one: (one.grade or 0, -(one.id or 0)), default=None)
        name = _TRAINING.get(CredentialStatus(self._status(best))) if best else None
        yield say(name or "box-why-training-none")

    def _license(self, here: Sequence[SearchEntry]) -> Iterator[str]:
        for state, kind in dict.fromkeys((entry.state, entry.profession.value) for entry in here):
            checks = [c for c in self._checks(Need.LICENSE) if (c.jurisdiction, c.profession) == (state, kind)]
            told = {self._status(check) for check in checks}
            if told & {CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED}:
                continue
            name = next((text for status, text in _LICENSE.items() if status in told), "box-why-license-not-read")
            yield say(name, state=STATE_NAMES[state])

    def _status(self, check: Verification) -> str:
        return shown_status(check.status, check.good_until, self.asked.today)

    # --- on which page --------------------------------------------------------------------------------------------

    def _where(self) -> tuple[bool, str]:
        """(whether the person stands on the page that was asked for, where) when no condition is against it."""
        if not self._entries(self.allowed):
            return False, say("box-why-not-together")
        page = max(1, self.asked.query.page)
        for at, one in enumerate(found(self.session, self.allowed, 0, FARTHEST_PAGE)):
            if one.person == self.id:
                on = at // PAGE_SIZE + 1
                return on == page, say("box-why-shown" if on == page else "box-why-page", page=on, number=at + 1)
        return False, say("box-why-far-down", number=FARTHEST_PAGE)


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words))
