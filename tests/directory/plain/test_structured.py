"""JSON-LD as others read it: pyld expands it, and every type and property is one that schema.org has."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyld import jsonld

from tests.directory.plain.conftest import Ask
from tests.directory.plain.reading import Page

SCHEMA = "https://schema.org/"
# The types we use, and which of their properties (schema.org, own or inherited).
PROPERTIES = {
    "Person": {"name", "url", "identifier", "jobTitle", "hasCredential", "workLocation"},
    "EducationalOccupationalCredential": {"name", "credentialCategory", "identifier", "recognizedBy", "validIn"},
    "PropertyValue": {"propertyID", "value"},
    "Organization": {"name"},
    "AdministrativeArea": {"name"},
    "MedicalBusiness": {"address", "telephone", "url"},
    "Physiotherapy": {"address", "telephone", "url"},
    "PostalAddress": {"streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"},
    "ItemList": {"numberOfItems", "itemListElement"},
    "ListItem": {"position", "item"},
}


def no_network(url: str, _options: object) -> dict[str, Any]:
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": SCHEMA}}}


def read(ask: Ask, path: str) -> dict[str, Any]:
    (body,) = Page(ask(path).text).structured
    found: dict[str, Any] = json.loads(body)
    return found


def nodes(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        if "@type" in told:
            yield told
        for value in told.values():
            yield from nodes(value)
    elif isinstance(told, list):
        for value in told:
            yield from nodes(value)


def wrong(document: dict[str, Any]) -> list[str]:
    """What an expanded document says in words that schema.org does not have, or that its processor dropped."""
    options = {"documentLoader": no_network, "base": "https://example.org/people/"}
    expanded = jsonld.expand(document, options)
    found = []
    for node in nodes(expanded):
        (kind,) = (one.removeprefix(SCHEMA) for one in node["@type"])
        told = {name.removeprefix(SCHEMA) for name in node if not name.startswith("@")}
        found += [f"{kind}.{name}" for name in told - PROPERTIES.get(kind, set())]
    if len(list(nodes(expanded))) != len(list(nodes(document))):
        found.append("something was dropped")
    return found


def test_the_check_finds_what_is_not_there() -> None:
    person = {"@context": "https://schema.org", "@type": "Person", "name": "A", "aggregateRating": 5}
    assert wrong(person) == ["Person.aggregateRating"]


def test_every_person_reads_well(ask: Ask) -> None:
    kinds = set()
    for state in ("WA", "SD"):
        for hit in ask(f"/api/search?in_state={state}").json()["hits"]:
            told = read(ask, f"/people/{hit['id']}")
            assert wrong(told) == []
            assert told["name"] == hit["name"]
            kinds |= {node["@type"] for node in nodes(told)}
    assert kinds >= {"Person", "EducationalOccupationalCredential", "PostalAddress", "Physiotherapy"}


def test_a_page_of_results_reads_well(ask: Ask) -> None:
    told = read(ask, "/people?near=98101")
    assert wrong(told) == []
    names = [item["item"]["name"] for item in told["itemListElement"]]
    assert names == [hit["name"] for hit in ask("/api/search?near=98101").json()["hits"]]
    assert Page(ask("/people?who=Nobodyatallhere").text).structured == []


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Featherstone", {"license", "certificate"}),  # on the issuer's list
        ("Vantongeren", {"license", "certificate"}),
        ("Applethwaite", {"license"}),  # letters alone are a claim
    ],
)
def test_only_what_is_confirmed_is_a_credential(
    name: str, held: set[str], ask: Ask, id_of: Callable[[str], str]
) -> None:
    ident = id_of(name)
    told = read(ask, f"/people/{ident}").get("hasCredential", [])
    assert {one["credentialCategory"] for one in told} == held
    lines = ask(f"/api/practitioners/{ident}").json()["lines"]
    confirmed = [x for x in lines if x["status"] == "confirmed" and x["need"] in ("license", "training")]
    assert len(told) == len(confirmed)
    assert all(one["recognizedBy"]["name"] for one in told)


def test_the_address_is_that_of_the_settings(
    ask: Ask, id_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = id_of("Featherstone")
    assert read(ask, f"/people/{ident}")["url"] == f"/people/{ident}"
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", "https://example.org/")
    told = ask(f"/people/{ident}", Host="evil.example")
    assert json.loads(Page(told.text).structured[0])["url"] == f"https://example.org/people/{ident}"
    assert "evil.example" not in told.text
    assert f'<link rel="canonical" href="https://example.org/people/{ident}">' in told.text


def test_nothing_ends_the_script_element() -> None:
    from directory.plain.structured import _script

    hostile = "</script><script>alert(1)</script><!--\u2028&amp;"
    body = str(_script({"name": hostile}))
    assert "<" not in body
    assert "\u2028" not in body
    assert json.loads(body) == {"name": hostile}
