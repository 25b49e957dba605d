"""What stands over a list: how many people where, in which order, and what the state's rule says."""

from datetime import date

from directory import wording
from directory.normalize.places import Place, city_within, miles_between, places_of_city
from directory.normalize.states import STATE_NAMES
from directory.rules import rule_for
from directory.search.model import Query, Result
from directory.search.understanding import Asked
from directory.texts import say
from directory.vocabulary import Permission, Profession

_RULES = {
    Permission.PROHIBITED: "rule-forbids",
    Permission.DELEGATED_ORDER: "rule-says-on-order",
    Permission.UNCLEAR: "rule-says-unclear",
    Permission.SILENT: "rule-silent",
    Permission.PERMITTED: "rule-says-allows",
}


def people(number: int, profession: Profession | None) -> str:
    """'1 practitioner', '12 physical therapists'."""
    code = profession.value.replace("_", "-") if profession else "any"
    return say(f"search-people-{code}", number=number)


def headline(result: Result, asked: Asked) -> str:
    """How many of whom, and where."""
    query, region = asked.query, asked.region
    who = people(result.total, query.profession)
    if query.verified_training and not query.show_claims:
        who = say("search-with-training", people=who)
    if region.measured and region.place:
        near = {"people": who, "radius": region.radius, "place": region.place.label}
        if region.state:
            return say("search-found-within-only", **near, state=STATE_NAMES[region.state])
        return say("search-found-within", **near)
    if where := where_else(asked):
        return say("search-found-in", people=who, place=where)
    return say("search-found", people=who)


def where_else(asked: Asked) -> str | None:
    """The counties or the state, in words."""
    if asked.region.counties:
        return "; ".join(asked.region.counties)
    return STATE_NAMES[asked.region.state] if asked.region.state else None


def order(asked: Asked) -> str:
    """In which order the list stands, and from where is measured."""
    region = asked.region
    if not (region.measured and region.place):
        told = [say("search-order-name")]
    else:
        told = [say("search-order-near"), _measured(asked)]
    return " ".join([*([say("search-order-typed")] if asked.ids is not None else []), *told])


def _measured(asked: Asked) -> str:
    place, given = asked.region.place, asked.place
    assert place is not None
    if asked.query.at is not None:
        return say("search-measured-place")
    if place.zip5 is None:
        reach = round(city_within(asked.region.radius))
        told = [say("search-measured-city", city=place.label, miles=reach)] if reach else []
        if given is not None and given.zip5 and (off := round(_between(place, given))):
            told.append(say("search-measured-for-zip", zip=given.zip5, miles=off))
        return " ".join(told)
    (city,) = places_of_city(place.city, place.state) or (place,)
    miles = round(_between(city, place))
    return say("search-measured-zip", zip=place.zip5, city=city.label, miles=miles)


def _between(one: Place, other: Place) -> float:
    return miles_between(one.lat, one.lon, other.lat, other.lon)


def announcement(result: Result) -> str:
    """For those who hear the page: the number, the place, and the order, or why there is nobody."""
    if result.empty is not None:
        return say("search-announced-nobody", headline=result.headline, why=result.empty.sentence)
    return say("search-announced", headline=result.headline, order=result.order)


def rule_line(query: Query, state: str | None, today: date) -> str | None:
    """The state's rule on the profession asked for, with its citation; None where either was not asked for."""
    if query.profession is None or state is None:
        return None
    where, who = STATE_NAMES[state], wording.one(query.profession)
    rule = rule_for(state, query.profession, today)
    if rule is None:
        return say("rule-says-none", where=where, who=who)
    hours = rule.requirements.get("total_hours") if rule.permission is Permission.PERMITTED else None
    if hours:
        sentence = say("rule-says-allows-after", where=where, who=who, hours=say("hours", n=hours))
    else:
        sentence = say(_RULES[rule.permission], where=where, who=who)
    if rule.law is None:  # a bill is no source of a rule
        return say("search-rule-proposed", sentence=sentence, what=rule.citation.rstrip("."))
    return say("search-rule", sentence=sentence, citation=rule.law.rstrip("."))
