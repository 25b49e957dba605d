"""What the address of the page Find holds: the filters by their names, in the words that their widgets show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import streamlit as st

from directory.asked import SAID, BadParameterError, query_of
from directory.normalize.counties import counties_called
from directory.normalize.offers.terms import vocabulary
from directory.normalize.states import STATE_NAMES, state_code
from directory.search import RADII, Query
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES, SaidKind

STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
PROFESSIONS = {name.capitalize(): profession for profession, name in PROFESSION_NAMES.items()}
YES_OR_NO = ("trained", "active", "permitted", "shown")
FIELDS: Mapping[str, str] = MappingProxyType(  # of Query, or kinds of what is said: as facets and drops name them
    {
        "trained": "verified_training", "active": "license_active", "since": "licensed_since",
        "permitted": "permitted", "shown": "requirements_met", "accepting": SaidKind.ACCEPTING_PATIENTS.value,
        "near": "place", "within": "radius", "in_state": "state", "county": "counties", "who": "name",
        "profession": "profession", **{name: kind.value for name, kind in SAID.items()},
    }
)  # fmt: skip
FOLDED = ("in_state", "county", "since", *YES_OR_NO, *SAID, "accepting")
BY_WORD = (*SAID, "accepting")  # filters that go by somebody's word


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked. ``address``: the (name, value) pairs that bring the page back, as the page itself writes them."""

    query: Query
    address: tuple[tuple[str, str], ...]
    problem: str | None = None

    @property
    def nothing(self) -> bool:
        query = self.query
        return not (query.place or query.at or query.state or query.counties or query.name)


@cache
def labels(name: str) -> Mapping[str, str]:
    """Of what is said: label by code."""
    return {str(row["id"]): str(row["label"]) for row in vocabulary().rows[SAID[name].value]}


def _forms(name: str) -> Mapping[str, str]:
    """The words of the widget by the code that `directory.asked` writes for them."""
    if name == "in_state":
        return {code: state for state, code in STATES.items()}
    if name == "profession":
        return {profession.value: label for label, profession in PROFESSIONS.items()}
    if name == "within":
        return {str(radius): miles(radius) for radius in RADII}
    return labels(name)


def _county_forms(given: Iterable[str]) -> Mapping[str, str]:
    """Counties in another spelling than that of the widget, as older addresses have them."""
    found = {text: counties_called(text) for text in given}
    return {text: labels[0] for text, labels in found.items() if len(labels) == 1 and labels[0] != text}


def in_own_words() -> dict[str, list[str]] | None:
    """The address in the words of the widgets, where it holds codes, as addresses made elsewhere do; None otherwise."""
    own: dict[str, list[str]] = {}
    for name in ("in_state", "county", "profession", "within", *SAID):
        given = st.query_params.get_all(name)
        forms = _county_forms(given) if name == "county" else _forms(name) if given else {}
        if any(value in forms for value in given):
            own[name] = [forms.get(value, value) for value in given]
    return {name: st.query_params.get_all(name) for name in st.query_params} | own if own else None


def miles(radius: int) -> str:
    return f"{radius} miles"  # in addresses, so the same in every language


def unset(name: str) -> Any:
    """The value of a widget that asks nothing."""
    match name:
        case "near" | "who":
            return ""
        case "within":
            return Query().radius
        case "in_state":
            return say("find-any-state")
        case "profession":
            return say("find-any-profession")
        case "since":
            return None
        case "county" | "technique" | "condition" | "region" | "therapy":
            return []
        case _:
            return False


def widgets_of(query: Query) -> dict[str, Any]:
    """What the widgets show of a question, by their names: the inverse of `read`."""
    return {
        "near": query.place or unset("near"),
        "who": query.name or unset("who"),
        "within": query.radius,
        "in_state": STATE_NAMES.get(state_code(query.state) or "", unset("in_state")),
        "county": list(query.counties),
        "profession": PROFESSION_NAMES[query.profession].capitalize() if query.profession else unset("profession"),
        "since": str(query.licensed_since) if query.licensed_since is not None else unset("since"),
        **{name: getattr(query, FIELDS[name]) for name in YES_OR_NO},
        **{name: [labels(name)[code] for of, code in query.said if of is kind] for name, kind in SAID.items()},
        "accepting": any(kind is SaidKind.ACCEPTING_PATIENTS for kind, _ in query.said),
    }


def is_set(name: str) -> bool:
    """By the widget, or by the address where the widget was not shown yet or the browser went back."""
    return bool(st.query_params.get(name)) or st.session_state.get(name, unset(name)) != unset(name)


def held_of(name: str) -> list[str]:
    """What is chosen of several, before the widget itself can tell."""
    of_widget = st.session_state.get(name) or []
    return list(dict.fromkeys([*of_widget, *st.query_params.get_all(name)]))


def read(given: Mapping[str, Any]) -> Asked:
    """``given``: the widgets' values by name."""
    try:
        query = query_of(_pairs(given, coded=True))
    except BadParameterError as error:
        return Asked(query=Query(), address=(), problem=str(error))
    return Asked(query=query, address=tuple(_pairs(given, coded=False)))


def _pairs(given: Mapping[str, Any], *, coded: bool) -> Iterator[tuple[str, str]]:
    """What is asked as parameters: ``coded`` as `directory.asked` reads them, otherwise as the widgets write them."""
    for name, value in given.items():
        if name in SAID and coded:
            codes = {label: code for code, label in labels(name).items()}
            yield from ((name, codes[label]) for label in value if label in codes)
        elif isinstance(value, list):
            yield from ((name, each) for each in value)
        elif name == "within" and value != Query().radius:
            yield name, miles(value)
        elif value is True:
            yield name, "true"
        elif value and name != "within":
            yield name, str(value)
