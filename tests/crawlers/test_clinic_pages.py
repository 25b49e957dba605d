"""Clinic pages: who is claimed on the 20 patterns and who is not, markup with its traps, visible text, odd bytes."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from lxml import etree
from sqlalchemy import Engine

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.platforms.page_text import page_of, text_of
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider
from crawlers.platforms.team_page import TeamPageSpider
from crawlers.reading import Flaw, Kept
from crawlers.runner import load
from crawlers.source import SourceSpider
from directory.normalize.offers import offers_needling
from directory.records import Address, ListingRecord
from directory.vocabulary import PlaceKind, SaidKind, Speaker
from tests.conftest import Opened
from tests.crawlers.spoils import LOGIN

PATTERNS = Path(__file__).parent / "clinic_patterns"
FIXTURES = Path(__file__).parents[1] / "fixtures"


class Clinic(SitemapJsonLdSpider):
    name, owner, page_url = "a_clinic", "Example Clinic", "https://example.org/"
    start_urls: ClassVar[list[str]] = ["https://example.org/sitemap.xml"]
    expect = Expect(1, 10)


class Team(TeamPageSpider):
    name, owner, page_url = "a_team", "Example Clinic", "https://example.org/team"
    start_urls: ClassVar[list[str]] = ["https://example.org/team", "https://example.org/team/2"]
    card = ".card"
    parts: ClassVar[Mapping[str, str]] = {"name": "h3", "role": ".job", "bio": ".bio"}
    expect = Expect(1, 10)


class Linked(Team):
    parts: ClassVar[Mapping[str, str]] = {**Team.parts, "link": "a"}


class Naming(TeamPageSpider):
    every_page_tells = False
    name, owner, page_url = "naming", "Example Clinic", "https://example.org/dry-needling"
    expect = Expect(1, 10)


def listings(kind: type[SourceSpider], body: bytes | str, where: str = "page.html") -> list[ListingRecord]:
    readings = kind.read(body.encode() if isinstance(body, str) else body, where)
    return [r.record for r in readings if isinstance(r, Kept) and isinstance(r.record, ListingRecord)]


def claimed(found: Sequence[ListingRecord]) -> set[str]:
    """Who is said to needle: people by name, and 'the clinic'."""
    people = {
        record.name.display()
        for record in found
        if record.name and offers_needling([said for said in record.says if said.of is Speaker.PERSON])
    }
    clinics = any(offers_needling([s for s in record.says if s.of is Speaker.CLINIC]) for record in found)
    return people | ({CLINIC} if clinics else set())


# --- the 20 patterns of listings.md 6 ---------------------------------------------------------------------------------

CLINIC = "the clinic"
SIXTEEN = {
    "Anna Okonkwo", "Robert Quillfeather", "Susan Ravenscroft", "Michael Thistlewood", "Philippa Merriweather",
    "David Ashdown", "Karen Penhaligon", "James Vane", "Beatrix Holloway", "Daniel Underhill", "Laura Ashgrove",
    "Étienne Marlowe", "Ottilie Fenwright", "Barnaby Stanhope", "Geneviève Lamplighter", "José Lindqvist",
}  # fmt: skip
EXPECTED: dict[str, tuple[type[SourceSpider], set[str]]] = {
    "01_sentence_of_names": (Naming, SIXTEEN | {CLINIC}),
    "02_bare_name_lines": (Naming, {"Geneviève Stanhope", "Barnaby Thistlethwaite", CLINIC}),
    "03_credential_glossary": (Naming, set()),
    "04_slashes_in_bylines": (Team, {"Winifred Okonkwo"}),
    "05_bars_in_bylines": (Team, {"Maeve Ravenscroft"}),
    "06_faq_with_risks": (Clinic, {CLINIC}),
    "07_group_credential": (Naming, {CLINIC}),
    "08_group_without_names": (Naming, {CLINIC}),
    "09_empty_body": (Clinic, {CLINIC}),
    "10_large_graph": (Clinic, {CLINIC}),
    "11_regulator_list": (Naming, set()),
    "12_regulator_notice": (Naming, set()),
    "13_regulator_roster": (Naming, set()),
    "14_bilingual_association": (Naming, set()),
    "15_school_course": (Naming, set()),
    "16_registry_statuses": (Naming, set()),
    "17_moved_school": (Naming, set()),
    "18_polemic": (Naming, set()),
    "19_acupuncturist_who_offers": (Naming, {CLINIC}),
    "20_business_directory": (Naming, set()),
}


def claims(pattern: str) -> set[str]:
    return claimed(listings(EXPECTED[pattern][0], (PATTERNS / f"{pattern}.html").read_bytes()))


def test_every_pattern_is_expected() -> None:
    assert {file.stem for file in PATTERNS.glob("*.html")} == EXPECTED.keys()
    assert len(EXPECTED) == 20


@pytest.mark.parametrize("pattern", EXPECTED)
def test_nobody_is_claimed_who_is_not(pattern: str) -> None:
    assert claims(pattern) - EXPECTED[pattern][1] == set()


def test_share_of_those_claimed(record_testsuite_property: Any) -> None:
    found = {pattern: claims(pattern) for pattern in EXPECTED}
    wanted = sum(len(expected) for _, expected in EXPECTED.values())
    right = sum(len(found[pattern] & expected) for pattern, (_, expected) in EXPECTED.items())
    wrong = sum(len(found[pattern] - expected) for pattern, (_, expected) in EXPECTED.items())
    record_testsuite_property("clinic patterns: claimed rightly", f"{right} of {wanted}")
    record_testsuite_property("clinic patterns: claimed wrongly", wrong)
    print(f"clinic patterns: {right} of {wanted} claimed, {wrong} wrongly")  # noqa: T201
    missed = {pattern: missed for pattern, (_, e) in EXPECTED.items() if (missed := e - found[pattern])}
    assert right / wanted >= 0.95, missed
    assert wrong == 0


def test_letters_and_jobs_of_bylines_come_with_their_people() -> None:
    found = listings(Team, (PATTERNS / "05_bars_in_bylines.html").read_bytes())
    assert [(r.name.display(), r.letters, r.unknown_letters, r.role) for r in found if r.name] == [
        ("Maeve Ravenscroft", ("PT", "DPT"), ("NSC",), "Physical Therapist"),
        ("Alaric Thistlewood", ("PT", "DPT"), (), "Clinic Manager"),
        ("Philippa Merriweather", ("PTA",), (), "Assistant"),
    ]


# --- markup and its traps --------------------------------------------------------------------------------------------

NEEDLING = {"@type": "MedicalProcedure", "name": "Dry Needling"}
OURS = {"@type": "Physiotherapy", "name": "Example Clinic", "url": "https://example.org/"}
CAFE = {"@type": "LocalBusiness", "name": "Sample Espresso", "url": "https://espresso.example.net/",
        "makesOffer": {"itemOffered": {"@type": "Service", "name": "Dry Needling"}}}  # fmt: skip


def with_markup(*graphs: Any, text: str = "", kind: str = "application/ld+json", title: str = "Welcome") -> str:
    scripts = "".join(f'<script type="{kind}">{g if isinstance(g, str) else json.dumps(g)}</script>\n' for g in graphs)
    head = f"<head><meta charset='utf-8'><title>{title}</title>\n{scripts}</head>"
    return f"<html>{head}<body>{text}</body></html>"


def offered(*services: Any, key: str = "availableService") -> dict[str, Any]:
    return {**OURS, key: list(services)}


FOUR = {
    "1 availableService": offered(NEEDLING),
    "2 OfferCatalog": {**OURS, "hasOfferCatalog": {"@type": "OfferCatalog", "itemListElement": [
        {"@type": "OfferCatalog", "name": "Manual", "itemListElement": [
            {"@type": "Offer", "itemOffered": {"@type": "MedicalTherapy", "name": "Dry Needling"}}]}]}},
    "3 Service of a provider": {"@type": "Service", "name": "Dry Needling", "areaServed": [{"@type": "City"}],
                                "provider": {"@type": "MedicalClinic", "telephone": "509-555-0142"}},
    "4 ItemList of Services": {"@type": "ItemList", "itemListElement": [
        {"@type": "Service", "name": "Massage"},
        {"@type": "ListItem", "item": {"@type": "Service", "name": "Dry Needling"}}]},
    "by reference": {"@graph": [{**OURS, "availableService": {"@id": "#dn"}}, {"@id": "#dn", **NEEDLING}]},
    "no type at all": {"name": "Example Clinic", "telephone": "", "availableService": [{"name": "Dry Needling"}]},
    "types with their address": {
        "@type": ["https://schema.org/Physiotherapy"], "name": "Example Clinic",
        "availableService": {"@type": "http://schema.org/MedicalProcedure", "name": "Dry Needling"}},
}  # fmt: skip


@pytest.mark.parametrize("how", FOUR)
@pytest.mark.parametrize(
    "kind",
    [
        "application/ld+json",
        "application/ld&#x2B;json",
        "application/ld&amp;#x2B;json",
        "Application/LD+JSON; charset=utf-8",
    ],
)
def test_an_offer_in_each_encoding(how: str, kind: str) -> None:
    (clinic,) = listings(Clinic, with_markup(FOUR[how], kind=kind))
    assert offers_needling(clinic.says)
    assert {"Dry Needling"} <= {said.quote for said in clinic.says}
    assert clinic.organization == "Example Clinic"


NOT_OFFERED = {
    "a neighbor's": CAFE,
    "a neighbor's beside ours": {"@graph": [OURS, CAFE]},
    "a neighbor's service": {"@type": "Service", "name": "Dry Needling", "provider": CAFE},
    "microneedling": offered({"@type": "MedicalProcedure", "name": "Microneedling"}),
    "in a review": {**OURS, "review": {"@type": "Review", "itemReviewed": NEEDLING, "name": "Dry Needling"}},
    "a course": {**OURS, "makesOffer": {"itemOffered": {"@type": "Course", "name": "Dry Needling"}}},
    "a membership": {**OURS, "memberOf": {"@type": "MedicalClinic", "availableService": NEEDLING}},
    "an article": {"@type": "BlogPosting", "about": NEEDLING, "headline": "Dry Needling"},
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_OFFERED)
def test_what_markup_does_not_offer(what: str) -> None:
    assert claimed(listings(Clinic, with_markup(NOT_OFFERED[what]))) == set()


BUSINESSES = {
    "by its host": ([{**OURS, "name": "Anything"}, CAFE], "Anything"),
    "by another host of its domain": ([{**OURS, "name": "Any", "url": "https://www.example.org/x"}], "Any"),
    "by its name": ([{"@type": "Chiropractic", "name": "Example Clinic – Downtown"}], "Example Clinic – Downtown"),
    "by the page's title": ([{"@type": "MedicalClinic", "name": "Needle Works"}], "Needle Works"),
    "by the page's path": (
        [{**OURS, "name": "Chain"}, {**OURS, "name": "Place", "url": "https://example.org/place/"}], "Place"),
    "none: only a neighbor": ([CAFE], None),
    "none: a neighbor without an address of the web": ([{"@type": "LocalBusiness", "name": "Sample Espresso"}], None),
    "none: two alike": ([{**OURS, "name": "One"}, {**OURS, "name": "Other"}], None),
    "the medical one of two": ([{**OURS, "@type": "LocalBusiness"}, {**OURS, "name": "Clinic"}], "Clinic"),
}  # fmt: skip


@pytest.mark.parametrize("how", BUSINESSES)
def test_the_business_whose_page_it_is(how: str) -> None:
    nodes, name = BUSINESSES[how]
    page = with_markup({"@graph": nodes}, text="<p>We offer dry needling.</p>", title="Needle Works in Spokane")
    (clinic,) = listings(Clinic, page, "https://example.org/place/")
    assert clinic.organization == (name or "Example Clinic")
    assert clinic.entry == "/place/"


def test_address_phone_and_website() -> None:
    place = {"@type": "PostalAddress", "streetAddress": "12 Sample St", "addressLocality": "Spokane",
             "addressRegion": "Washington", "postalCode": "99201-1234", "addressCountry": {"name": "US"}}  # fmt: skip
    escaped = json.dumps({**OURS, "address": place, "telephone": "+1 509 555 0142"}).replace("+", "\\u002B")
    (clinic,) = listings(Clinic, with_markup(escaped))
    assert clinic.address == Address(
        kind=PlaceKind.PRACTICE, line1="12 Sample St", city="Spokane", state="WA", zip5="99201", country="US",
        phone="(509) 555-0142",
    )  # fmt: skip
    assert clinic.website == "https://example.org/"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "https://user@example.org/",
        "//example.org",
        "https://[::1",
    ):
        assert listings(Clinic, with_markup({**OURS, "url": bad}))[0].website is None


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (True, "yes"),
        (False, "no"),
        ("True", "yes"),
        ("https://schema.org/False", "no"),
        ("perhaps", None),
        (None, None),
    ],
)
def test_whether_new_patients_are_taken(told: Any, word: str | None) -> None:
    (clinic,) = listings(Clinic, with_markup({**OURS, "isAcceptingNewPatients": told}))
    said = [s for s in clinic.says if s.kind is SaidKind.ACCEPTING_PATIENTS]
    quote = f'"isAcceptingNewPatients": {json.dumps(told)}'
    assert [(s.code, s.quote) for s in said] == ([(word, quote)] if word else [])


def test_markup_and_text_that_contradict_each_other_say_neither() -> None:
    page = with_markup({**OURS, "isAcceptingNewPatients": True}, text="<p>We are not accepting new patients.</p>")
    (clinic,) = listings(Clinic, page)
    assert not [s for s in clinic.says if s.kind is SaidKind.ACCEPTING_PATIENTS]


def npi(value: Any, name: str = "NPI") -> dict[str, Any]:
    return {"identifier": [{"@type": "PropertyValue", "propertyID": name, "value": value}]}


DOCTOR = {"@type": "Physician", "name": "Dr. Jane Quillfeather, MD", "url": "https://example.org/jane"}
PERSON = {"@type": "Person", "name": "Jane Quillfeather, PT"}
PEOPLE: dict[str, tuple[Any, tuple[str, str | None, str | None, str | None] | None]] = {
    "a doctor's NPI and license": ({**DOCTOR, **npi("2000100117"), "medicalLicense": "NY License 012345"},
                                   ("Jane Quillfeather", "2000100117", "NY", "012345")),
    "a number as NPI": ({**DOCTOR, **npi(2000100117)}, ("Jane Quillfeather", "2000100117", None, None)),
    "usNPI": ({**DOCTOR, "usNPI": "2000100117"}, ("Jane Quillfeather", "2000100117", None, None)),
    "an NPI whose check digit is wrong": ({**DOCTOR, **npi("2000100118")}, ("Jane Quillfeather", None, None, None)),
    "another identifier": ({**DOCTOR, **npi("2000100117", "Internal")}, ("Jane Quillfeather", None, None, None)),
    "a license without a state": ({**DOCTOR, "medicalLicense": "No. 4455"}, ("Jane Quillfeather", None, None, "4455")),
    "a person with letters": (PERSON, ("Jane Quillfeather", None, None, None)),
    "on the staff": ({**OURS, "employee": {"@type": "Person", "name": "Jane Quillfeather"}},
                     ("Jane Quillfeather", None, None, None)),
    "parts of a name": ({"@type": "Person", "givenName": "Jane", "familyName": "Quillfeather", "jobTitle": "PT"},
                        ("Jane Quillfeather", None, None, None)),
    "an author": ({"@type": "Article", "author": PERSON}, None),
    "somebody who writes pages": ({"@type": "Person", "name": "Jane Quillfeather", "image": "x.png"}, None),
    "a neighbor's staff": ({**CAFE, "employee": PERSON}, None),
    "somebody who works elsewhere": ({**PERSON, "worksFor": CAFE}, None),
    "a reviewer": ({**OURS, "review": {"@type": "Review", "author": PERSON}}, None),
    "an office": ({**DOCTOR, "name": "Example Clinic of Spokane"}, None),
}  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_people_in_markup(who: str) -> None:
    markup, expected = PEOPLE[who]
    readings = list(Clinic.read(with_markup(markup).encode(), "page.html"))
    people = [r.record for r in readings if isinstance(r, Kept) and r.record.name]  # type: ignore[attr-defined]
    assert [(p.name.display(), p.npi, p.license_state, p.license_number) for p in people] == (  # type: ignore[attr-defined]
        [expected] if expected else []
    )
    assert [r.code for r in readings if isinstance(r, Flaw)] == (["npi"] if "check digit" in who else [])


def test_credentials_and_offers_of_a_person_are_the_person_s() -> None:
    held = [{"@type": "EducationalOccupationalCredential", "name": "Cert. DN"}, "Very long words about courses"]
    page = with_markup({"@graph": [OURS, {**PERSON, "hasCredential": held, "availableService": NEEDLING,
                                          "address": {"streetAddress": "1 Home Lane"}}]})  # fmt: skip
    clinic, jane = listings(Clinic, page)
    assert jane.letters == ("PT", "Cert. DN")
    assert [(s.code, s.quote, s.of) for s in jane.says] == [("dry_needling", "Dry Needling", Speaker.PERSON)]
    assert jane.address is None  # of a person alone it may be a home
    assert clinic.says == ()


def test_one_broken_script_is_told_and_the_others_are_read() -> None:
    deep = "[" * 200_000
    twice = '{"@type": "Physiotherapy", "name": "A", "name": "B"}'
    page = with_markup('{"@type": "Physio', "", "null", deep, twice, offered(NEEDLING))
    readings = list(Clinic.read(page.encode(), "page.html"))
    assert [(r.code, "page.html: JSON-LD script" in r.text) for r in readings if isinstance(r, Flaw)] == [
        ("markup", True)
    ] * 3
    assert claimed([r.record for r in readings if isinstance(r, Kept)]) == {CLINIC}  # type: ignore[misc]


@pytest.mark.parametrize(
    "wrapped", ["<!--\n{}\n-->", "//<![CDATA[\n{}\n//]]>", "/* <![CDATA[ */{}/* ]]> */", "\ufeff{}"]
)
def test_wrapped_scripts_are_read(wrapped: str) -> None:
    page = with_markup(wrapped.replace("{}", json.dumps(offered(NEEDLING))))
    assert claimed(listings(Clinic, page)) == {CLINIC}


# --- visible text ----------------------------------------------------------------------------------------------------

SEEN = {
    "headings, items and cells": ("<h1>A</h1>b<ul><li>c</li><li>d</li></ul><td>e</td><p>f<br>g", "A\nb\nc\nd\ne\nf\ng"),
    "words go on within a line": ("<p>dry <b>need</b>ling is <i>fine</i>\n here</p>", "dry needling is fine here"),
    "controls and bidi marks": ("<p>Ma\u200beve \u202eRaven\u00adscroft\u0007</p>", "Maeve Ravenscroft"),
    "one spelling of letters": ("<p>Rene\u0301e</p>", "Renée"),
    "scripts and styles": ("<style>p{}</style><script>x</script><template>t</template><noscript>n</noscript>a", "a"),
    "menus and footers": ("<nav>Dry needling</nav>a<footer>Dry needling</footer>b", "a\nb"),
    "reviews": ("<p class='google-reviews'>a</p><p id='Testimonial-2'>b</p><i itemprop='reviewBody'>c</i>d", "d"),
    "preview and reviewed-by are no reviews": ("<p class='preview'>a</p><p class='reviewed-by'>b</p>", "a\nb"),
    "what is struck out is said no more": ("<p>We <s>offer</s><del>ed</del> massage</p>", "We massage"),
    "a quotation is somebody else's": ("<blockquote>Dry needling</blockquote>a", "a"),
}  # fmt: skip


@pytest.mark.parametrize("what", SEEN)
def test_visible_text(what: str) -> None:
    body, text = SEEN[what]
    assert page_of(f"<html class='has-reviews'><body>{body}</body></html>".encode(), "x").text == text


def test_text_of_a_part_is_not_the_text_behind_it() -> None:
    root = etree.HTML("<p><b>Jane</b> Doe</p>")
    assert text_of(next(root.iter("b")), "x") == "Jane"


# --- hostile bytes ---------------------------------------------------------------------------------------------------

GOOD = "<html><head><meta charset='{}'></head><body><p>We offer dry needling. Né</p></body></html>"
HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "no page": b"Dry needling",
    "only a comment": b"<!-- </html> -->",
    "JSON": b'{"success": false}',
    "a PDF": b"%PDF-1.7\n\xe2\xe3\xcf\xd3",
    "300,000 nested tags": b"<html><body>"
    + b"<div>" * 300_000
    + b"Dry needling"
    + b"</div>" * 300_000
    + b"</body></html>",
    "300 nested tags": b"<html><body>" + b"<i>" * 300 + b"Dry needling</body></html>",
    "cut in the middle": GOOD.format("utf-8").encode()[:70],
    "cut before its end": GOOD.format("utf-8").encode()[:-3],
    "latin-1 as UTF-8": GOOD.format("utf-8").encode("latin-1"),
    "UTF-16": GOOD.format("utf-8").encode("utf-16"),
    "a lone continuation byte": b"<html><body>\x80</body></html>",
    "half a surrogate in UTF-8": b"<html><body>\xed\xa0\x80</body></html>",
    "too long a text": b"<html><body>" + b"dry needling " * 40_000 + b"</body></html>",
    "too many bytes": b"<html><body>" + b" " * (9 << 20) + b"</body></html>",
    "one text of 12 MB": b"<html><body><p>" + b"x" * (8 << 20) + b"</p></body></html>",
}
HARMLESS = {
    "declared latin-1": GOOD.format("iso-8859-1").encode("latin-1"),
    "declared windows-1252": GOOD.format("windows-1252").encode("cp1252"),
    "an encoding nobody knows": GOOD.format("x-unknown").encode(),
    "NUL bytes": GOOD.format("utf-8").replace("dry", "d\0ry").encode(),
    "a byte-order mark": b"\xef\xbb\xbf" + GOOD.format("utf-8").encode(),
    "an XML declaration": b"<?xml version='1.0' encoding='utf-8'?>" + GOOD.format("utf-8").encode(),
    "entities of its own": b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    + GOOD.format("utf-8").replace("Né", "&x;&lol;&#0;&#xD800;&#x110000;").encode(),
    "tags that never close": GOOD.format("utf-8").replace("<p>", "<p><a><b><table><tr><li><option>").encode(),
    "an attribute of a megabyte": GOOD.format("utf-8").replace("<p>", f"<p class='{'x' * (1 << 20)}'>").encode(),
    "an address that is none": GOOD.format("utf-8").replace("<p>", "<link rel=canonical href='https://[::1'><p>").encode(),
    "markup of odd values": with_markup(
        {"@type": [None, 3, {"@type": "X"}], "name": {"@value": None}, "address": "x", "url": ["\ud800", 5], "@id": {}},
        [[[[{"@graph": None}]]]], '{"@type": "Physician", "name": 1e999, "identifier": NaN}',
        text="<p>We offer dry needling.</p>",
    ).encode("utf-8", "surrogatepass"),
    "an object that holds itself": with_markup(
        {"@id": "#a", "@type": "Physiotherapy", "name": "Example Clinic", "employee": {"@id": "#a"}},
        text="<p>We offer dry needling.</p>",
    ).encode(),
}  # fmt: skip
CARDS = (
    "<div class='card'><h3>Jane Doe, PT</h3><p class='job'>PT</p><p class='bio'>She runs.</p><a href='/j'>x</a></div>"
)


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("kind", [Clinic, Team, Naming])
def test_a_page_that_cannot_be_read_says_so(what: str, kind: type[SourceSpider]) -> None:
    with pytest.raises(SourceChangedError, match=r"^page\.html: "):
        list(kind.read(HOSTILE[what], "page.html"))


@pytest.mark.parametrize("what", HARMLESS)
def test_odd_pages_are_read(what: str) -> None:
    assert claimed(listings(Clinic, HARMLESS[what])) == {CLINIC}
    assert all(record.packed() for record in listings(Clinic, HARMLESS[what]))
    with_card = HARMLESS[what].replace(b"<p", CARDS.encode() + b"<p", 1)
    assert [r.name.display() for r in listings(Team, with_card) if r.name] == ["Jane Doe"]


PAYLOAD = "<script>alert(1)</script>{{7*7}}[x](javascript:alert(1))"


def test_hostile_fields_stay_text() -> None:
    markup = {
        **OURS,
        "name": f"Example Clinic {PAYLOAD}",
        "employee": {**PERSON, "jobTitle": PAYLOAD, "name": "Jane Doe, PT"},
    }
    page = with_markup(json.dumps(markup).replace("<", "\\u003c"))
    clinic, jane = listings(Clinic, page)
    assert clinic.organization == f"Example Clinic {PAYLOAD}"
    assert jane.role == PAYLOAD
    links = "".join(
        CARDS.replace("/j", link).replace("Jane", f"J{n}ne") for n, link in (("a", "javascript:alert(1)"), ("u", "/u"))
    )
    pages = [record.website for record in listings(Linked, f"<html><body>{links}</body></html>")]
    assert pages == [None, "https://example.org/u"]


# --- team pages that changed -----------------------------------------------------------------------------------------


def test_a_team_page_without_its_cards_is_refused() -> None:
    page = "<html><body>{}</body></html>"
    for body, told in (
        ("", "0 cards like '.card'"),
        (CARDS.replace("card", "kard"), "0 cards like '.card'"),
        (CARDS.replace("h3", "h4"), r"name \('h3'\)"),
        (CARDS.replace("bio", "story"), r"bio \('.bio'\)"),
        (CARDS.replace("PT</p>", "</p>"), r"role \('.job'\)"),
        (
            f"<div class='card'>{CARDS.replace('card', 'x')}{CARDS.replace('Jane', 'June').replace('card', 'x')}</div>",
            "2 names",
        ),
        (LOGIN.decode(), "0 cards"),
    ):
        with pytest.raises(SourceChangedError, match=told):
            listings(Team, page.format(body))


def test_fewer_cards_than_a_whole_page_has_are_refused() -> None:
    class One(Team):
        start_urls: ClassVar[list[str]] = ["https://example.org/team"]
        expect = Expect(2, 10)

    with pytest.raises(SourceChangedError, match=r"1 cards like '.card'; at least 2 were expected"):
        listings(One, f"<html><body>{CARDS}</body></html>")
    assert len(listings(One, f"<html><body>{CARDS}{CARDS.replace('Jane', 'June')}</body></html>")) == 2


def test_a_page_chosen_by_hand_that_says_nothing_is_refused() -> None:
    for body in (LOGIN, (PATTERNS / "18_polemic.html").read_bytes()):
        with pytest.raises(SourceChangedError, match=r"^page\.html: the page says nothing"):
            list(Team.read_naming(body, "page.html"))


def test_names_that_are_none_are_left_out() -> None:
    for raw in ("x" * 400, "Join our team", "Example Physio Clinic", "Room 12", "", "PT, DPT"):
        found = listings(Team, f"<html><body>{CARDS}{CARDS.replace('Jane Doe, PT', raw)}</body></html>")
        assert [record.raw_name for record in found] == ["Jane Doe, PT"], raw
    assert listings(Clinic, with_markup({**OURS, "name": "x" * 400}))[0].organization == "Example Clinic"


def test_a_bio_of_two_people_says_nothing_of_either() -> None:
    card = CARDS.replace("Jane Doe, PT", "Jane Doe, PT & Alaric Vane, PT").replace(
        "She runs.", "She offers dry needling."
    )
    found = listings(Team, f"<html><body>{card}</body></html>")
    assert [(r.name.display(), r.says) for r in found if r.name] == [("Jane Doe", ()), ("Alaric Vane", ())]


@pytest.mark.parametrize(
    ("bio", "needles"),
    [
        ("Jane is certified in dry needling.", True),
        ("Our clinic offers dry needling. Jane is certified in dry needling.", True),
        ("She joined our team in 2015 and offers dry needling.", True),
        ("Jane treats patients at our clinic with dry needling.", True),
        ("Specialties: dry needling, cupping", True),
        ("Our clinic offers dry needling. Jane loves hiking.", False),
        ("Jane works with our dry needling team.", False),
        ("Jane assists our therapists, who offer dry needling, with home programs.", False),
        ("We offer dry needling. Jane runs.", False),
        ("Her colleagues offer dry needling.", False),
        ("All of our physical therapists are certified in dry needling.", False),
        ("Jane does not offer dry needling.", False),
        ("Jane was certified in dry needling until 2019.", False),
        ("Jane will be certified in dry needling in spring.", False),
    ],
)
def test_only_what_a_bio_says_of_its_person_is_the_person_s(bio: str, needles: bool) -> None:
    card = f"<div class='card'><h3>Jane Doe, PT</h3><p class='job'>PT</p><p class='bio'>{bio}</p></div>"
    (jane,) = (r for r in listings(Team, f"<html><body>{card}</body></html>") if r.name)
    assert offers_needling(jane.says) is needles


@pytest.mark.parametrize("what", ["half", "login", "empty", "no names", "blanks"])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_page_of_prose_that_was_spoiled_hurts_nobody(
    what: str, opened: Opened, readable_state: Callable[[Engine], str], tmp_path: Path
) -> None:
    """What the spoiled copies of tables are to the other sources."""
    name = "example_university_clinic"
    whole = (FIXTURES / name / "response.html").read_bytes()
    nobody = whole.replace("Geneviève Stanhope".encode(), b"").replace(b"Barnaby Thistlethwaite", b"")
    half = whole[: len(whole) // 2]
    bodies = {"half": half, "login": LOGIN, "empty": b"", "blanks": b" \n", "no names": nobody}
    file = tmp_path / "response.html"
    with opened(None, tmp_path / "store") as place:
        file.write_bytes(whole)
        assert load(name, [file], place).healthy
        before = readable_state(place.engine)
        file.write_bytes(bodies[what])
        assert load(name, [file], place).outcome == "breached"
        assert readable_state(place.engine) == before
