"""Is something wrong? The form without JavaScript: it takes what comes from our own page, and no more than fits."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from directory.config import config
from directory.disputable import Disputable, disputable
from directory.disputes import (
    FROM_A_PAGE,
    LONGEST_CONTACT,
    LONGEST_TEXT,
    DisputeError,
    Told,
    hand_in,
    hold_back,
    is_fact,
)
from directory.disputes.facts import LONGEST_FACT
from directory.plain.forms import OWN_ORIGIN, FormError, fields_of, from_here
from directory.plain.pages import render
from directory.plain.visiting import Visit, moved, visited
from directory.profiles import Profile, find_id, profile
from directory.store import readings
from directory.texts import say
from directory.vocabulary import Audience, SaidBy, Wish

TRAP = "address_line"  # people do not see it, programs that fill in everything do
EMPTY: Mapping[str, str] = {"text": "", "who": "", "wish": Wish.CORRECT.value, "contact": ""}


async def wrong(request: Request) -> Response:
    """`/people/{id}/wrong`, with ``fact``: GET shows the form, POST takes it."""
    if request.method != "POST":
        return await run_in_threadpool(_form, request)
    try:
        request.state.form = await fields_of(request)
    except FormError as error:
        return _refused(request, DisputeError(str(error), error.status))
    return await run_in_threadpool(_filed, request)


@visited
def _form(request: Request, visit: Visit) -> Response:
    asked, fact = request.path_params["id"], request.query_params.get("fact", "")[:LONGEST_FACT]
    current = find_id(visit.session, asked[:64])
    if current is not None and current != asked:
        return moved(f"/people/{current}/wrong" + (f"?{urlencode({'fact': fact})}" if is_fact(fact) else ""))
    person = _person(visit, current)
    if person is None:
        return _refused(request, DisputeError(say("wrong-nobody"), 404))
    return _page(request, visit, person, fact, EMPTY)


@visited
def _filed(request: Request, visit: Visit) -> Response:
    form: dict[str, str] = request.state.form
    visitor = request.client.host if request.client else None
    try:
        from_here(request)
        hold_back(visitor)
    except FormError as error:
        return _refused(request, DisputeError(str(error), error.status))
    except DisputeError as error:
        return _refused(request, error)
    person = _person(visit, find_id(visit.session, request.path_params["id"][:64]))
    if person is None:
        return _refused(request, DisputeError(say("wrong-nobody"), 404))
    fact = form.get("fact", "")
    try:
        one = disputable(person, readings.sources(visit.session)).get(fact)
        if one is None:
            raise DisputeError(say("wrong-no-such-fact"), 404)
        settings = config()
        noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
        filed = hand_in(
            settings.database_url,
            _told(person.id, one, form),
            shown=one.shown,
            visitor=visitor,
            now=noon or datetime.now(UTC),
        )
    except DisputeError as error:
        return _page(request, visit, person, fact, {**EMPTY, **form}, error)
    return _page(request, visit, person, fact, EMPTY, filed=filed)


def _told(practitioner_id: str, one: Disputable, form: Mapping[str, str]) -> Told:
    """Raises DisputeError for a question that was not answered."""
    if form.get(TRAP):
        raise DisputeError(say("wrong-choose", which=say("wrong-empty")))
    try:
        who, wish = SaidBy(form.get("who", "")), Wish(form.get("wish", ""))
    except ValueError:
        raise DisputeError(say("wrong-choose", which=f"{say('wrong-who')} {say('wrong-wish')}")) from None
    if who not in FROM_A_PAGE:
        raise DisputeError(say("wrong-choose", which=say("wrong-who")))
    return Told(
        practitioner_id=practitioner_id,
        fact=one.fact,
        text=form.get("text", ""),
        said_by=who,
        wish=wish,
        contact=form.get("contact"),
    )


def _person(visit: Visit, current: str | None) -> Profile | None:
    return profile(visit.session, current, today=visit.today, audience=Audience.PATIENT) if current else None


def _page(
    request: Request,
    visit: Visit,
    person: Profile,
    fact: str,
    form: Mapping[str, str],
    error: DisputeError | None = None,
    **told: Any,
) -> Response:
    facts = disputable(person, readings.sources(visit.session))
    return render(
        "wrong.html",
        request,
        status=error.status if error else 200,
        headers=OWN_ORIGIN | _wait(error),
        title=say("wrong-title"),
        noindex=True,
        sample=visit.sample,
        person=person,
        facts=list(facts.values()),
        one=facts.get(fact),
        notes=person.notes.get(fact, ()),
        form=form,
        error=str(error) if error else None,
        filed=told.get("filed"),
        whos=[(who.value, say(f"wrong-who-{who.value}")) for who in FROM_A_PAGE],
        wishes=[(wish.value, say(f"wrong-wish-{wish.value}")) for wish in Wish],
        most=LONGEST_TEXT,
        most_contact=LONGEST_CONTACT,
        trap=TRAP,
    )


def _refused(request: Request, error: DisputeError) -> Response:
    return render(
        "trouble.html",
        request,
        status=error.status,
        headers=OWN_ORIGIN | _wait(error),
        title=say("wrong-title"),
        told=str(error),
        noindex=True,
    )


def _wait(error: DisputeError | None) -> dict[str, str]:
    return {"Retry-After": str(error.wait)} if error and error.wait else {}
