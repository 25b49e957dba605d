"""One person, for patients: the whole page and the page to print, each with what a program can read of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from directory import wording
from directory.asked import BadParameterError
from directory.disputes import LETTERS, LISTING, NAME, fact_of, place_fact
from directory.glance import glance, parts, who
from directory.letters_of import explained, lists_read
from directory.person_page import SECTIONS, no_place, not_checked, reached, where_from, why_joined
from directory.plain.checks import shown_check
from directory.plain.pages import reached_at
from directory.plain.structured import person_page
from directory.plain.visiting import Visit, moved, shown, trouble, visited
from directory.profiles import Profile, find_id, profile
from directory.questions import questions
from directory.since import changed_since, nothing_changed
from directory.store import readings
from directory.texts import say
from directory.vocabulary import Audience, SaidKind, Speaker

PLACES_PRINTED = 2
LONGEST_ID = 64
Make = Callable[[Request, Visit, Profile, date | None], Mapping[str, Any]]


@visited
def person(request: Request, visit: Visit) -> Response:
    """`/people/{id}`, with ``since`` (a day) also what changed from then on."""
    return _answer(request, visit, "", "person.html", _page)


@visited
def printed(request: Request, visit: Visit) -> Response:
    """`/people/{id}/print`: what matters, on one sheet of paper."""
    return _answer(request, visit, "/print", "print.html", _sheet, reached_at(visit.public_url, request))


def _answer(request: Request, visit: Visit, below: str, template: str, make: Make, told_as: str = "") -> Response:
    """``told_as``: the host that the page names, where it names one: kept pages of two hosts are two pages."""
    asked, since = request.path_params["id"], _since(request, visit)
    current = find_id(visit.session, asked[:LONGEST_ID])
    if current is None:
        return trouble(request, 404, "person-nobody")
    address = f"/people/{current}{below}" + (f"?since={since}" if since else "")
    if asked != current:
        return moved(address)
    key = f"{address} {told_as}".rstrip()
    return shown(request, visit, key, template, lambda: make(request, visit, _profile(visit, current), since))


def _since(request: Request, visit: Visit) -> date | None:
    asked = request.query_params.get("since")
    if not asked:
        return None
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        raise BadParameterError(say("plain-since-takes")) from None
    if found > visit.today:
        raise BadParameterError(say("plain-since-to-come"))
    return found


def _profile(visit: Visit, current: str) -> Profile:
    found = profile(visit.session, current, today=visit.today, audience=Audience.PATIENT)
    assert found is not None  # `find_id` saw it in the same transaction
    return found


def _page(_request: Request, visit: Visit, found: Profile, since: date | None) -> Mapping[str, Any]:
    known = readings.sources(visit.session)
    asked = questions(found)
    return {
        **_head(visit, found),
        "parts": parts(found),
        "structured": None if found.why_hidden else person_page(found, known, visit.public_url),
        "noindex": bool(found.why_hidden),
        "letters": explained(found.credential_text, visit.today, lists_read(known.values())),
        "sections": [
            (title, [shown_check(line) for line in found.of(need)]) for need, title in SECTIONS if found.of(need)
        ],
        "own": [one for one in asked if not one.standing],
        "standing": [one for one in asked if one.standing],
        "claims": _claims(found),
        "why_joined": why_joined(found),
        "facts": {"name": NAME, "letters": LETTERS, "listing": LISTING},
        "look_alikes": [(other, [*map(wording.apart, other.differs)]) for other in found.look_alikes],
        "since": since,
        "changes": _changes(visit, found, since) if since else [],
        "today": visit.today,
    }


def _sheet(request: Request, visit: Visit, found: Profile, _since: date | None) -> Mapping[str, Any]:
    own = [one for one in questions(found) if not one.standing]
    head = _head(visit, found)
    return {
        **head,
        "noindex": True,
        "reached": head["reached"][:PLACES_PRINTED],
        "asked": own,
        "marks": _notes(found, NAME, LISTING),
        "of_letters": _notes(found, LETTERS),
        "made_on": wording.day(visit.today),
        "address": f"{reached_at(visit.public_url, request)}/people/{found.id}",
    }


def _head(visit: Visit, found: Profile) -> dict[str, Any]:
    """What both pages show."""
    return {
        "title": found.name,
        "canonical": f"/people/{found.id}",
        "person": found,
        "about": who(found),
        "glance": [(one, where_from(one.line), _notes(found, fact_of(one.line))) for one in glance(found)],
        "no_place": no_place(found),
        "reached": [
            (
                reach,
                fact_of(reach.place),
                _notes(found, fact_of(reach.place), *(place_fact(reach.place, part) for part in ("phone", "website"))),
            )
            for reach in reached(found, visit.today)
        ],
        "unchecked": not_checked(found),
    }


def _notes(found: Profile, *facts: str) -> list[str]:
    """What stands beside these facts since somebody called them wrong."""
    return [note for fact in facts for note in found.notes.get(fact, ())]


def _changes(visit: Visit, found: Profile, since: date) -> list[str]:
    changes = changed_since(visit.session, found.id, since, visit.today, Audience.PATIENT)
    lines = [f"{wording.day(one.on)}: {one.sentence}" for one in changes]
    if nothing_changed(changes):
        lines.insert(0, say("since-nothing", day=wording.day(max([since, *(one.on for one in changes)]))))
    return lines


def _claims(found: Profile) -> list[dict[str, Any]]:
    """By publisher: what is said and of whom, each with its words, its notes and the pages it stands on."""
    publishers: dict[str, dict[str, Any]] = {}
    for claim in found.claims:
        one = publishers.setdefault(claim.publisher, {"publisher": claim.publisher, "said": [], "pages": {}})
        kind = say(f"plain-group-{claim.kind.value.replace('_', '-')}")
        accepting = claim.kind is SaidKind.ACCEPTING_PATIENTS
        whose = say("plain-said-of-person" if claim.speaker is Speaker.PERSON else "plain-said-of-clinic")
        label = f"{kind}: {claim.code if accepting else wording.said(claim.kind, claim.code)}"
        fact = fact_of(claim)
        one["said"].append((label, whose, claim.quote, fact, _notes(found, fact)))
        if claim.page:
            one["pages"][claim.page] = wording.moment(
                max(claim.read_at, *(c.read_at for c in found.claims if c.page == claim.page))
            )
    return list(publishers.values())
