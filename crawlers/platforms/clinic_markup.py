"""What a page's JSON-LD says of the clinic whose page it is, and of the people it names (listings.md 3).

Markup is a claim like the text beside it. A neighbor's business on the same page, memberships of a regulator, reviews,
ratings and photos are not read.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from crawlers.platforms.entry_parts import people_in
from crawlers.platforms.entry_text import web_address
from crawlers.platforms.json_ld import Graph, Node, text, texts, types
from directory.normalize.bylines import bylines
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip
from directory.normalize.states import state_code
from directory.records import Address
from directory.vocabulary import PlaceKind

LONGEST = 300  # characters of a name or a job
MOST_NAMED = 500  # people or services of one page
_DOCTOR = frozenset({"Physician", "IndividualPhysician"})  # schema.org: a physician, or a physician's office
_PERSON = _DOCTOR | {"Person"}
_MEDICAL = frozenset({
    "Physiotherapy", "Chiropractic", "MedicalClinic", "MedicalBusiness", "MedicalOrganization", "Hospital",
    "PhysiciansOffice", "Physician",
})  # fmt: skip
_BUSINESS = _MEDICAL | {"LocalBusiness", "HealthAndBeautyBusiness"}
_SERVICE = frozenset({
    "Service", "MedicalProcedure", "MedicalTherapy", "PhysicalTherapy", "TherapeuticProcedure",
})  # fmt: skip
# Pages may show these beside themselves; none is an offer of the clinic.
_OTHER = frozenset({
    "Review", "AggregateRating", "Rating", "Event", "Course", "CourseInstance", "EducationEvent", "Article",
    "BlogPosting", "NewsArticle", "JobPosting", "Comment",
})  # fmt: skip
_NEVER = frozenset({
    "review", "reviews", "aggregateRating", "comment", "image", "photo", "photos", "logo", "video", "memberOf",
    "parentOrganization", "subOrganization", "sponsor", "funder", "brand", "areaServed", "serviceArea",
    "affiliation", "recognizedBy", "alumniOf", "author", "creator", "editor", "contributor", "reviewedBy",
    "instructor", "performer", "isPartOf", "isRelatedTo", "isSimilarTo",
})  # fmt: skip
_OF_PRACTICE = ("jobTitle", "hasCredential", "medicalSpecialty", "medicalLicense", "honorificSuffix", "usNPI")
_OF_ONE = ("familyName", "givenName", "jobTitle", "medicalLicense", "honorificSuffix", "worksFor")  # and of no office
_WORD = re.compile(r"[^\W_]+")
_TITLED = re.compile(r"dr\.?\s", re.IGNORECASE)
_NPI = re.compile(r"\bNPI\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """Whose page it is: the owner's name, the site's hosts, the page's path, and what the page calls itself."""

    owner: str
    hosts: Collection[str]
    path: str
    titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MarkedPerson:
    """``wrong``: what stands there as an NPI and is none, in words."""

    node: Node
    raw_name: str
    name: PersonName
    letters: tuple[str, ...]
    unknown: tuple[str, ...]
    role: str | None
    npi: str | None
    wrong: str | None
    license_state: str | None
    license_number: str | None


class ClinicMarkup:
    """One page's graph, read for the clinic of a site. ``node``: the clinic's object, or None when none fits."""

    def __init__(self, graph: Graph, site: Site) -> None:
        self.graph = graph
        self.site = site
        self.node = self._clinic()

    # --- the clinic -----------------------------------------------------------------------------------------------

    def _clinic(self) -> Node | None:
        """The one business that fits the page by its host, or by its name where it gives no address of the web."""
        ranked: list[tuple[tuple[bool, ...], Node]] = []
        for node in self.graph.walk(never=_NEVER, enter=self._own):
            if self._is_business(node):
                exact = any(_path(url) == self.site.path for url in _addresses(node))
                located = bool(self.graph.objects(node, "address"))
                ranked.append(((exact, bool(types(node) & _MEDICAL), located), node))
        best = max((rank for rank, _ in ranked), default=())
        found = {self._identity(node): node for rank, node in reversed(ranked) if rank == best}
        return next(iter(found.values())) if len(found) == 1 else None  # several that fit alike: none can be told

    def _identity(self, node: Node) -> tuple[str | None, ...]:
        place = next(iter(self.graph.objects(node, "address")), {})
        return _name(node), text(place, "streetAddress"), text(place, "postalCode")

    def _is_business(self, node: Node) -> bool:
        kinds = types(node)
        if self._is_person(node):
            return False
        located = "telephone" in node or bool(self.graph.objects(node, "address"))
        return bool(kinds & _BUSINESS) or (not kinds and "name" in node and located)

    def _is_person(self, node: Node) -> bool:
        kinds = types(node)
        if not kinds & _PERSON:
            return False
        if kinds & {"Person", "IndividualPhysician"} or any(part in node for part in _OF_ONE):
            return True
        name = text(node, "name") or ""
        return bool(_TITLED.match(name)) or any(byline.letters for byline in bylines(name))

    def _own(self, node: Node) -> bool:
        """Whether an object is the page's own: no other business, nothing of another's, no person, no article."""
        if types(node) & _OTHER or self._is_person(node):
            return False
        by = self.graph.objects(node, "provider", "seller", "offeredBy")
        return not any(self._foreign(one) for one in [*by, *([node] if self._is_business(node) else [])])

    def _foreign(self, node: Node) -> bool:
        """Whether it says that it is somebody else: by its host, or else by its name; what says neither is ours."""
        if urls := _addresses(node):
            return not any(_same(_host(url), _host(f"//{host}")) for url in urls for host in self.site.hosts)
        name = _words(_name(node))
        alike = [_words(self.site.owner), *(title for title in map(_words, self.site.titles) if len(name) > 1)]
        return bool(name) and not any(_within(name, other) for other in alike) and not _within(alike[0], name)

    @property
    def organization(self) -> str | None:
        return _name(self.node) if self.node else None

    @property
    def website(self) -> str | None:
        return next((url for url in texts(self.node, "url") if web_address(url)), None) if self.node else None

    @property
    def address(self) -> Address | None:
        return self.address_of(self.node) if self.node else None

    def address_of(self, node: Node) -> Address | None:
        """The practice's address and phone, as far as they are told in a form we can read."""
        place = next(iter(self.graph.objects(node, "address")), {})
        country = next(iter(self.graph.objects(place, "addressCountry")), {})
        nothing = Address(kind=PlaceKind.PRACTICE)
        made = Address(
            kind=PlaceKind.PRACTICE,
            line1=text(place, "streetAddress"),
            city=text(place, "addressLocality"),
            state=state_code(text(place, "addressRegion")),
            zip5=clean_zip(text(place, "postalCode")),
            country=text(place, "addressCountry") or text(country, "name"),
            phone=clean_phone(text(node, "telephone")),
        )
        return made if made != nothing else None

    # --- what it offers -------------------------------------------------------------------------------------------

    def services(self, of: Node | None = None) -> list[str]:
        """Names of the services that the page's markup offers, or that it says a person offers: available ones, those
        of a catalog of offers, services with their provider, and lists of them.
        """
        walk = self.graph.walk(never=_NEVER, enter=self._own)
        if of is not None:
            offers = self.graph.objects(of, "availableService", "makesOffer", "hasOfferCatalog")
            walk = self.graph.walk(offers, never=_NEVER, enter=self._own)
        named: list[str] = []
        for node in walk:
            offered = self.graph.objects(node, "availableService", "itemOffered")
            for service in [node, *(one for one in offered if not types(one))]:
                if service is not node or types(service) & _SERVICE:
                    named += texts(service, "name", "serviceType")[:1]
        return [name for name in dict.fromkeys(named) if len(name) <= LONGEST][:MOST_NAMED]

    # --- the people -----------------------------------------------------------------------------------------------

    def people(self) -> Iterator[MarkedPerson]:
        """Those that the page's own markup names as practising there, in its order, MOST_NAMED at most."""
        return islice(self._people(), MOST_NAMED)

    def _people(self) -> Iterator[MarkedPerson]:
        staff = self.graph.objects(self.node, "employee", "employees") if self.node else []
        for node in self.graph.walk(never=_NEVER, enter=lambda node: self._is_person(node) or self._own(node)):
            if self._is_person(node) and self._practises(node, staff) and (person := self._person(node)) is not None:
                yield person

    def _practises(self, node: Node, staff: Sequence[Node]) -> bool:
        """An author of pages, for one, is a Person too: something must say that this one treats."""
        works = self.graph.objects(node, "worksFor")
        if any(self._foreign(one) for one in works):
            return False
        told = bool(types(node) & _DOCTOR) or any(part in node for part in _OF_PRACTICE) or bool(self._npis(node))
        return told or bool(works) or any(one is node for one in staff) or any(b.letters for b in bylines(_name(node)))

    def _person(self, node: Node) -> MarkedPerson | None:
        raw = _name(node) or " ".join(texts(node, "givenName", "familyName"))
        raw = ", ".join([raw, *(suffix for suffix in texts(node, "honorificSuffix") if suffix not in raw)])
        found = people_in({"name": raw})
        if len(found) != 1:
            return None
        letters = [one.raw for one in found[0].letters]
        for held in [
            *texts(node, "hasCredential"),
            *(_name(c) or "" for c in self.graph.objects(node, "hasCredential")),
        ]:
            behind = bylines(f"{raw}, {held}")  # what is no known letters is read over like a job title
            if len(behind) == 1 and behind[0].unknown == found[0].unknown:
                letters += [one.raw for one in behind[0].letters if one.raw not in letters]
        npi, wrong = _one_npi(self._npis(node))
        state, number = _license(text(node, "medicalLicense"))
        role = text(node, "jobTitle")
        return MarkedPerson(
            node, raw, found[0].name, tuple(letters), found[0].unknown, role, npi, wrong, state, number
        )  # fmt: skip

    def _npis(self, node: Node) -> list[str]:
        marked = [
            one
            for one in self.graph.objects(node, "identifier")
            if any(map(_NPI.search, texts(one, "propertyID", "name")))
        ]
        plain = [told for told in texts(node, "identifier") if _NPI.match(told)]
        return [*texts(node, "usNPI"), *(told for one in marked for told in texts(one, "value")), *plain]


def accepting(node: Node | None) -> str | None:
    """'yes' or 'no', where the object says whether new patients are taken."""
    told = node.get("isAcceptingNewPatients") if node else None
    word = str(told).rpartition("/")[2].lower()  # 'https://schema.org/True'
    return {"true": "yes", "false": "no"}.get(word)


def _one_npi(told: Sequence[str]) -> tuple[str | None, str | None]:
    """(the NPI, None), or (None, what is wrong with it)."""
    try:
        found = {npi for npi in map(clean_npi, told) if npi}
    except ValueError as error:
        return None, str(error)
    if len(found) > 1:
        return None, f"several NPIs for one person: {', '.join(sorted(found))}"
    return next(iter(found), None), None


def _license(told: str | None) -> tuple[str | None, str | None]:
    """(state, number) of 'NY License 012345'; the state is None where the text does not begin with one."""
    words = (told or "").split()
    state = state_code(words[0].strip(",:")) if words else None
    number = next((word for word in reversed(words) if any(char.isdigit() for char in word)), None)
    return (state, number) if number else (None, None)


def _name(node: Node) -> str | None:
    return next((name for name in texts(node, "name", "legalName") if len(name) <= LONGEST), None)


def _addresses(node: Node) -> list[str]:
    return [url for url in texts(node, "url", "@id") if web_address(url)]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _same(one: str, other: str) -> bool:
    """The same host, or one of it: 'locations.example.org' and 'example.org'."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/") or "/"


def _words(name: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall((name or "").casefold()))


def _within(some: Sequence[str], others: Sequence[str]) -> bool:
    return bool(some) and any(tuple(others[at : at + len(some)]) == tuple(some) for at in range(len(others)))
