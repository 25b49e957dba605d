"""What there is and what became of it: health, sources, a state's rules, publications, and who changed since one."""

from collections.abc import Iterator

from sqlmodel import Session, col, or_, select

from directory import disputes
from directory.api.answering import ROOT, ProblemError, Question, number, only
from directory.api.shapes import Changed, Changes, Cited, Health, Publication, Publications, Rule, Sources, State
from directory.asked import BadParameterError
from directory.exporting.manifest import utc
from directory.exporting.reading import one, telling
from directory.exporting.sources import source_rows
from directory.exporting.telling import Telling
from directory.exporting.values import day_text
from directory.normalize.states import STATE_NAMES
from directory.profiles import is_sample
from directory.refresh import last_publication
from directory.state_rules import StateRule, state_rules
from directory.store import readings
from directory.store.shown import shown_in, shown_now
from directory.store.tables import Publication as Published
from directory.store.tables import PublishedVersion
from directory.vocabulary import Audience

MOST, USUAL = 200, 50  # of a page
LATEST = 1 << 30  # no publication has such a number


def health(question: Question) -> Health:
    only(question)
    published = last_publication(question.session)
    assert published is not None  # or there is no question
    return Health(
        **question.shared,
        status="ok",
        published_at=utc(published.published_at),
        as_of=published.as_of.isoformat(),
        practitioners=published.practitioners,
        sample=is_sample(question.session),
    )


def sources(question: Question) -> Sources:
    only(question)
    found = source_rows(question.session, readings.sources(question.session))
    return Sources(**question.shared, sources=found)


def state(question: Question) -> State:
    only(question)
    code = question.request.path_params["code"].upper()
    if code not in STATE_NAMES:
        raise ProblemError(404, "no state has this code: write two letters such as WA")
    rules = [_rule(one) for one in state_rules(question.session, code, question.today)]
    return State(**question.shared, code=code, name=STATE_NAMES[code], rules=rules)


def _rule(told: StateRule) -> Rule:
    return Rule(
        profession=told.profession.value,
        name=told.name,
        permission=told.rule.permission.value if told.rule else None,
        answer=told.answer,
        sentence=told.sentence,
        hours=told.hours,
        asks=told.asks,
        citation=told.citation,
        sure=told.sure,
        read_on=day_text(told.read_on),
        sources=[
            Cited(title=text.title, dated=text.dated, url=text.url, changed_on=day_text(text.changed_on))
            for text in told.sources
        ],
    )


def publications(question: Question) -> Publications:
    given = only(question, "since", "limit")
    since, limit = _since(given.get("since"), question), number(given.get("limit"), "limit", 1, MOST, USUAL)
    query = select(Published).where(col(Published.id) > since).order_by(col(Published.id)).limit(limit + 1)
    rows = question.session.exec(query).all()
    return Publications(
        **question.shared,
        since=since,
        publications=[
            Publication(
                id=row.id or 0,
                published_at=utc(row.published_at),
                as_of=row.as_of.isoformat(),
                practitioners=row.practitioners,
                changed=row.changed,
            )
            for row in rows[:limit]
        ],
        next=f"{ROOT}/publications?since={rows[limit - 1].id}&limit={limit}" if len(rows) > limit else None,
    )


def changes(question: Question) -> Changes:
    """Only what this reader would see otherwise: that something behind it changed tells nobody anything."""
    given = only(question, "since", "after", "limit")
    if "since" not in given:
        raise BadParameterError("since is needed: the number of a publication that you have")
    since, limit = _since(given["since"], question), number(given.get("limit"), "limit", 1, MOST, USUAL)
    after = given.get("after", "")
    if len(after) > 16 or not (after == "" or (after.isascii() and after.isalnum())):
        raise BadParameterError("after takes the id of a person")
    ids = _touched(question.session, since, after, limit + 1)
    how = telling(question.session, question.audience, question.today)
    return Changes(
        **question.shared,
        since=since,
        people=list(_changed(question, how, ids[:limit], since)),
        next=f"{ROOT}/changes?since={since}&after={ids[limit - 1]}&limit={limit}" if len(ids) > limit else None,
    )


def _since(text: str | None, question: Question) -> int:
    since = number(text, "since", 0, LATEST, 0)
    if since > question.publication:
        raise BadParameterError(f"since: the newest publication is {question.publication}")
    return since


def _touched(session: Session, since: int, after: str, most: int) -> list[str]:
    """Whoever has a version that began or ended since."""
    person = col(PublishedVersion.practitioner_id)
    touched = or_(col(PublishedVersion.publication_id) > since, col(PublishedVersion.ended_publication) > since)
    return list(session.exec(select(person).where(touched, person > after).distinct().order_by(person).limit(most)))


def _changed(question: Question, how: Telling, ids: list[str], since: int) -> Iterator[Changed]:
    session, patient = question.session, question.audience is not Audience.COORDINATOR
    hidden = disputes.hidden_listings(session) if patient else frozenset[str]()
    for ident in ids:
        if ident in hidden:
            continue
        before, now = shown_in(session, ident, since) if since else None, shown_now(session, ident)
        address = f"{ROOT}/practitioners/{ident}"
        if before is None and now is not None:
            yield Changed(id=ident, change="added", address=address)
        elif before is not None and now is None:
            yield Changed(id=ident, change="removed", address=None)
        elif before is not None and now is not None and one(session, how, before) != one(session, how, now):
            yield Changed(id=ident, change="changed", address=address)
