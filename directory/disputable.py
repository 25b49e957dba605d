"""The facts of a profile that somebody may call wrong, each with what is shown of it and where it can be corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from directory.disputes import LETTERS, LISTING, NAME, fact_of, place_fact
from directory.profiles import Line, Place, Profile
from directory.store.tables import Source
from directory.texts import say
from directory.vocabulary import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputable:
    """``owner`` and ``page``: of the public source that the fact comes from; None where it comes from none."""

    fact: str
    label: str
    shown: str
    owner: str | None = None
    page: str | None = None


def disputable(person: Profile, known: Mapping[str, Source]) -> dict[str, Disputable]:
    """By key, in the order in which a profile shows them; of facts under one key the first. ``known``: sources by
    name.
    """
    found: dict[str, Disputable] = {}
    for one in _all(person, known):
        found.setdefault(one.fact, one)
    return found


def _all(person: Profile, known: Mapping[str, Source]) -> Iterator[Disputable]:
    registry = next((line for line in person.of(Need.NPI) if line.source), None)
    of_npi = _source(registry, known) if registry else {}
    yield Disputable(fact=NAME, label=say("wrong-fact-name"), shown=person.name, **of_npi)
    if person.credential_text:
        yield Disputable(fact=LETTERS, label=say("wrong-fact-letters"), shown=person.credential_text, **of_npi)
    for place in person.places:
        yield from _of_place(place, known)
    for line in person.lines:
        yield Disputable(fact=fact_of(line), label=line.title, shown=line.sentence, **_source(line, known))
    for claim in person.claims:
        label = say("wrong-fact-claim", publisher=claim.publisher, quote=claim.quote)
        yield Disputable(fact=fact_of(claim), label=label, shown=claim.quote, owner=claim.publisher, page=claim.page)
    yield Disputable(fact=LISTING, label=say("wrong-fact-listing"), shown=person.name)


def _of_place(place: Place, known: Mapping[str, Source]) -> Iterator[Disputable]:
    source = next((one for one in known.values() if one.title == place.source_title), None)
    told = {"owner": source.owner, "page": source.page_url} if source else {}
    if place.text:
        label = say("wrong-fact-place", place=place.text)
        yield Disputable(fact=place_fact(place), label=label, shown=place.text, **told)
    if place.phone:
        label = say("wrong-fact-phone", phone=place.phone)
        yield Disputable(fact=place_fact(place, "phone"), label=label, shown=place.phone, **told)
    if place.website:
        label = say("wrong-fact-website", website=place.website)
        yield Disputable(fact=place_fact(place, "website"), label=label, shown=place.website, **told)


def _source(line: Line, known: Mapping[str, Source]) -> dict[str, str]:
    source = known.get(line.source) if line.source else None
    return {"owner": source.owner, "page": source.page_url} if source else {}
