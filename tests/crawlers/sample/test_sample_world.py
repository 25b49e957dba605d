"""The sample world is deterministic, invented, coherent, and served with the real sources' semantics."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pdfplumber
import pytest

from crawlers.sample.cast import HOSTILE_LINE
from crawlers.sample.formats import leie, nppes_bulk, sd_roster
from crawlers.sample.formats.socrata import DATASETS
from crawlers.sample.numbers import npi_check_digit
from crawlers.sample.people import CAST, CROWDED_CITY, crowd
from crawlers.sample.server import HOSTS, SOURCE_HOSTS, SampleServer
from crawlers.sample.world import SampleWorld
from directory.vocabulary import LicenseStatus, Profession

TODAY = date(2026, 11, 20)
CLIENT = httpx.Client(trust_env=False)
BULK, ZIP_PAGE = "nppes_bulk", "/nppes/NPI_Files.html"


@pytest.fixture(scope="module")
def day1() -> SampleWorld:
    return SampleWorld(TODAY, 1)


@pytest.fixture(scope="module")
def day2() -> SampleWorld:
    return SampleWorld(TODAY, 2)


@pytest.fixture(scope="module")
def crowded(day2: SampleWorld) -> Iterator[SampleServer]:
    with SampleServer(day2, crowded=True) as running:
        yield running


@pytest.fixture
def server(crowded: SampleServer, day2: SampleWorld) -> Iterator[SampleServer]:
    """The one running server, put back to day 2 with everything up after each test."""
    yield crowded
    crowded.down = frozenset()
    crowded.swap(day2)


def get(server: SampleServer, source: str, path: str, **kwargs: Any) -> httpx.Response:
    return CLIENT.get(server.base_url(source) + path, **kwargs)


def bulk_rows(world: SampleWorld) -> dict[str, dict[str, str]]:
    archive = zipfile.ZipFile(io.BytesIO(world.nppes_zip))
    assert archive.testzip() is None
    (member,) = (name for name in archive.namelist() if name.startswith("npidata_pfile") and "fileheader" not in name)
    rows = csv.DictReader(io.StringIO(archive.read(member).decode()))
    return {row["NPI"]: row for row in rows}


def readable(world: SampleWorld) -> str:
    """All resources that are text."""
    rows = [world.socrata_rows(dataset_id) for dataset_id in DATASETS]
    pages = [world.nppes_index_page, world.sd_verify_page, world.institute_page, world.leie_csv.decode()]
    return json.dumps([rows, world.api_results, pages])


def everything(world: SampleWorld) -> list[bytes]:
    return [readable(world).encode(), world.nppes_zip, world.sd_pdf]


@pytest.mark.parametrize("day", [1, 2])
def test_same_date_gives_same_bytes(day: int) -> None:
    again = everything(SampleWorld(TODAY, day))
    assert again == everything(SampleWorld(TODAY, day))


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 12, 31), date(2027, 1, 1), date(2026, 3, 31)])
def test_any_date_makes_a_world(today: date) -> None:
    first, second = SampleWorld(today, 1), SampleWorld(today, 2)
    assert first.nppes_zip_name != second.nppes_zip_name
    assert readable(first) != readable(second)
    assert [p.id for p in second.people if p.id != "newly_licensed"] == [p.id for p in first.people]


def test_only_two_days() -> None:
    with pytest.raises(ValueError, match="day 1 and a day 2"):
        SampleWorld(TODAY, 3)


def test_nobody_is_real(day2: SampleWorld) -> None:
    text = readable(day2)
    bulk = bulk_rows(day2)
    npis = set(bulk) | {p.npi for p in crowd(TODAY) if p.npi} | set(re.findall(r"(?<!\d)2\d{9}(?!\d)", text))
    assert len(bulk) > 350
    for npi in npis:
        assert npi[0] == "2"
        assert npi[-1] == npi_check_digit(npi[:9])
    assert npi_check_digit("123456789") == "3"  # CMS's own example, 1234567893
    phones = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", text)
    phones += [
        f"{value[:3]}-{value[3:6]}-{value[6:]}"
        for row in bulk.values()
        for column, value in row.items()
        if value and column.endswith("Telephone Number")
    ]
    assert len(phones) > 700
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", phone) for phone in phones)
    hosts = re.findall(r"(?:https?://|@)([\w.-]+)", text)
    assert hosts
    assert all(host.endswith("example.org") for host in hosts)


def test_people_are_distinct(day2: SampleWorld) -> None:
    npis = [p.npi for p in day2.people if p.npi]
    assert len(npis) == len(set(npis))
    serials = Counter((p.state, held.number) for p in day2.people for held in p.licenses if held.at_board)
    shared = {key for key, times in serials.items() if times > 1}
    assert shared == {("SD", "0546"), ("CO", "0018831")}
    names = Counter((p.first, p.last) for p in day2.people)
    assert {name for name, times in names.items() if times > 1} == {
        ("Rowan", "Castlebury"),
        ("Winston", "Ellerbrook"),
    }


def test_written_numbers_lead_back_to_the_board(day2: SampleWorld) -> None:
    for person in day2.people:
        for held in person.licenses:
            if held.written is None or held.written in {"Pending", "0"}:
                continue
            ours = re.sub(r"\D", "", held.number).lstrip("0")
            assert re.sub(r"\D", "", held.written).lstrip("0") == ours
            assert len(held.written) <= 20
    assert all(len(p.credential) <= 20 for p in day2.people)


def test_cast_is_complete(day2: SampleWorld) -> None:
    assert set(CAST) <= {p.id for p in day2.people}
    assert day2.person("twin_a").full_name == day2.person("twin_b").full_name
    assert day2.person("twin_a").practice is not None
    stolen, owner = day2.person("wrong_number").licenses[0], day2.person("number_owner").licenses[0]
    assert stolen.number == owner.number
    assert [row["credentialnumber"] for row in day2.socrata_rows("qxh8-f4bd")].count(owner.number) == 1
    assert day2.person("father").practice == day2.person("son_jr").practice
    assert day2.person("mailing_only").practice is None
    shown = sum(person.npi is None for person in day2.people if person.state == "SD")
    assert 0.35 < shown / sum(person.state == "SD" for person in day2.people) < 0.65


def test_the_days_differ_as_told(day1: SampleWorld, day2: SampleWorld) -> None:
    def license_of(world: SampleWorld, ident: str) -> Any:
        return world.person(ident).licenses[0]

    assert license_of(day2, "renewed").expires > license_of(day1, "renewed").expires
    assert license_of(day1, "newly_suspended").status is LicenseStatus.ACTIVE
    assert license_of(day2, "newly_suspended").status is LicenseStatus.SUSPENDED
    with pytest.raises(KeyError):
        day1.person("newly_licensed")
    before, after = day1.person("moved").practice, day2.person("moved").practice
    assert before is not None
    assert after is not None
    assert before.zip5 != after.zip5
    back = day1.person("reinstated").npi
    assert back is not None
    assert back.encode() in day1.leie_csv
    assert back.encode() not in day2.leie_csv
    changed = {a.id for a in day1.people for b in day2.people if a.id == b.id and a != b}
    assert changed == {"reinstated", "deactivated", "renewed", "newly_suspended", "moved", "back_in_service",
                       "listed_deactivated"}  # fmt: skip


def test_bulk_file_has_the_documented_form(day1: SampleWorld, day2: SampleWorld) -> None:
    assert len(nppes_bulk.npidata_header()) == 330
    assert nppes_bulk.npidata_header()[0] == "NPI"
    assert nppes_bulk.npidata_header()[-1] == "Certification Date"
    archive = zipfile.ZipFile(io.BytesIO(day2.nppes_zip))
    kinds = {name.split("_pfile_")[0] for name in archive.namelist()}
    assert kinds == {"npidata", "othername", "pl", "endpoint"}
    body = archive.read(archive.namelist()[0]).decode()
    assert "\r" not in body
    assert all(line.startswith('"') and line.count('","') == 329 for line in body.splitlines())
    npi = day2.person("deactivated").npi
    assert npi is not None
    filled = {column for column, value in bulk_rows(day2)[npi].items() if value}
    assert filled == {"NPI", "NPI Deactivation Date"}
    assert bulk_rows(day1)[npi]["Provider Last Name (Legal Name)"] == "SUMMERISLE"
    back = bulk_rows(day2)[day2.person("reactivated").npi or ""]
    assert back["NPI Deactivation Date"]
    assert back["NPI Reactivation Date"]
    assert back["Entity Type Code"] == "1"
    hostile = bulk_rows(day2)[day2.person("hostile").npi or ""]
    assert hostile["Provider Second Line Business Practice Location Address"] == HOSTILE_LINE
    others = [row for row in bulk_rows(day2).values() if row["Entity Type Code"] == "2"]
    assert all(row["Employer Identification Number (EIN)"] == "<UNAVAIL>" for row in others)


def test_leie_has_the_documented_form(day2: SampleWorld) -> None:
    text = day2.leie_csv.decode("ascii")
    assert text.startswith(leie.HEADER + "\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == leie.NOISE_ROWS + 3
    assert all(len(row) == 18 and len(row["BUSNAME"]) <= 30 for row in rows)
    (innocent,) = (row for row in rows if row["LASTNAME"] == "APPLETHWAITE")
    assert (innocent["NPI"], innocent["STATE"]) == ("0000000000", "WA")
    names = {(p.last.upper(), p.first.upper()) for p in day2.people if p.exclusion is None}
    assert not names & {(row["LASTNAME"], row["FIRSTNAME"]) for row in rows}


def test_pdf_table_is_the_people(day2: SampleWorld) -> None:
    with pdfplumber.open(io.BytesIO(day2.sd_pdf)) as document:
        tables = [page.extract_tables() for page in document.pages]
        first_lines = (document.pages[0].extract_text() or "").splitlines()[:2]
    assert first_lines[0] == "SD Licensed Physical Therapists as of 11/20/2026 8:15:02 AM"
    assert first_lines[1] == " ".join(sd_roster.HEADINGS)
    assert [len(found) for found in tables] == [1] * len(tables)
    rows = []
    for (table,) in tables:
        assert tuple(table[0]) == sd_roster.HEADINGS
        rows += [tuple(cell or "" for cell in row) for row in table[1:]]
    assert len(tables) > 1
    assert rows == day2.sd_rows
    held = {(p.last, p.licenses[0].number) for p in day2.people if p.state == "SD"}
    assert {(row[0], row[3]) for row in rows} == held


def test_institute_list_has_every_kind_of_row(day2: SampleWorld) -> None:
    rows = re.findall(r"<tr>(<td>.*?)</tr>", day2.institute_page)
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
    assert 50 <= len(cells) <= 70
    assert all(len(row) == 9 for row in cells)
    assert {(bool(row[5]), bool(row[6])) for row in cells} == {(True, False), (False, True), (False, False)}
    assert [row[7] for row in cells].count("Withdrawn") == 1
    assert "Muñoz-O&#x27;Neil" in day2.institute_page
    unlisted = day2.person("claims_exdn_unlisted")
    assert unlisted.last not in day2.institute_page


def test_socrata_paging_and_filters(server: SampleServer, day2: SampleWorld) -> None:
    path = "/resource/qxh8-f4bd.json"
    total = int(get(server, "wa_doh", path, params={"$select": "count(*)"}).json()[0]["count"])
    pages: list[dict[str, str]] = []
    while True:
        params = {"$order": ":id", "$limit": "40", "$offset": str(len(pages))}
        page = get(server, "wa_doh", path, params=params).json()
        pages += page
        if len(page) < 40:
            break
    assert pages == day2.socrata_rows("qxh8-f4bd")
    assert len(pages) == total
    assert any("middlename" not in row for row in pages)
    where = {"$where": "upper(credentialtype) like '%PHYSICAL THERAP%'", "$limit": "5000"}
    wanted = get(server, "wa_doh", path, params=where).json()
    assert wanted == [row for row in pages if "PHYSICAL THERAP" in row["credentialtype"].upper()]
    group = {"$select": "credentialtype,status,count(*)", "$group": "credentialtype,status"}
    assert sum(int(row["count"]) for row in get(server, "wa_doh", path, params=group).json()) == total
    odd = get(server, "co_dora", "/resource/7s5z-vewr.json", params={"$where": "nonsense(("})
    assert odd.status_code == 400
    assert odd.json()["error"] is True
    linked = get(server, "co_dora", "/resource/7s5z-vewr.json", params={"licensetype": "AC"}).json()
    assert [row["lastname"] for row in linked] == ["Quillmore"]
    assert set(linked[0]["linktoverifylicense"]) == {"url"}
    system = get(server, "co_dora", "/resource/7s5z-vewr.json", params={"$select": ":*,*", "$limit": "1"}).json()
    assert {":id", ":updated_at", "licensenumber"} <= set(system[0])


def test_views_and_conditional_requests(server: SampleServer, day1: SampleWorld) -> None:
    first = get(server, "ct_elicense", "/api/views/ngch-56tr.json")
    assert {"rowsUpdatedAt", "columns"} <= set(first.json())
    again = get(server, "ct_elicense", "/api/views/ngch-56tr.json", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    server.swap(day1)
    earlier = get(server, "ct_elicense", "/api/views/ngch-56tr.json").json()
    assert earlier["rowsUpdatedAt"] < first.json()["rowsUpdatedAt"]
    assert get(server, "wa_doh", "/resource/ngch-56tr.json").status_code == 404


def search(server: SampleServer, **params: str | int) -> Any:
    response = get(server, "nppes_api", "/api/", params={"version": "2.1", **params})
    assert response.status_code == 200
    return response.json()


def test_registry_ceiling(server: SampleServer) -> None:
    city, state = CROWDED_CITY
    query = {
        "city": city,
        "state": state,
        "taxonomy_description": "Physical Therapist",
        "address_purpose": "location",
    }
    found: list[str] = []
    for skip in range(0, 1400, 200):
        page = search(server, **query, limit=500, skip=skip)
        assert page["result_count"] == len(page["results"]) == 200
        found += [result["number"] for result in page["results"]]
    assert len(found) == 1400
    assert len(set(found)) == 1200
    assert found[1000:1200] == found[1200:]
    assert search(server, **query)["result_count"] == 10
    assert search(server, **query, limit=0)["result_count"] == 10
    split = search(server, **query, postal_code="99201*", last_name="Ab*", limit=200)
    assert 0 < split["result_count"] < 200


@pytest.mark.parametrize(
    ("params", "number"),
    [
        ({"state": "WA"}, "07"),
        ({"state": "WA", "enumeration_type": "NPI-1"}, "07"),
        ({"enumeration_type": "NPI-1"}, "09"),
        ({}, "04"),
        ({"last_name": "A*"}, "06"),
        ({"last_name": "*son"}, "06"),
    ],
)
def test_registry_refusals(server: SampleServer, params: dict[str, str], number: str) -> None:
    assert [problem["number"] for problem in search(server, **params)["Errors"]] == [number]


def test_registry_single_numbers(server: SampleServer, day1: SampleWorld, day2: SampleWorld) -> None:
    gone = day2.person("deactivated").npi or ""
    (problem,) = search(server, number=gone)["Errors"]
    assert (problem["field"], problem["number"]) == ("number", "15")
    assert search(server, number="2000000004") == {"result_count": 0, "results": []}
    alone = search(server, number=day2.person("mailing_only").npi or "")["results"][0]
    assert [one["address_purpose"] for one in alone["addresses"]] == ["MAILING"]
    accents = search(server, number=day2.person("accents").npi or "")["results"][0]
    assert accents["basic"]["last_name"] == "MUNOZ-O'NEIL"
    server.swap(day1)
    assert search(server, number=gone)["result_count"] == 1


def test_registry_address_purpose(server: SampleServer, day2: SampleWorld) -> None:
    post = day2.person("post_only_in_state")
    query = {"state": "CO", "last_name": post.last}
    assert search(server, **query)["result_count"] == 1
    assert search(server, **query, address_purpose="location")["result_count"] == 0
    assistants = search(server, state="SD", taxonomy_description="Physical Therapy Assistant", limit=200)
    professions = {p.npi: p.profession for p in day2.people}
    assert {professions[r["number"]] for r in assistants["results"]} == {Profession.PHYSICAL_THERAPIST_ASSISTANT}


def test_files_and_ranges(server: SampleServer, day2: SampleWorld) -> None:
    page = get(server, BULK, ZIP_PAGE).text
    link, deactivated, newer, older = re.findall(r"href='\./(NPPES_[^']+_V2\.zip)'", page)
    assert get(server, BULK, f"/nppes/{deactivated}").content == day2.nppes_deactivations_zip
    assert [get(server, BULK, f"/nppes/{name}").content for name in (older, newer)] == [
        *day2.nppes_weekly_zips.values()
    ]
    whole = get(server, BULK, f"/nppes/{link}")
    assert link == "NPPES_Data_Dissemination_November_2026_V2.zip"
    assert whole.content == day2.nppes_zip
    assert int(whole.headers["content-length"]) == len(day2.nppes_zip)
    assert whole.headers["last-modified"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    rest = get(server, BULK, f"/nppes/{link}", headers={"Range": "bytes=1000-"})
    assert rest.status_code == 206
    assert whole.content[:1000] + rest.content == whole.content
    beyond = get(server, BULK, f"/nppes/{link}", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    verify = "/healthdept/physicaltherapy/verify/"
    (pdf,) = re.findall(r'href="([^"]+\.pdf)"', get(server, "sd_physical_therapy", verify).text)
    assert get(server, "sd_physical_therapy", verify + pdf).content == day2.sd_pdf
    assert get(server, "oig_exclusions", "/exclusions/downloadables/UPDATED.csv").content == day2.leie_csv
    assert get(server, "example_institute", "/certified").text == day2.institute_page


def test_down_hosts_answer_503_but_for_robots(server: SampleServer) -> None:
    server.down = frozenset({"wa_doh", "oig.hhs.gov"})
    assert get(server, "wa_doh", "/resource/qxh8-f4bd.json").status_code == 503
    assert get(server, "oig_exclusions", "/exclusions/downloadables/UPDATED.csv").status_code == 503
    assert get(server, "co_dora", "/resource/7s5z-vewr.json?$limit=1").status_code == 200
    for source in SOURCE_HOSTS:
        assert "Allow: /" in get(server, source, "/robots.txt").text
    assert CLIENT.get(f"http://127.0.0.1:{server.port}/robots.txt").status_code == 200
    assert {h for h in HOSTS if list(SOURCE_HOSTS.values()).count(h) > 1} == {"download.cms.gov"}
