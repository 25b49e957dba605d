"""Finds practitioners by place, state, profession, name or number and what is known of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from directory.normalize.states import STATE_NAMES
from directory.search import counting, saying
from directory.search.behind import Behind, owners
from directory.search.empty import empty
from directory.search.facets import facets
from directory.search.filters import filters_of, forbidding
from directory.search.hits import hits
from directory.search.listing import Listing, find, in_time
from directory.search.model import Query, Result
from directory.texts import say
from directory.vocabulary import Audience, Profession


def search(session: Session, query: Query, *, today: date, audience: Audience = Audience.PATIENT) -> Result:
    """Never widens what was asked: an empty answer says why and what to change. Of a profession that a state does not
    let needle nobody there is listed, but whoever is asked for by name.

    A question that the database breaks off for taking too long is answered in words (`Result.problem`), and the
    session's transaction is over then.
    """
    result, listing = find(session, query, today=today, audience=audience)
    if listing is None:
        return result
    answer = replace(result)
    with in_time(session, result):
        _answer(session, listing, answer, audience)
        return answer
    return result


def _answer(session: Session, listing: Listing, result: Result, audience: Audience) -> None:
    asked, query, today = listing.asked, listing.asked.query, listing.asked.today
    behind = Behind.of(session)
    result.total, result.with_place = listing.total, listing.with_place
    result.without_place = listing.total - listing.with_place
    result.claims_only, result.needs_new_check = listing.claims_only, listing.needs_new_check
    result.page, result.pages = listing.page, listing.pages
    result.hits = hits(session, listing.people, asked, behind.sources, audience)
    result.facets = facets(session, listing)
    result.coverage = list(behind.lines(result.state, query.profession, today))
    result.headline = saying.headline(result, asked)
    result.order = saying.order(asked)
    result.rule_line = saying.rule_line(query, result.state, today)
    if not listing.total:
        result.empty = empty(session, listing, behind)
    result.hints = list(_hints(session, listing, result, behind))
    result.announcement = saying.announcement(result)


def _hints(session: Session, listing: Listing, result: Result, behind: Behind) -> Iterator[str]:
    """What explains the number: checks out of date, training nobody publishes, places not published, states' rules."""
    asked, query, forbidden = listing.asked, listing.asked.query, listing.forbidden
    if result.needs_new_check:
        yield say("search-hint-outdated", number=result.needs_new_check)
    elif query.verified_training and not result.total and result.state and _training_hides(session, listing):
        everybody, _ = counting.people(session, listing.allowed, but=filters_of(query))
        lists = behind.training_lists()
        if everybody and lists:
            yield say("search-hint-not-named", number=everybody, lists=owners(lists))
        elif everybody:
            yield say("search-hint-no-training", number=everybody)
    if query.profession is None and asked.ids is None and result.total:
        yield from _some_may_not(session, listing)
    near = result.state if asked.region.measured and result.state not in forbidden else None
    if near and (nowhere := counting.placeless(session, asked, near)):
        yield say("search-hint-placeless", number=nowhere, state=STATE_NAMES[near])
    if forbidden and result.total:
        there = replace(asked, region=asked.region.without(asked.region.every_state() - forbidden))
        if number := counting.people(session, there)[0]:
            states = ", ".join(STATE_NAMES[state] for state in sorted(forbidden))
            yield say("search-hint-forbidden", people=saying.people(number, query.profession), states=states)


def _training_hides(session: Session, listing: Listing) -> bool:
    """Whether the filter for training leaves nobody by itself, whatever the other filters hide."""
    others = [name for name in filters_of(listing.asked.query) if name != "verified_training"]
    return not others or not counting.people(session, listing.allowed, but=others)[0]


def _some_may_not(session: Session, listing: Listing) -> Iterator[str]:
    """Of all professions together: how many are of one that their state does not let needle."""
    asked = listing.asked
    for profession in Profession:
        forbidden = forbidding(profession, asked.today) & asked.region.every_state()
        if not forbidden:
            continue
        theirs = replace(asked.query, profession=profession)
        there = replace(asked, query=theirs, region=asked.region.without(asked.region.every_state() - forbidden))
        if number := counting.people(session, there)[0]:
            states = ", ".join(STATE_NAMES[state] for state in sorted(forbidden))
            yield say("search-hint-may-not", people=saying.people(number, profession), states=states)
