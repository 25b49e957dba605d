"""Which invented sites the sample world has beside its boards and registers, and what stands under each address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from crawlers.sample.formats import clinics, finders
from crawlers.sample.model import Person

JSON, XML, HTML = "application/json; charset=utf-8", "application/xml; charset=utf-8", "text/html; charset=utf-8"
SITES: Mapping[str, str] = {
    "example_needling_college": "college.example.org",
    "example_trigger_academy": "academy.example.org",
    "example_graduate_map": "myofascial.example.org",
    "example_rehab_group": "rehab.example.org",
    "example_needling_directory": "stockist.example.org",
    "example_spine_clinics": "spine.example.org",
    "example_movement_team": "movement.example.org",
}
CHAIN_STATES = ("WA", "CO", "SD")


@dataclass(frozen=True, slots=True)
class Resource:
    body: bytes
    media_type: str


def resources(people: Sequence[Person]) -> Mapping[tuple[str, str], Resource]:
    """(host, path without the leading slash) -> what is served there."""
    known = [p for p in people if p.npi_in_service and p.practice and not p.entries and p.licenses]
    # Ordinary people only: the cast's stories stay what their notes say.
    ordinary = [p for p in known if p.id[2] == "-" and p.credential]
    chain = _chain(people)
    found = {
        ("college.example.org", "wp-admin/admin-ajax.php"): Resource(finders.college(ordinary[3::40]), JSON),
        ("academy.example.org", "wp-admin/admin-ajax.php"): Resource(finders.academy(ordinary[7::40]), JSON),
        ("myofascial.example.org", "wp-json/wpgmza/v1/features/"): Resource(
            finders.graduate_map(ordinary[11::40]), JSON
        ),
        ("rehab.example.org", "wp-content/plugins/superstorefinder-wp/ssf-wp-xml.php"): Resource(
            finders.rehab_group([p.practice for p in ordinary[17::60] if p.practice]), XML
        ),
        ("stockist.example.org", "api/v1/u00000/locations/all"): Resource(finders.directory(ordinary[19::40]), JSON),
        ("spine.example.org", "sitemap.xml"): Resource(clinics.sitemap(sorted(chain)), XML),
        ("movement.example.org", "our-team"): Resource(
            clinics.team([p for p in ordinary if p.practice and p.practice.city == "Spokane"][:6]), HTML
        ),
        ("movement.example.org", "dry-needling"): Resource(clinics.team_service(), HTML),
    }
    pages = clinics.chain(chain)
    return found | {(clinics.CHAIN_HOST, path): Resource(body, HTML) for path, body in pages.items()}


def _chain(people: Sequence[Person]) -> Mapping[str, Sequence[Person]]:
    """A clinic in one city of each state with three people of that city, the first of whom every story knows, and those
    whom its page is to name in words of its own.
    """
    staff: dict[str, Sequence[Person]] = {}
    for state in CHAIN_STATES:
        golden = next((p for p in people if p.id == f"golden_{state.lower()}" and p.practice), None)
        if golden is None or golden.practice is None:
            continue
        city = golden.practice.city
        others = (p for p in people if p.npi_in_service and p.id[2] == "-" and p.practice and p.practice.city == city)
        named = (p for p in people if p.byline and p.practice == golden.practice)
        staff[clinics.chain_path(golden.practice)] = [golden, *islice(others, 2), *named]
    return staff
