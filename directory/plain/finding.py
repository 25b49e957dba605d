"""The result page: the same questions, filters and answers as Find, as one form and one list."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from directory import wording
from directory.asked import PARAMETERS, BadParameterError, address_of, parameters_of, query_of
from directory.disputes import mark
from directory.person_page import call
from directory.plain import form
from directory.plain.structured import people_found
from directory.plain.visiting import Visit, shown, visited
from directory.search import LONGEST_TEXT, PAGE_SIZE, RADII, Hit, Query, Result, search
from directory.search.absent import why_not_shown
from directory.texts import say
from directory.vocabulary import Audience, Need, PlacePrecision

PATH = "/people"
MISSING = "missing"
MOST_NAMED = 3  # parameters we do not know; shown with at most so many letters each
LONGEST_NAMED = 40


@visited
def people(request: Request, visit: Visit) -> Response:
    """`/people?…`: parameters as `directory.asked` reads them, and ``missing``: somebody who is expected in the answer.
    Those it does not know are named and left out.
    """
    given = request.query_params.multi_items()
    unknown = dict.fromkeys(name for name, _ in given if name not in (*PARAMETERS, MISSING))
    query = query_of((name, value) for name, value in given if value and name in PARAMETERS)
    left_out = [name[:LONGEST_NAMED] for name in list(unknown)[:MOST_NAMED]]
    missing = _missing(request)
    return shown(
        request,
        visit,
        json.dumps([address_of(query, PATH), missing, *left_out]),  # whatever stands in them, no two are the same
        "people.html",
        lambda: _page(visit, query, missing, left_out),
    )


def _missing(request: Request) -> str:
    asked = request.query_params.get(MISSING, "").strip()
    if len(asked) > LONGEST_TEXT:
        raise BadParameterError(f"{MISSING} is longer than {LONGEST_TEXT} characters")
    return asked


def _page(visit: Visit, query: Query, missing: str, left_out: list[str]) -> Mapping[str, Any]:
    asked = replace(query, page=1) != Query()
    result = search(visit.session, query, today=visit.today, audience=Audience.PATIENT) if asked else None
    headline = _headline(result)
    cards = [_card(hit, result) for hit in result.hits] if result else []
    return {
        "title": headline or say("plain-people-title"),
        "headline": headline,
        "canonical": address_of(query, PATH),
        "noindex": asked and bool(left_out or missing or not cards),
        "structured": people_found(result, visit.public_url) if result and cards else None,
        "left_out": ", ".join(left_out),
        "query": query,
        "result": result,
        "told": list(_told(result)) if result else [],
        "cards": cards,
        "page_size": PAGE_SIZE,
        "radii": RADII,
        "states": form.STATES,
        "state_code": form.state_code(query),
        "professions": form.professions(result),
        "since_note": form.since_note(result),
        "checks": form.checks(query, result),
        "groups": list(form.groups(query, result)),
        "ways": _ways(query, result) if result else [],
        "choices": [(one.label, address_of(one.query, PATH)) for one in result.choices] if result else [],
        "pages": list(_pages(query, result)) if result and result.pages > 1 else [],
        "app": address_of(query, "/"),
        "asked": parameters_of(query),
        "missing": missing,
        "not_shown": why_not_shown(visit.session, query, missing, today=visit.today) if asked and missing else [],
    }


def _headline(result: Result | None) -> str | None:
    if result is None:
        return None
    return say("plain-no-search") if result.problem else result.headline


# --- the answer -------------------------------------------------------------------------------------------------


def _card(hit: Hit, result: Result | None) -> dict[str, Any]:
    place = result.place if result else None
    return {
        "hit": hit,
        "call": call(hit.phone) if hit.phone else None,
        "who": wording.profession_name(hit.profession).capitalize(),
        "where": f"{hit.city.title()}, {hit.state}" if hit.city else wording.place_name(hit.state),
        "nowhere": hit.precision == PlacePrecision.NONE,
        "distance": f"{wording.about_miles(hit.miles).capitalize()} from {place.label}."
        if hit.miles is not None and place is not None
        else None,
        "results": [
            (say(text), *wording.badge(need, status)[:2], line, what)
            for text, need, status, line, what in (
                ("plain-of-license", Need.LICENSE, hit.license_status, hit.license_line, "license"),
                ("plain-of-training", Need.TRAINING, hit.training_status, hit.training_line, "training"),
                ("plain-of-rule", Need.NEEDLING_RULE, hit.needling, hit.needling_line, "needling"),
            )
        ],
        "marks": {what: [mark(day)] for what, day in hit.disputed.items()},
        "excluded": (*wording.badge(Need.EXCLUSION, "listed")[:2], hit.excluded_line) if hit.excluded_line else None,
        "heard": [
            (wording.said(one.kind, one.code), one, [mark(one.disputed_on)] if one.disputed_on else [])
            for one in hit.heard
        ],
    }


def _told(result: Result) -> Iterator[str]:
    """What is said below the heading: order and region, why nobody was found, the state's rule; nothing of it twice."""
    said = result.announcement.removeprefix(result.headline).removeprefix(".").strip()
    told = [said or (result.order if result.total else "")]
    if result.empty:
        told += [result.empty.sentence, result.empty.next_step]
    told.append(result.rule_line or "")
    for number, sentence in enumerate(told):
        if sentence and not any(sentence in other for other in told[:number]):
            yield sentence


def _ways(query: Query, result: Result) -> list[tuple[str, str]]:
    """(words, address) of the same search with one thing changed, where that shows more people."""
    found = []
    if result.claims_only and not query.show_claims:
        claims = replace(query, show_claims=True, page=1)
        found.append((say("plain-show-claims", number=result.claims_only), address_of(claims, PATH)))
    empty = result.empty
    if empty and empty.drop and hasattr(query, empty.drop):
        dropped = replace(query, **{empty.drop: getattr(Query(), empty.drop)}, page=1)
        found.append((say("plain-drop-filter", number=empty.would_show), address_of(dropped, PATH)))
    if empty and empty.nearest:
        wider = next((radius for radius in RADII if radius >= empty.nearest[1]), None)
        if wider is not None and wider > query.radius:
            farther = replace(query, radius=wider, page=1)
            found.append((say("plain-wider", miles=wider), address_of(farther, PATH)))
    return found


def _pages(query: Query, result: Result) -> Iterator[tuple[int | None, str]]:
    """(number, address) of the first, the last and the nearest pages; None stands for those between."""
    near = {1, result.pages, *range(max(1, query.page - 2), min(result.pages, query.page + 2) + 1)}
    before = 0
    for number in sorted(near):
        if number > before + 1:
            yield None, ""
        yield number, address_of(replace(query, page=number), PATH)
        before = number
