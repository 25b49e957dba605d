"""What there is and what became of it: health, sources, a state's rules, and publications."""

from sqlmodel import col, select

from directory.api.answering import ROOT, ProblemError, Question, number, only
from directory.api.changing import MOST, USUAL, since_of
from directory.api.shapes import Cited, Health, Publication, Publications, Rule, Sources, State
from directory.exporting.manifest import utc
from directory.exporting.sources import source_rows
from directory.exporting.values import day_text
from directory.normalize.states import STATE_NAMES
from directory.profiles import is_sample
from directory.refresh import last_publication
from directory.state_rules import StateRule, state_rules
from directory.store import readings
from directory.store.tables import Publication as Published


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
    since, limit = since_of(given.get("since"), question), number(given.get("limit"), "limit", 1, MOST, USUAL)
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
