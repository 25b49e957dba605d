"""Reads a search from the parameters of an address and writes it back: one reading for routes, pages and links."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from directory.search.model import LONGEST_TEXT, RADII, Query
from directory.vocabulary import PROFESSION_NAMES, Profession, SaidKind

SAID = {
    "technique": SaidKind.TECHNIQUE,
    "condition": SaidKind.CONDITION,
    "region": SaidKind.BODY_REGION,
    "therapy": SaidKind.THERAPY,
}
PARAMETERS = (
    "near", "at", "within", "in_state", "county", "profession", "who", "trained", "active", "since", "permitted",
    "shown", *SAID, "accepting", "claims", "page",
)  # fmt: skip
ACCEPTING = "yes"  # the code of SaidKind.ACCEPTING_PATIENTS that is asked for
REPEATED = frozenset({"county", *SAID})
MOST_REPEATED = 20
YEARS = range(1900, 2200)
DECIMALS = 3  # of degrees, about 100 meters: the same point for every page and link, and nobody's doorstep

_DEGREES = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,12})?), ?(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)")
_CODE = re.compile(r"[a-z0-9_]{1,60}")


class BadParameterError(ValueError):
    """What was asked cannot be read; the message says which parameter and what it takes."""


def query_of(given: Iterable[tuple[str, str]]) -> Query:
    """The search that (name, value) pairs ask for, such as `request.query_params.multi_items()`.

    Of a parameter given twice the last counts, but for those of `REPEATED`. Raises BadParameterError.
    """
    held: dict[str, list[str]] = {}
    for name, value in given:
        held.setdefault(name, []).append(value)
    unknown = sorted(set(held) - set(PARAMETERS))
    if unknown:
        raise BadParameterError(f"unknown parameter {unknown[0][:40]!r}; there are: {', '.join(PARAMETERS)}")
    one = {name: values[-1] for name, values in held.items() if name not in REPEATED}
    return Query(
        place=_text(one.get("near"), "near"),
        at=_degrees(one.get("at")),
        radius=_radius(one.get("within")),
        state=_text(one.get("in_state"), "in_state"),
        counties=_several(held.get("county", ()), "county"),
        profession=_profession(one.get("profession")),
        name=_text(one.get("who"), "who"),
        verified_training=_yes(one.get("trained"), "trained"),
        license_active=_yes(one.get("active"), "active"),
        licensed_since=_year(one.get("since")),
        permitted=_yes(one.get("permitted"), "permitted"),
        requirements_met=_yes(one.get("shown"), "shown"),
        said=tuple(_said(held, accepting=_yes(one.get("accepting"), "accepting"))),
        show_claims=_yes(one.get("claims"), "claims"),
        page=_number(one.get("page"), "page"),
    )


def parameters_of(query: Query) -> list[tuple[str, str]]:
    """Inverse of `query_of`: what differs from an empty search, in the order of `PARAMETERS`."""
    empty = Query()
    told: dict[str, Iterable[str]] = {
        "near": [query.place or ""],
        "at": [_told_degrees(query.at)] if query.at else [],
        "within": [str(query.radius)] if query.radius != empty.radius else [],
        "in_state": [query.state or ""],
        "county": query.counties,
        "profession": [query.profession.value] if query.profession else [],
        "who": [query.name or ""],
        "trained": _told(query.verified_training),
        "active": _told(query.license_active),
        "since": [str(query.licensed_since)] if query.licensed_since is not None else [],
        "permitted": _told(query.permitted),
        "shown": _told(query.requirements_met),
        **{name: [code for kind, code in query.said if kind is wanted] for name, wanted in SAID.items()},
        "accepting": _told((SaidKind.ACCEPTING_PATIENTS, ACCEPTING) in query.said),
        "claims": _told(query.show_claims),
        "page": [str(query.page)] if query.page != 1 else [],
    }
    return [(name, value) for name in PARAMETERS for value in told[name] if value]


def address_of(query: Query, path: str = "") -> str:
    """The address of a search: ``path`` and its parameters, empty ones left out."""
    told = urlencode(parameters_of(query))
    return f"{path}?{told}" if told else path


def _told(flag: bool) -> list[str]:
    return ["true"] if flag else []


def _told_degrees(at: tuple[float, float]) -> str:
    return ",".join(f"{_rounded(one):.{DECIMALS}f}".rstrip("0").rstrip(".") for one in at)


# --- one parameter ----------------------------------------------------------------------------------------------


def _text(value: str | None, name: str) -> str | None:
    """None for blanks: they are nothing typed."""
    if value is not None and len(value) > LONGEST_TEXT:
        raise BadParameterError(f"{name} is longer than {LONGEST_TEXT} characters")
    return value if value and not value.isspace() else None


def _degrees(value: str | None) -> tuple[float, float] | None:
    if not value:
        return None
    found = _DEGREES.fullmatch(value.strip())
    lat, lon = (float(found[1]), float(found[2])) if found else (999.0, 999.0)
    if abs(lat) > 90 or abs(lon) > 180:
        raise BadParameterError("at takes degrees of latitude and longitude such as 47.61,-122.33")
    return _rounded(lat), _rounded(lon)


def _rounded(degrees: float) -> float:
    return round(degrees, DECIMALS) + 0.0  # and no zero below zero, which would be written otherwise than it is read


def _radius(value: str | None) -> int:
    words = (value or str(Query().radius)).removesuffix(" miles")
    if words not in {str(radius) for radius in RADII}:
        raise BadParameterError(f"within takes one of {', '.join(map(str, RADII))} (miles)")
    return int(words)


def _profession(value: str | None) -> Profession | None:
    """A code of ours or the name as the page Find writes it."""
    if not value:
        return None
    names = {name.casefold(): profession for profession, name in PROFESSION_NAMES.items()}
    codes = {profession.value.casefold(): profession for profession in Profession}
    found = names.get(value.casefold()) or codes.get(value.casefold())
    if found is None:
        raise BadParameterError(f"profession takes one of {', '.join(p.value for p in Profession)}")
    return found


def _yes(value: str | None, name: str) -> bool:
    if (value or "false").casefold() not in ("true", "false"):
        raise BadParameterError(f"{name} takes true or false")
    return value is not None and value.casefold() == "true"


def _year(value: str | None) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4 and int(value) in YEARS):
        raise BadParameterError("since takes a year such as 2015")
    return int(value)


def _number(value: str | None, name: str) -> int:
    if value is None:
        return 1
    if not (value.isascii() and value.isdigit() and 0 < len(value) < 7 and int(value) > 0):
        raise BadParameterError(f"{name} takes a whole number from 1")
    return int(value)


def _several(values: Iterable[str], name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text for value in values if (text := _text(value, name))))
    if len(found) > MOST_REPEATED:
        raise BadParameterError(f"{name} may be given {MOST_REPEATED} times at most")
    return found


def _said(held: dict[str, list[str]], *, accepting: bool) -> Iterator[tuple[SaidKind, str]]:
    for name, kind in SAID.items():
        for code in _several(held.get(name, ()), name):
            if not _CODE.fullmatch(code):
                raise BadParameterError(f"{name} takes a code such as those in the filters of the page Find")
            yield kind, code
    if accepting:
        yield SaidKind.ACCEPTING_PATIENTS, ACCEPTING
