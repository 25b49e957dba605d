"""The form of the search: its choices, what of it is chosen, and how many people each filter would leave."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory import wording
from directory.asked import SAID
from directory.normalize.states import STATE_NAMES
from directory.search import Facet, Query, Result
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES, SaidKind

STATES = dict(sorted(STATE_NAMES.items(), key=lambda item: item[1]))
PROFESSIONS = {profession.value: name.capitalize() for profession, name in PROFESSION_NAMES.items()}
YES_OR_NO = {
    "trained": "verified_training", "active": "license_active", "permitted": "permitted", "shown": "requirements_met",
}  # fmt: skip
PARAMETER_OF = {kind: name for name, kind in SAID.items()} | {SaidKind.ACCEPTING_PATIENTS: "accepting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A box of the form. ``count``: people who would be left, None where it was not counted; ``note``: of how many
    it is known.
    """

    name: str
    value: str
    label: str
    checked: bool
    count: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Boxes of one kind. ``note``: of how many people the fact is known, where that is not of all."""

    title: str
    checks: list[Check]
    note: str | None


def state_code(query: Query) -> str | None:
    """The code of a state that was asked for by its code or its name; None for any other word."""
    asked = (query.state or "").strip()
    by_name = {name.casefold(): code for code, name in STATE_NAMES.items()}
    return asked.upper() if asked.upper() in STATE_NAMES else by_name.get(asked.casefold())


def checks(query: Query, result: Result | None) -> list[Check]:
    """The filters on what was checked; in a region those of which nothing is known there are left out."""
    offered = {facet.name: facet for facet in result.facets} if result else {}
    return [
        Check(
            name=name,
            value="true",
            label=say(f"plain-filter-{name}"),
            checked=getattr(query, field),
            count=sum(option.count for option in offered[field].options) if field in offered else None,
            note=known_for(offered.get(field)),
        )
        for name, field in YES_OR_NO.items()
        if not offered or field in offered or getattr(query, field)
    ]


def known_for(facet: Facet | None) -> str | None:
    """Of how many people a fact is known, where that is not all of them."""
    return say("plain-known-for", known=facet.known, of=facet.of) if facet and facet.known < facet.of else None


def professions(result: Result | None) -> dict[str, str]:
    """Label by code, with the number of people in the region where they were counted."""
    facet = next((one for one in result.facets if one.name == "profession"), None) if result else None
    counts = {option.code: option.count for option in facet.options} if facet else {}
    return {code: f"{name} ({counts[code]:,})" if code in counts else name for code, name in PROFESSIONS.items()}


def groups(query: Query, result: Result | None) -> Iterator[Group]:
    """What clinics say, where it is known of anybody; what was asked for stays, also where nobody is left to count."""
    offered = {facet.name: facet for facet in result.facets} if result else {}
    for kind, name in PARAMETER_OF.items():
        facet = offered.get(kind.value)
        chosen = {code for asked, code in query.said if asked is kind}
        options = {option.code: (option.label, option.count) for option in facet.options} if facet else {}
        checks = [
            Check(
                name=name,
                value="true" if kind is SaidKind.ACCEPTING_PATIENTS else code,
                label=label,
                checked=code in chosen,
                count=count,
            )
            for code, (label, count) in {
                **options, **{code: (wording.said(kind, code), None) for code in chosen if code not in options}
            }.items()
        ]  # fmt: skip
        if checks:
            title = say(f"plain-group-{kind.value.replace('_', '-')}")
            yield Group(title=title, checks=checks, note=known_for(facet))


def since_note(result: Result | None) -> str | None:
    """Of how many people it is known since when they are licensed."""
    return next((known_for(one) for one in result.facets if one.name == "licensed_since"), None) if result else None
