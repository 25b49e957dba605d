"""What can be asked of the search, and what it answers: the shapes that pages, routes and commands share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from directory.normalize.places import Place
from directory.vocabulary import Profession, SaidKind

PAGE_SIZE = 10
RADII = (5, 10, 25, 50, 100)
LONGEST_TEXT = 200
MOST_COMPARED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked.

    ``place``: ZIP, or city with or without its state. ``at``: degrees (latitude, longitude) of 'near me', instead of a
    place. ``state`` alone searches a state, also people without a place. ``counties``: 'King County, WA', several at
    once, instead of place and radius. ``name``: what was typed into the box for who: a name, an NPI or a license
    number, also with a city or profession in it, in any order. ``licensed_since``: licensed in that year or earlier.
    ``permitted``: the state's rule lets this profession needle. ``requirements_met``: every requirement that we could
    read is shown (verdict met or met_so_far). ``said``: (kind, code) of what a clinic or person must say of the care;
    all of them. ``show_claims``: beside the verified also those who only claim it.
    """

    name: str | None = None
    place: str | None = None
    at: tuple[float, float] | None = None
    radius: int = 25
    state: str | None = None
    counties: tuple[str, ...] = ()
    profession: Profession | None = None
    verified_training: bool = False
    license_active: bool = False
    licensed_since: int | None = None
    permitted: bool = False
    requirements_met: bool = False
    said: tuple[tuple[SaidKind, str], ...] = ()
    show_claims: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a clinic or the person says that was asked for: whose words, and when we read them. ``disputed_on``: since
    then a request to correct it waits.
    """

    kind: SaidKind
    code: str
    publisher: str
    read_on: date
    disputed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One card. ``miles`` is None where no place is published; ``precision`` says how sure the place is.

    ``address``: the practice address in one line, by ``place_source`` and read on ``place_read_on``; ``lat``/``lon``:
    degrees of the middle of its ZIP area or city, for the map. ``why``: why a typed name found this person, where it is
    not written so ('nickname', 'similar name', 'former name').

    ``disputed``: what somebody says is wrong -> the day since which that request waits. What: 'name', 'listing',
    'letters', 'address', 'phone', 'website', 'license', 'training', 'needling' or 'exclusion'; of what the card shows
    only, and it changes neither result nor order.
    """

    id: str
    name: str
    credential_text: str | None
    profession: str
    state: str
    city: str | None
    zip5: str | None
    phone: str | None
    miles: float | None
    precision: str
    license_status: str
    license_line: str
    license_read_on: date | None
    training_status: str
    training_line: str
    training_grade: int
    needling: str
    needling_line: str
    excluded_line: str | None
    address: str | None = None
    website: str | None = None
    place_source: str | None = None
    place_read_on: date | None = None
    lat: float | None = None
    lon: float | None = None
    heard: tuple[Heard, ...] = ()
    why: str | None = None
    disputed: Mapping[str, date] = field(default_factory=dict, hash=False)


class EmptyKind(StrEnum):
    """Why nobody is shown; each has a text of its own and another way on."""

    RADIUS = "radius"  # nobody so near; somebody farther away
    FILTER = "filter"  # somebody is near, and a filter hides them
    STATE_FORBIDS = "state_forbids"  # the state lets this profession not needle
    NOT_COVERED = "not_covered"  # we read no source for this state and profession
    NO_SUCH_NAME = "no_such_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Why nothing was found, in words, and what to do: ``drop`` is the field of `Query` whose filter hides most, with
    ``would_show`` people without it; ``nearest``: (people, miles from, miles to) beyond the radius;
    ``boards``: (name, address) of whom to ask instead.
    """

    kind: EmptyKind
    sentence: str
    next_step: str
    drop: str | None = None
    would_show: int = 0
    nearest: tuple[int, float, float] | None = None
    boards: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value a filter can take, and how many people have it in the region asked for, apart from other filters."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A filter with its counts. ``known``: people of the ``of`` in the region of whom the fact is known at all; a
    filter of which nothing is known is not offered, a thin one says both numbers.
    """

    name: str  # field of Query, or a kind of SaidKind
    options: tuple[Option, ...]
    known: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One meaning of a question that has several. ``of``: the parameter (`directory.asked.PARAMETERS`) whose value has
    them: 'near', 'county', 'who', 'profession'. ``query``: the whole question with this meaning, on its first page;
    asked as it stands it is not asked back about that value again, and it keeps everything else that was asked.
    """

    label: str
    of: str
    query: Query


@dataclass(slots=True, kw_only=True)
class Result:
    """Hits of one page, counts over all pages, and what the reader must know about them.

    ``understood``: how a typed line was read, in words, where it held more than a name. ``announcement``: number, place
    and order in one sentence, also for nobody. ``rule_line``: what the state's rule says of the profession asked for.
    ``needs_new_check``: people whom an issuer listed, longer ago than its source promises; no claim, not verified.
    ``choices``: what an ambiguous question may mean, each with the question to ask instead.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    with_place: int = 0
    without_place: int = 0
    claims_only: int = 0
    needs_new_check: int = 0
    place: Place | None = None
    state: str | None = None
    headline: str = ""
    understood: str | None = None
    announcement: str = ""
    problem: str | None = None
    choices: list[Choice] = field(default_factory=list)
    coverage: list[str] = field(default_factory=list)
    rule_line: str | None = None
    hints: list[str] = field(default_factory=list)
    empty: Empty | None = None
    facets: list[Facet] = field(default_factory=list)
    order: str = ""
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NotShown:
    """Why somebody who was named or numbered is not among the results, or that they are: in sentences."""

    practitioner_id: str | None
    name: str
    shown: bool
    reasons: tuple[str, ...]
