"""Searching people, and one person: what is known, every check, and the same as a FHIR Bundle."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from directory import disputes
from directory.api.answering import ROOT, ProblemError, Question, moved, only
from directory.api.shapes import Checks, Choice, Found, Person, Search
from directory.asked import address_of, query_of
from directory.exporting import fhir
from directory.exporting.reading import one, telling
from directory.exporting.telling import Telling, Told
from directory.exporting.values import day_text
from directory.profiles import find_id
from directory.search import Hit, search
from directory.search.model import PAGE_SIZE
from directory.store.shown import Shown, shown_now


def found(question: Question) -> Search:
    """The same list as the pages show, by the same parameters."""
    query = query_of(question.request.query_params.multi_items())
    result = search(question.session, query, today=question.today, audience=question.audience)
    if result.problem:
        choices = [
            Choice(label=choice.label, of=choice.of, address=address_of(choice.query, f"{ROOT}/search"))
            for choice in result.choices
        ]
        raise ProblemError(400, result.problem, choices)
    return Search(
        **question.shared,
        total=result.total,
        page=result.page,
        pages=result.pages,
        page_size=PAGE_SIZE,
        headline=result.headline,
        order=result.order if result.total else "",
        coverage=result.coverage,
        hints=result.hints,
        empty=f"{result.empty.sentence} {result.empty.next_step}" if result.empty else None,
        next=_next(question, result.page) if result.page < result.pages else None,
        hits=[_hit(hit) for hit in result.hits],
    )


def _next(question: Question, page: int) -> str:
    given = [(name, value) for name, value in question.request.query_params.multi_items() if name != "page"]
    return address_of(query_of([*given, ("page", str(page + 1))]), f"{ROOT}/search")


def _hit(hit: Hit) -> Found:
    return Found(
        id=hit.id,
        address=f"{ROOT}/practitioners/{hit.id}",
        name=hit.name,
        credential_text=hit.credential_text,
        profession=hit.profession,
        state=hit.state,
        city=hit.city,
        zip5=hit.zip5,
        practice_address=hit.address,
        phone=hit.phone,
        website=hit.website,
        place_source=hit.place_source,
        place_read_on=day_text(hit.place_read_on),
        miles=hit.miles,
        precision=hit.precision,
        license_status=str(hit.license_status),
        license_line=hit.license_line,
        license_read_on=day_text(hit.license_read_on),
        training_status=str(hit.training_status),
        training_line=hit.training_line,
        training_grade=hit.training_grade,
        needling=str(hit.needling),
        needling_line=hit.needling_line,
        excluded_line=hit.excluded_line,
        disputed={what: day.isoformat() for what, day in hit.disputed.items()},
    )


# --- one person -------------------------------------------------------------------------------------------------


def of_person(ending: str, tell: Callable[[Question, Telling, Shown, Told], Any]) -> Callable[[Question], Any]:
    """An answer about whoever has the id of the path; a former id leads to the one of now. ``ending``: of the path."""

    def answer(question: Question) -> Any:
        only(question)
        asked = question.request.path_params["id"]
        current = find_id(question.session, asked)
        if current is not None and current != asked:
            return moved(f"{ROOT}/practitioners/{current}{ending}")
        shown = shown_now(question.session, current) if current else None
        if shown is None:
            raise ProblemError(404, "nobody has this id")
        how = telling(question.session, question.audience, question.today, shown)
        return tell(question, how, shown, one(question.session, how, shown))

    return answer


def person(question: Question, how: Telling, shown: Shown, told: Told) -> Person:
    seen = disputes.seen_by(question.audience, question.session, shown)
    address = f"{ROOT}/practitioners/{told.practitioner.id}"
    used = {row.source or "" for row in told.checks} | {row.source for row in told.places}
    return Person(
        **question.shared,
        practitioner=told.practitioner,
        licenses=list(told.licenses),
        places=list(told.places),
        training=list(told.training),
        why_hidden=seen.why_hidden,
        notices=sorted({source.notice for name in used if (source := how.sources.get(name)) and source.notice}),
        checks=f"{address}/checks",
        fhir=f"{address}/fhir",
    )


def checks(question: Question, how: Telling, shown: Shown, told: Told) -> Checks:
    return Checks(**question.shared, practitioner_id=told.practitioner.id, checks=list(told.checks))


def bundle(question: Question, how: Telling, shown: Shown, told: Told) -> fhir.Resource:
    """Made at the beginning of the day that it shows: the same answer all day, as its tag says."""
    made_at = datetime.combine(question.today, time(), UTC)
    return fhir.bundle(told, how.sources, f"{made_at:%Y-%m-%dT%H:%M:%SZ}")
