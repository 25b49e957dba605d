"""Stable keys of the facts that somebody may call wrong: the same after every crawl, merge and publishing. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from anyascii import anyascii

from directory.vocabulary import Need, PlaceKind, SaidKind

NAME, LISTING, LETTERS = "name", "listing", "letters"
PHONE, WEBSITE, ADDRESS = "phone", "website", "address"
CONTACT = (PHONE, WEBSITE, ADDRESS)
LONGEST_FACT = 200  # characters
OF_REGISTERS = frozenset({Need.LICENSE, Need.EXCLUSION, Need.NPI})  # what stays visible of a hidden listing
_STAY = frozenset({NAME, LISTING, "license", "exclusion", "npi"})  # what their keys begin with

_FACT = re.compile(r"[a-z]+(:[A-Za-z0-9-]*){0,4}")
_LONGEST_PART = 60


@runtime_checkable
class LineLike(Protocol):
    """A check as profiles show it."""

    @property
    def need(self) -> Need: ...
    @property
    def state(self) -> str | None: ...
    @property
    def profession(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


class PlaceLike(Protocol):
    """A place, as a profile shows it or as it is published."""

    @property
    def kind(self) -> PlaceKind: ...
    @property
    def city(self) -> str | None: ...
    @property
    def state(self) -> str | None: ...
    @property
    def zip5(self) -> str | None: ...


@runtime_checkable
class ClaimLike(Protocol):
    """What somebody says of the care, as a profile shows it or as it is published."""

    @property
    def kind(self) -> SaidKind: ...
    @property
    def code(self) -> str: ...
    @property
    def publisher(self) -> str: ...


def fact_of(one: LineLike | PlaceLike | ClaimLike) -> str:
    """The key of a line, a place or a claim: 'license:WA:PT:PT60012345', 'place:98101:practice', 'training:CMTPT:…'."""
    if isinstance(one, LineLike):
        return fact_of_check(one.need, one.state, one.profession, one.source, one.details)
    if isinstance(one, ClaimLike):
        return _key("claim", _slug(one.kind), _slug(one.code), _slug(one.publisher))
    return place_fact(one)


def fact_of_check(
    need: Need, state: str | None, profession: str | None, source: str | None, details: Mapping[str, Any]
) -> str:
    """The key of a check by what is published of it: its number or letters, never its result or its dates."""
    match need:
        case Need.LICENSE:
            return _key("license", state, profession, _number(details.get("number")) or _slug(source))
        case Need.TRAINING:
            what = details.get("letters") or details.get("course")
            return _key("training", _number(what), _slug(source or details.get("issuer")))
        case Need.EXCLUSION:
            return _key("exclusion", _slug(source))
        case Need.NPI:
            return "npi"
        case Need.NEEDLING_RULE:
            return _key("rule", state, profession)


def place_fact(place: PlaceLike, part: str = "place") -> str:
    """'place:98101:practice', or of a part of it 'phone:98101:practice'. Neither street nor number is in it: who has
    these hidden has them hidden however the source writes them next time.
    """
    where = place.zip5 or _slug(f"{place.city or ''} {place.state or ''}")
    return _key(part, where, _slug(place.kind))


def of_a_place(fact: str) -> bool:
    return fact.partition(":")[0] in ("place", *CONTACT)


def of_registers(fact: str) -> bool:
    """Whether a fact stays visible where the listing is hidden."""
    return fact.partition(":")[0] in _STAY


def is_fact(text: str) -> bool:
    """Whether a text has the form of a key; whether anybody has such a fact is another question."""
    return len(text) <= LONGEST_FACT and _FACT.fullmatch(text) is not None


def _key(*parts: str | None) -> str:
    return ":".join([part or "" for part in parts])


def _number(text: object) -> str:
    if isinstance(text, str) and text.isascii() and text.isalnum():
        return text.upper()[:_LONGEST_PART]
    return "".join(sign for sign in str(text or "").upper() if sign.isascii() and sign.isalnum())[:_LONGEST_PART]


def _slug(text: object) -> str:
    return _slugged(str(text or ""))


@lru_cache(maxsize=1 << 12)
def _slugged(text: str) -> str:
    """Sources, publishers and kinds of place are few, and whose facts they are many."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")[:_LONGEST_PART]
