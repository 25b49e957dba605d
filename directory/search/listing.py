"""The list itself: how many people a question means, and who stands on the page, without cards, filters and words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from directory.search import counting
from directory.search.counting import Counts
from directory.search.filters import forbidding
from directory.search.finding import Found, found
from directory.search.holding import hidden_from_patients
from directory.search.model import PAGE_SIZE, Query, Result
from directory.search.understanding import Asked, understood
from directory.store.opening import took_too_long
from directory.texts import say
from directory.vocabulary import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the list.

    ``asked``: what was understood, ``allowed`` the same apart from states in ``forbidden``, which do not let the
    profession needle. ``counts``: the tally of the region, None where somebody was named. The numbers are those of
    `Result`; ``people``: who stands on ``page``.
    """

    asked: Asked
    allowed: Asked
    forbidden: frozenset[str]
    counts: Counts | None
    total: int
    with_place: int
    claims_only: int
    needs_new_check: int
    page: int
    pages: int
    people: list[Found]


def find(
    session: Session, query: Query, *, today: date, audience: Audience = Audience.PATIENT
) -> tuple[Result, Listing | None]:
    """The first half of `search`, which is the same to the last number: a result with what was understood, and the
    page of the list; None for that where the result has a problem.
    """
    result = Result(page=max(1, query.page))
    with in_time(session, result):
        hidden = hidden_from_patients(session) if audience is not Audience.COORDINATOR else frozenset[str]()
        asked = understood(session, query, today, result, hidden)
        if asked is not None:
            return result, _listing(session, asked, result.page)
    return result, None


@contextmanager
def in_time(session: Session, result: Result) -> Iterator[None]:
    """Says it in words where the database breaks a question off; the session's transaction is over then."""
    try:
        yield
    except OperationalError as error:
        if not took_too_long(error):
            raise
        session.rollback()
        result.problem = say("search-too-slow")


def _listing(session: Session, asked: Asked, page: int) -> Listing:
    query = asked.query
    allowed, forbidden = allowed_of(asked)
    counts = counting.counted(session, allowed)
    total, with_place = counting.people(session, allowed, counts)
    claims, outdated = counting.unverified(session, allowed, counts) if query.verified_training else (0, 0)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    return Listing(
        asked=asked,
        allowed=allowed,
        forbidden=forbidden,
        counts=counts,
        total=total,
        with_place=with_place,
        claims_only=claims,
        needs_new_check=outdated,
        page=page,
        pages=pages,
        people=found(session, allowed, (page - 1) * PAGE_SIZE, PAGE_SIZE) if total else [],
    )


def allowed_of(asked: Asked) -> tuple[Asked, frozenset[str]]:
    """(the question apart from states that do not let the profession needle, those states)."""
    forbidden = _forbidden(asked)
    return (replace(asked, region=asked.region.without(forbidden)) if forbidden else asked), forbidden


def _forbidden(asked: Asked) -> frozenset[str]:
    """The states of the region that do not let the profession needle; whoever is named is shown in any state."""
    if asked.ids is not None:
        return frozenset()
    states = asked.region.every_state()
    if not states and asked.region.place is not None:
        states = frozenset({asked.region.place.state})
    return states & forbidding(asked.query.profession, asked.today)
