"""Pages of invented clinics: a chain whose markup names its people with their NPIs, and a team page (listings.md 3)."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from crawlers.sample.model import Person, Place

CHAIN_HOST = "spine.example.org"
CHAIN = f"https://{CHAIN_HOST}"


def chain_path(place: Place) -> str:
    return f"locations/{place.state.lower()}/{place.city.lower().replace(' ', '-')}/"


def sitemap(paths: Sequence[str]) -> bytes:
    entries = "".join(f"<url><loc>{CHAIN}/{path}</loc></url>" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}<url><loc>{CHAIN}/about/</loc></url>{entries}</urlset>".encode()


def chain(staff: Mapping[str, Sequence[Person]]) -> Mapping[str, bytes]:
    """Path -> page of each clinic; ``staff``: who works there, by path. A neighbour's markup stands on each page."""
    return {path: _clinic(path, people) for path, people in staff.items()}


def _clinic(path: str, people: Sequence[Person]) -> bytes:
    place = people[0].practice or people[0].mailing
    name, url = f"Example Spine Clinics – {place.city}", f"{CHAIN}/{path}"
    graph = {
        "@context": "https://schema.org", "@type": "Physiotherapy", "@id": f"{url}#clinic", "name": name, "url": url,
        "telephone": f"+1 {place.phone}", "isAcceptingNewPatients": True,
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.9", "reviewCount": "120"},
        "address": {"@type": "PostalAddress", "streetAddress": place.line1, "addressLocality": place.city,
                    "addressRegion": place.state, "postalCode": place.zip5, "addressCountry": "US"},
        "availableService": [{"@type": "MedicalProcedure", "name": "Trigger Point Dry Needling"},
                             {"@type": "MedicalTherapy", "name": "Spinal Manipulation"}],
        "employee": [_employee(p) for p in people],
    }  # fmt: skip
    neighbour = {"@type": "LocalBusiness", "name": "Sample Street Espresso", "url": "https://espresso.example.net/"}
    body = f"""<h1>{escape(name)}</h1>
<p>We offer dry needling for low back pain and headaches at our {escape(place.city)} clinic.</p>
<p>Dry needling is not acupuncture.</p>"""
    scripts = "".join(f'<script type="application/ld&#x2B;json">{json.dumps(g)}</script>' for g in (graph, neighbour))
    return _page(f"{place.city} | Example Spine Clinics", body, f'<link rel="canonical" href="{url}">{scripts}')


def _employee(person: Person) -> Mapping[str, object]:
    found = {"@type": "Person", "name": person.byline, "jobTitle": "Therapist"}
    if person.byline:
        return found
    number = {"@type": "PropertyValue", "propertyID": "NPI", "value": person.npi}
    return {**found, "name": f"{person.first} {person.last}, {person.credential}", "identifier": number}


def team(people: Sequence[Person]) -> bytes:
    """Cards with bylines and a sentence or two about each; every second one says that they needle."""
    cards = "\n".join(_card(number, person) for number, person in enumerate(people))
    return _page("Our team | Example Movement Physical Therapy", f"<h1>Our team</h1>\n{cards}")


def _card(number: int, person: Person) -> str:
    told = (
        f"{person.first} is certified in dry needling and offers it for low back pain."
        if number % 2 == 0
        else f"{person.first} leads our balance classes."
    )
    byline = escape(f"{person.first} {person.last}, {person.credential}")
    return f"""<div class="member"><div class="member-name">{byline}</div>
<div class="member-job">Therapist</div><div class="member-bio"><p>{escape(told)}</p></div></div>"""


def team_service() -> bytes:
    body = "<h1>Dry needling</h1><p>Our clinic offers dry needling for neck pain. We are accepting new patients.</p>"
    return _page("Dry needling | Example Movement Physical Therapy", body)


def _page(title: str, body: str, head: str = "") -> bytes:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>
<body><main>
{body}
</main></body></html>
""".encode()
