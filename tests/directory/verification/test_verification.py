"""What is said of a person's credentials: each status word with its cause, and what must never be said."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.reading import Flaw, Kept
from crawlers.spiders.oig_exclusions import HEADER, OigExclusionsSpider
from directory.normalize.identifiers import npi_check_digit
from directory.normalize.names import PersonName
from directory.normalize.statuses import license_status
from directory.records import (
    PRACTISING,
    Address,
    ExclusionRecord,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Record,
    Sighting,
    TaxonomyLicense,
    TrainingRecord,
)
from directory.verification import (
    Case,
    Context,
    ExclusionIndex,
    Finding,
    SourceState,
    findings,
    shown_status,
    shown_verdict,
)
from directory.verification.exclusions import exclusion_findings, may_concern
from directory.verification.model import Doubt
from directory.vocabulary import (
    NEEDLING_DISPLAY,
    Audience,
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    Need,
    NeedlingDisplay,
    NpiStatus,
    PlaceKind,
    Profession,
    Reason,
    RuleVerdict,
    SourceKind,
)
from tests.copies import replace

PT, PTA, CHIRO, AT = (
    Profession.PHYSICAL_THERAPIST,
    Profession.PHYSICAL_THERAPIST_ASSISTANT,
    Profession.CHIROPRACTOR,
    Profession.ATHLETIC_TRAINER,
)

TODAY = date(2026, 11, 20)
READ = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
S, E, L = CredentialStatus, ExclusionStatus, LicenseStatus


def an_npi(serial: int) -> str:
    nine = f"2{serial:08d}"
    return f"{nine}{npi_check_digit(nine)}"


OWN, OTHER = an_npi(7), an_npi(8)
NAME = PersonName(first="Petronella", middle="J", last="Quillfeather")
BOARD = LicenseRecord(
    jurisdiction="WA",
    profession=PT,
    license_type="Physical Therapist License",
    number="PT60012345",
    name=NAME,
    status=L.ACTIVE,
    raw_status="ACTIVE",
    expires=TODAY + 300 * DAY,
)
SEATTLE = Address(kind=PlaceKind.PRACTICE, city="SEATTLE", state="WA", zip5="98101")
SLOT = TaxonomyLicense(
    taxonomy_code="225100000X", profession=PT, license_number="PT60012345", license_state="WA", primary=True
)
REGISTRY = NpiRecord(
    npi=OWN,
    entity_type=1,
    status=NpiStatus.ACTIVE,
    name=NAME,
    addresses=(SEATTLE,),
    taxonomies=(SLOT,),
    updated_on=date(2024, 5, 1),
)
ENTRY = ExclusionRecord(
    list_name="LEIE",
    npi=OWN,
    name=PersonName(last="QUILLFEATHER", first="PETRONELLA"),
    exclusion_type="1128b4",
    excluded_on=date(2020, 3, 19),
    state="WA",
    entry="e1",
)
LISTED = TrainingRecord(
    issuer="Example Institute",
    credential="EXDN",
    name=NAME,
    raw_name="Petronella Quillfeather",
    npi=OWN,
    completed_on=date(2023, 4, 1),
    certificate_number="EXDN-0001",
    raw_status="Active",
)
_ids = count(1)


def source(name: str, kind: SourceKind, promise: int = 30, **more: object) -> SourceState:
    made = SourceState(
        name=name,
        title=f"list {name}",
        owner=f"owner of {name}",
        kind=kind,
        jurisdiction=None,
        professions=frozenset(),
        promise_days=promise,
        page_url=f"https://{name}.example.gov/",
        read_at=READ,
    )
    return replace(made, **more)  # type: ignore[arg-type]


SOURCES: Mapping[str, SourceState] = {
    s.name: s
    for s in (
        source("board", SourceKind.LICENSE, jurisdiction="WA", professions=frozenset({PT, PTA})),
        source("registry", SourceKind.IDENTITY, 45),
        source("leie", SourceKind.EXCLUSION),
        source("clinic", SourceKind.LISTING),
        source("institute", SourceKind.TRAINING, 90, letters=("EXDN",), owner="Example Institute"),
    )
}
CONTEXT = Context(as_of=TODAY, sources=SOURCES)
HOME = {"license": "board", "npi": "registry", "exclusion": "leie", "training": "institute", "listing": "clinic"}


def seen(record: Record, *, read_at: datetime = READ, name: str | None = None, scope: str = "") -> Sighting:
    return Sighting(
        record=record,
        record_id=next(_ids),
        source=name or HOME[record.kind],
        scope=scope,
        read_at=read_at,
        as_of=None,
        url="https://example.gov/list",
        sha256="0" * 64,
        locator="row 1",
    )


def judge(
    *records: Record | Sighting,
    entries: Sequence[ExclusionRecord] = (),
    ended: Sequence[ExclusionRecord] = (),
    doubts: Sequence[Doubt] = (),
    context: Context = CONTEXT,
) -> list[Finding]:
    sightings = [r if isinstance(r, Sighting) else seen(r) for r in records]
    index = ExclusionIndex([seen(e) for e in entries], [(seen(e), TODAY - DAY) for e in ended])
    return findings(Case(sightings=sightings, doubts=doubts), index, context)


def of(found: Sequence[Finding], need: Need) -> list[Finding]:
    return [f for f in found if f.need is need]


def one(found: Sequence[Finding], need: Need) -> Finding:
    (finding,) = of(found, need)
    return finding


def without(name: str, context: Context = CONTEXT) -> Context:
    return replace(context, sources={k: v for k, v in context.sources.items() if k != name})


# --- licenses --------------------------------------------------------------------------------------------------------

BY_STATUS = {
    L.ACTIVE: S.CONFIRMED,
    L.ACTIVE_RESTRICTED: S.CONFIRMED_RESTRICTED,
    L.INACTIVE: S.CONFIRMED_NOT_ACTIVE,
    L.EXPIRED: S.CONFIRMED_NOT_ACTIVE,
    L.SUSPENDED: S.CONFIRMED_NOT_ACTIVE,
    L.REVOKED: S.CONFIRMED_NOT_ACTIVE,
    L.SURRENDERED: S.CONFIRMED_NOT_ACTIVE,
    L.SUPERSEDED: S.CONFIRMED_NOT_ACTIVE,
    L.PENDING: S.CONFIRMED_NOT_ACTIVE,
    L.UNKNOWN: S.OUR_ERROR,
}


def test_every_license_status_has_its_result() -> None:
    assert set(BY_STATUS) == set(LicenseStatus)
    assert {
        status for status, result in BY_STATUS.items() if result in (S.CONFIRMED, S.CONFIRMED_RESTRICTED)
    } == PRACTISING


@pytest.mark.parametrize(("status", "expected"), BY_STATUS.items())
def test_license_status(status: LicenseStatus, expected: CredentialStatus) -> None:
    finding = one(judge(replace(BOARD, status=status, raw_status=f"THE {status}")), Need.LICENSE)
    assert finding.status == expected
    assert finding.raw == f"THE {status}"
    assert finding.sighting is not None
    assert finding.jurisdiction, finding.profession == ("WA", PT)
    if expected is S.OUR_ERROR:
        assert finding.reason is Reason.OUR_FAILURE
        assert finding.next_step


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (L.ACTIVE, -1, S.CONTRADICTED),
        (L.ACTIVE, 0, S.CONFIRMED),
        (L.ACTIVE, 1, S.CONFIRMED),
        (L.ACTIVE, None, S.CONFIRMED),
        (L.ACTIVE_RESTRICTED, -1, S.CONTRADICTED),
        (L.ACTIVE_RESTRICTED, 0, S.CONFIRMED_RESTRICTED),
        (L.EXPIRED, -400, S.CONFIRMED_NOT_ACTIVE),
        (L.EXPIRED, 400, S.CONFIRMED_NOT_ACTIVE),
        (L.UNKNOWN, 400, S.OUR_ERROR),
    ],
)
def test_expiry_against_the_day_of_reading(status: LicenseStatus, days: int | None, expected: CredentialStatus) -> None:
    noon = READ.replace(hour=12)
    expires = None if days is None else noon.date() + days * DAY
    finding = one(judge(seen(replace(BOARD, status=status, expires=expires), read_at=noon)), Need.LICENSE)
    assert finding.status == expected
    assert (finding.reason is Reason.SOURCES_CONFLICT) == (expected is S.CONTRADICTED)


@pytest.mark.parametrize(("hour", "expected"), [(2, S.CONFIRMED), (11, S.CONFIRMED), (12, S.CONTRADICTED)])
def test_the_last_day_of_a_license_ends_when_it_ends_everywhere_in_the_us(
    hour: int, expected: CredentialStatus
) -> None:
    """Two in the morning in Greenwich is the evening before in the US: the license still runs."""
    record = replace(BOARD, expires=READ.date() - DAY)
    finding = one(judge(seen(record, read_at=READ.replace(hour=hour))), Need.LICENSE)
    assert finding.status == expected
    assert expected is S.CONTRADICTED or finding.good_until == READ.date() - DAY


@pytest.mark.parametrize(
    ("promise", "expires", "good_until"),
    [
        (30, TODAY + 300 * DAY, TODAY + 30 * DAY),
        (30, TODAY + 3 * DAY, TODAY + 3 * DAY),
        (30, TODAY, TODAY),
        (400, None, TODAY + 120 * DAY),  # no promise for a license is longer than 120 days
    ],
)
def test_a_license_is_good_until_the_promise_or_its_own_end(
    promise: int, expires: date | None, good_until: date
) -> None:
    context = replace(CONTEXT, sources={**SOURCES, "board": replace(SOURCES["board"], promise_days=promise)})
    assert one(judge(replace(BOARD, expires=expires), context=context), Need.LICENSE).good_until == good_until


@pytest.mark.parametrize(("as_of", "base"), [(None, TODAY), (TODAY - 20 * DAY, TODAY - 20 * DAY), (TODAY + DAY, TODAY)])
def test_a_promise_counts_from_the_source_s_own_date_where_that_is_older(as_of: date | None, base: date) -> None:
    records = [
        replace(seen(r), as_of=as_of) for r in (replace(BOARD, expires=None), LISTED, replace(REGISTRY, npi=OWN))
    ]
    found = judge(*records, entries=[])
    assert one(found, Need.LICENSE).good_until == base + 30 * DAY
    assert one(found, Need.NPI).good_until == base + 45 * DAY
    assert one(found, Need.TRAINING).good_until == base + 90 * DAY


def test_what_an_old_list_does_not_show_is_soon_worth_nothing() -> None:
    dated = {name: replace(s, as_of=TODAY - 25 * DAY) for name, s in SOURCES.items()}
    found = judge(writes("PT, EXDN"), context=replace(CONTEXT, sources=dated))
    assert [one(found, need).good_until for need in (Need.LICENSE, Need.EXCLUSION, Need.TRAINING)] == [
        TODAY + 5 * DAY,
        TODAY + 5 * DAY,
        TODAY + 65 * DAY,
    ]


def test_discipline_cases_are_one_license() -> None:
    first = replace(BOARD, case_number="2019-1", discipline=True, raw_discipline="Stipulation")
    second = replace(BOARD, case_number="2022-2", discipline=True, raw_discipline="Letter of Admonition")
    finding = one(judge(first, second), Need.LICENSE)
    assert finding.status == S.CONFIRMED
    assert [case["number"] for case in finding.details["cases"]] == ["2019-1", "2022-2"]
    assert finding.details["discipline"] == ["Letter of Admonition", "Stipulation"]


@pytest.mark.parametrize("change", [{"status": L.SUSPENDED}, {"expires": TODAY + DAY}, {"status": L.UNKNOWN}])
def test_rows_of_one_license_that_disagree_are_contradicted(change: dict[str, object]) -> None:
    rows = [replace(BOARD, case_number="a"), replace(BOARD, case_number="b", **change)]  # type: ignore[arg-type]
    for order in (rows, rows[::-1]):
        finding = one(judge(*order), Need.LICENSE)
        assert finding.status == S.CONTRADICTED
        assert finding.reason is Reason.SOURCES_CONFLICT
        assert finding.next_step


def test_blank_discipline_is_not_no_discipline() -> None:
    unknown = one(judge(replace(BOARD, discipline=None, raw_discipline=None)), Need.LICENSE)
    assert unknown.details["discipline"] == []
    assert unknown.status == S.CONFIRMED


def test_two_licenses_are_two_findings() -> None:
    colorado = replace(BOARD, jurisdiction="CO", license_type="PTL", number="0017072")
    found = of(judge(BOARD, seen(colorado, name="co")), Need.LICENSE)
    assert [(f.jurisdiction, f.status) for f in found] == [("WA", S.CONFIRMED), ("CO", S.CONFIRMED)]


def refused(code: str) -> Doubt:
    return Doubt(code=code, sentence=f"Refused: {code}.", need=Need.LICENSE, jurisdiction="WA", profession=PT)


NUMBERLESS = replace(REGISTRY, taxonomies=(replace(SLOT, license_number=None),))


@pytest.mark.parametrize(
    ("record", "doubt", "covered", "status", "reason"),
    [
        (REGISTRY, None, True, S.NOT_LISTED, Reason.INPUT_INSUFFICIENT),
        (REGISTRY, "ambiguous", True, S.AMBIGUOUS_PERSON, Reason.AMBIGUOUS_PERSON),
        (REGISTRY, "incomplete", True, S.AMBIGUOUS_PERSON, Reason.AMBIGUOUS_PERSON),
        (REGISTRY, "contradiction", True, S.CONTRADICTED, Reason.SOURCES_CONFLICT),
        (REGISTRY, "not_found", True, S.NOT_LISTED, Reason.INPUT_INSUFFICIENT),
        (NUMBERLESS, None, True, S.CLAIMED, Reason.INPUT_INSUFFICIENT),
        (NUMBERLESS, "no_number", True, S.CLAIMED, Reason.INPUT_INSUFFICIENT),
        (REGISTRY, None, False, S.NOT_COVERED, Reason.NOT_PUBLISHED),
        (REGISTRY, "ambiguous", False, S.NOT_COVERED, Reason.NOT_PUBLISHED),
        (REGISTRY, "contradiction", False, S.NOT_COVERED, Reason.NOT_PUBLISHED),
    ],
)
def test_why_no_license_could_be_linked(
    record: NpiRecord, doubt: str | None, covered: bool, status: CredentialStatus, reason: Reason
) -> None:
    doubts = [refused(doubt)] if doubt else []
    finding = one(judge(record, doubts=doubts, context=CONTEXT if covered else without("board")), Need.LICENSE)
    assert (finding.status, finding.reason) == (status, reason)
    assert finding.next_step
    assert "Washington" in finding.next_step


@pytest.mark.parametrize("number", ["PENDING", "", "0", "n/a", "00000"])
def test_what_is_no_number_is_never_looked_up(number: str) -> None:
    record = replace(REGISTRY, taxonomies=(replace(SLOT, license_number=number),))
    assert one(judge(record), Need.LICENSE).status == S.CLAIMED


def test_a_board_that_was_never_read_well_covers_nobody() -> None:
    unread = {**SOURCES, "board": replace(SOURCES["board"], read_at=None)}
    assert one(judge(REGISTRY, context=replace(CONTEXT, sources=unread)), Need.LICENSE).status == S.NOT_COVERED


def test_a_profession_that_the_board_list_lacks_is_not_covered() -> None:
    chiro = replace(REGISTRY, taxonomies=(replace(SLOT, profession=CHIRO),))
    assert one(judge(chiro), Need.LICENSE).status == S.NOT_COVERED


def test_a_list_that_is_old_makes_not_listed_stale_however_new_the_registry_is() -> None:
    """The board was read 29 days ago, the NPI registry today: after two days the board's silence is worth nothing."""
    old = {**SOURCES, "board": replace(SOURCES["board"], read_at=READ - 29 * DAY)}
    finding = one(judge(REGISTRY, context=replace(CONTEXT, sources=old)), Need.LICENSE)
    assert finding.status == S.NOT_LISTED
    assert finding.good_until == TODAY + DAY
    assert shown_status(finding.status, finding.good_until, TODAY + 2 * DAY) == S.STALE
    assert finding.details["list_read_on"] == (READ - 29 * DAY).date().isoformat()


def test_an_authority_alone_is_no_license() -> None:
    authority = replace(BOARD, profession=CHIRO, license_type="AC", authority="acupuncture authority of a chiropractor")
    found = of(judge(authority), Need.LICENSE)
    assert [f.status for f in found] == [S.CONFIRMED, S.NOT_COVERED]
    assert found[0].details["authority"]


# --- the NPI ---------------------------------------------------------------------------------------------------------

LATER, EARLIER = READ, READ - 3 * DAY


def deactivated(when: date) -> NpiRecord:
    return replace(REGISTRY, status=NpiStatus.DEACTIVATED, deactivated_on=when)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([REGISTRY], S.CONFIRMED),
        ([deactivated(date(2026, 1, 1))], S.CONFIRMED_NOT_ACTIVE),
        ([replace(REGISTRY, status=NpiStatus.UNKNOWN)], S.OUR_ERROR),
        # newer deactivation beats an older entry that is active, and the other way round
        ([REGISTRY, deactivated(date(2026, 1, 1))], S.CONFIRMED_NOT_ACTIVE),
        ([deactivated(date(2023, 1, 1)), replace(REGISTRY, updated_on=date(2026, 1, 1))], S.CONFIRMED_NOT_ACTIVE),
        (
            [deactivated(date(2024, 6, 1)), replace(REGISTRY, reactivated_on=date(2025, 1, 1))],
            S.CONFIRMED,
        ),
    ],
)
def test_npi(records: list[NpiRecord], expected: CredentialStatus) -> None:
    if len(records) == 2 and expected is S.CONFIRMED_NOT_ACTIVE and records[0].deactivated_on:
        records = [replace(records[0], updated_on=date(2026, 6, 1)), records[1]]
    sightings = [seen(r, scope=f"s{i}") for i, r in enumerate(records)]
    for order in (sightings, sightings[::-1]):
        assert one(judge(*order), Need.NPI).status == expected


def test_of_equal_dates_the_adverse_one_counts() -> None:
    """A bulk file loaded after a live look-up may be older than it: only a later date of the registry reactivates."""
    gone = replace(REGISTRY, status=NpiStatus.DEACTIVATED)  # as after the API's error 15: no dates of its own
    back = replace(REGISTRY, updated_on=date(2026, 11, 1))
    for first, last, expected in (
        (REGISTRY, gone, S.CONFIRMED_NOT_ACTIVE),
        (gone, REGISTRY, S.CONFIRMED_NOT_ACTIVE),
        (gone, back, S.CONFIRMED),
    ):
        sightings = [seen(first, read_at=EARLIER, scope="a"), seen(last, read_at=LATER, scope="b")]
        assert one(judge(*sightings), Need.NPI).status == expected


def test_an_npi_is_never_a_license() -> None:
    found = judge(REGISTRY, context=without("board"))
    assert one(found, Need.NPI).status == S.CONFIRMED
    assert one(found, Need.LICENSE).status == S.NOT_COVERED


def test_nobody_without_an_npi_gets_a_finding_about_one() -> None:
    assert of(judge(BOARD), Need.NPI) == []


# --- exclusions ------------------------------------------------------------------------------------------------------


def named(text: str) -> PersonName:
    first, _, last = text.partition(" ")
    return PersonName(first=first or None, last=last or None)


def person(text: str, *former: str, npi: str = OWN) -> NpiRecord:
    return replace(REGISTRY, npi=npi, name=named(text), other_names=tuple(map(named, former)))


def entry(text: str, npi: str | None = None) -> ExclusionRecord:
    return replace(ENTRY, npi=npi, name=named(text), entry=f"{text}/{npi}")


@pytest.mark.parametrize(
    ("who", "listed", "expected"),
    [
        (person("Petra Stonewick"), entry("PETRA STONEWICK", OWN), E.LISTED),
        (person("Petra Stonewick"), entry("PETRA HOLLOWAY", OWN), E.LISTED),  # married, number agrees
        (person("Petra Stonewick"), entry("GUSTAV HOLLOWAY", OWN), E.POSSIBLE_HIT),  # number agrees, name does not
        (person("Petra Stonewick"), replace(ENTRY, name=None, business_name="STONEWICK LLC"), E.POSSIBLE_HIT),
        (person("Petra Stonewick"), entry("PETRA STONEWICK"), E.POSSIBLE_HIT),
        (person("Petra Stonewick"), entry("PETRA STONEWICK", OTHER), E.NONE_FOUND),  # somebody else's number
        (person("Petra Stonewick"), entry("GUSTAV STONEWICK"), E.NONE_FOUND),
        (person("Petra Stonewick"), entry("PETRA HOLLOWAY"), E.NONE_FOUND),
        (person("Petra Stonewick-Holloway"), entry("PETRA HOLLOWAY"), E.POSSIBLE_HIT),
        (person("Petra Stonewick-Holloway"), entry("PETRA STONEWICK"), E.POSSIBLE_HIT),
        (person("Petra Stonewick"), entry("PETRA STONEWICK-HOLLOWAY"), E.POSSIBLE_HIT),
        (person("Petra Holloway", "Petra Stonewick"), entry("PETRA STONEWICK"), E.POSSIBLE_HIT),
        (person("Petra Holloway", "Petra Stonewick"), entry("PETRA STONEWICK", OWN), E.LISTED),
        # the list keeps 20 letters of a surname and 15 of a given name
        (person("Anna Featherstonehaughington"), entry("ANNA FEATHERSTONEHAUGHING"[:25]), E.POSSIBLE_HIT),
        (person("Anna Featherstonehaugh-Montague"), entry("ANNA FEATHERSTONEHAUGH-MO"), E.POSSIBLE_HIT),
        (person("Anna Featherstonehaugh-Montague"), entry("ANNA MONTAGUE"), E.POSSIBLE_HIT),
        (person("Wilhelminaseraphina Stonewick"), entry("WILHELMINASERAP STONEWICK"), E.POSSIBLE_HIT),
        # halves of two letters, particles that are surnames, halves that the list cut
        (person("Wei Garcia-Li"), entry("WEI LI"), E.POSSIBLE_HIT),
        (person("Wei Garcia Li"), entry("WEI LI"), E.POSSIBLE_HIT),
        (person("Wei Li"), entry("WEI GARCIA-LI"), E.POSSIBLE_HIT),
        (person("Wei Do-Nguyen"), entry("WEI DO"), E.POSSIBLE_HIT),
        (person("Wei Garcia-Lin"), entry("WEI LI"), E.NONE_FOUND),
        (person("Gustav Garcia-Li"), entry("WEI LI"), E.NONE_FOUND),
        (person("Ann Richardson"), entry("ANN MONTGOMERY-RICHARDSO"), E.POSSIBLE_HIT),
        (person("Ann De La Cruz"), entry("ANN FEATHERSTONE-DE LA C"), E.NONE_FOUND),  # one letter says nothing
        (person("Ann De La Cruz"), entry("ANN MONTGOMERY-DE LA CRU"), E.POSSIBLE_HIT),
        (person("Ann Richardson"), entry("ANN MONTGOMERY-RICHARDS"), E.NONE_FOUND),  # 19 letters: not cut
        (person("Katharina Stonewick"), entry("ANNAMARIE-KATHA STONEWICK"), E.POSSIBLE_HIT),
        (person("Katharina Stonewick"), entry("ANNAMARIA-KATH STONEWICK"), E.NONE_FOUND),
        # looser for a possible hit only: with the number, a half of two letters makes no listing of its own
        (person("Wei Garcia-Li"), entry("GUSTAV LI", OWN), E.POSSIBLE_HIT),
        (person("José Núñez"), entry("JOSE NUNEZ"), E.POSSIBLE_HIT),
        (person("P Stonewick"), entry("PETRA STONEWICK"), E.POSSIBLE_HIT),
    ],
)
def test_exclusion_hits(who: NpiRecord, listed: ExclusionRecord, expected: ExclusionStatus) -> None:
    finding = one(judge(who, entries=[listed]), Need.EXCLUSION)
    assert finding.status == expected
    if expected is E.POSSIBLE_HIT:
        assert finding.audience is Audience.COORDINATOR
        assert finding.reason is Reason.HUMAN_REVIEW_PENDING
        assert finding.next_step
    else:
        assert finding.audience is Audience.PATIENT
    if expected is not E.NONE_FOUND:
        assert finding.sighting is not None


def test_a_hit_with_the_number_outranks_a_name() -> None:
    finding = one(judge(REGISTRY, entries=[replace(ENTRY, npi=None, entry="e0"), ENTRY]), Need.EXCLUSION)
    assert finding.status == E.LISTED
    assert len(finding.details["entries"]) == 2


def test_without_an_npi_the_entry_s_number_decides_nothing() -> None:
    assert one(judge(BOARD, entries=[ENTRY]), Need.EXCLUSION).status == E.POSSIBLE_HIT


def test_none_found_says_what_was_searched() -> None:
    former = replace(REGISTRY, other_names=(PersonName(first="Petronella", last="Ashgrove"),))
    married = replace(BOARD, name=replace(NAME, last="Quillfeather-Ames"))
    finding = one(judge(former, married, entries=[entry("SOMEBODY ELSEWHERE")]), Need.EXCLUSION)
    assert finding.status == E.NONE_FOUND
    assert finding.details["criteria"] == [
        f"NPI {OWN}",
        "name Petronella J Quillfeather-Ames",
        "name Petronella J Quillfeather",
        "name Petronella Ashgrove",
    ]
    assert finding.details["list"] == "list leie"


@pytest.mark.parametrize("entries", [(), (replace(ENTRY, npi=None, name=None, business_name="ACME CLINICS"),)])
def test_none_found_ages_whatever_stands_on_the_list(entries: tuple[ExclusionRecord, ...]) -> None:
    finding = one(judge(REGISTRY, entries=entries), Need.EXCLUSION)
    assert finding.status == E.NONE_FOUND
    assert finding.good_until == TODAY + 30 * DAY


def test_an_exclusion_promise_is_never_longer_than_a_month() -> None:
    context = replace(CONTEXT, sources={**SOURCES, "leie": replace(SOURCES["leie"], promise_days=365)})
    for entries in ([], [entry("SOMEBODY ELSEWHERE")], [ENTRY]):
        finding = one(judge(REGISTRY, entries=entries, context=context), Need.EXCLUSION)
        assert finding.good_until == TODAY + 30 * DAY


@pytest.mark.parametrize("name", [None, PersonName(last="Quillfeather"), PersonName(first="Petronella")])
def test_too_little_data_is_never_clear(name: PersonName | None) -> None:
    finding = one(judge(replace(REGISTRY, name=name)), Need.EXCLUSION)
    assert finding.status == E.TOO_LITTLE_DATA
    assert finding.audience is Audience.COORDINATOR
    assert finding.reason is Reason.INPUT_INSUFFICIENT
    assert finding.next_step


def test_gone_from_the_list_is_formerly_listed_and_says_since_when() -> None:
    finding = one(judge(REGISTRY, ended=[ENTRY]), Need.EXCLUSION)
    assert finding.status == E.FORMERLY_LISTED
    assert finding.details["gone_on"] == (TODAY - DAY).isoformat()
    assert finding.sighting is not None


def test_gone_and_back_again_is_listed() -> None:
    again = replace(ENTRY, entry="e2", excluded_on=date(2026, 2, 1))
    assert one(judge(REGISTRY, entries=[again], ended=[ENTRY]), Need.EXCLUSION).status == E.LISTED


@pytest.mark.parametrize(
    "ended", [replace(ENTRY, npi=None), replace(ENTRY, npi=OTHER), replace(ENTRY, name=named("A B"))]
)
def test_a_former_entry_of_somebody_else_is_none(ended: ExclusionRecord) -> None:
    assert one(judge(REGISTRY, ended=[ended]), Need.EXCLUSION).status == E.NONE_FOUND


def test_a_waiver_is_told() -> None:
    waived = replace(ENTRY, waiver_on=date(2022, 1, 1), waiver_state="ND")
    assert one(judge(REGISTRY, entries=[waived]), Need.EXCLUSION).details["entries"][0]["waiver_state"] == "ND"


def test_no_list_read_gives_no_answer_at_all() -> None:
    unread = {**SOURCES, "leie": replace(SOURCES["leie"], read_at=None)}
    assert of(judge(REGISTRY, context=replace(CONTEXT, sources=unread)), Need.EXCLUSION) == []


def leie(folder: Path, **cells: str) -> ExclusionRecord:
    row = {**dict.fromkeys(HEADER, ""), "NPI": "0000000000", "EXCLTYPE": "1128b4", "EXCLDATE": "20200319", **cells}
    file = folder / "UPDATED.csv"
    file.write_text(",".join(HEADER) + "\r\n" + ",".join(f'"{row[c]}"' for c in HEADER) + "\r\n")
    (reading,) = OigExclusionsSpider.read_file(file)
    assert isinstance(reading, Kept)
    assert isinstance(reading.record, ExclusionRecord)
    return reading.record


def test_the_list_s_ten_zeros_never_join(tmp_path: Path) -> None:
    nobody = leie(tmp_path, LASTNAME="ELSEWHERE", FIRSTNAME="SOMEBODY")
    assert nobody.npi is None
    namesake = leie(tmp_path, LASTNAME="QUILLFEATHER", FIRSTNAME="PETRONELLA")
    zeros = replace(REGISTRY, npi="0000000000")
    for who in (REGISTRY, zeros):
        assert one(judge(who, entries=[nobody]), Need.EXCLUSION).status == E.NONE_FOUND
        assert one(judge(who, entries=[namesake]), Need.EXCLUSION).status == E.POSSIBLE_HIT


def test_a_bad_number_on_the_list_is_a_flaw(tmp_path: Path) -> None:
    row = {**dict.fromkeys(HEADER, ""), "NPI": "2000000001", "LASTNAME": "X", "EXCLDATE": "20200319"}
    file = tmp_path / "UPDATED.csv"
    file.write_text(",".join(HEADER) + "\n" + ",".join(f'"{row[c]}"' for c in HEADER) + "\n")
    assert any(isinstance(reading, Flaw) for reading in OigExclusionsSpider.read_file(file))


# --- training --------------------------------------------------------------------------------------------------------


def writes(text: str) -> NpiRecord:
    return replace(REGISTRY, credential_text=text)


def listed_with(*letters: str, **more: object) -> ListingRecord:
    entry = ListingRecord(entry="1", publisher="Example Clinic", name=NAME, npi=OWN, letters=letters)
    return replace(entry, **more)  # type: ignore[arg-type]


LAPSED = replace(BOARD, status=L.EXPIRED)
AUTHORITY = replace(BOARD, license_type="AC", number="0001", authority="an authority of theirs")
OUTDATED = seen(replace(BOARD, number="PT60099999"), read_at=READ - 31 * DAY)
IN_PROHIBITING = replace(
    REGISTRY,
    credential_text="PT, CMTPT/DN",
    addresses=(replace(SEATTLE, state="CA"),),
    taxonomies=(replace(SLOT, license_state="CA"),),
)


@pytest.mark.parametrize(
    ("records", "entries", "status", "grade"),
    [
        ((BOARD, LISTED), (), S.CONFIRMED, 4),
        ((LISTED,), (), S.CONFIRMED, 4),
        # only what the list calls active, under a number of its own, is a credential in force
        ((BOARD, replace(LISTED, certificate_number=None)), (), S.CONFIRMED, 3),
        ((BOARD, replace(LISTED, raw_status=None)), (), S.CONFIRMED, 3),
        ((BOARD, replace(LISTED, raw_status="Member")), (), S.CONFIRMED, 3),
        ((BOARD, replace(LISTED, withdrawn=True)), (), S.CONFIRMED_NOT_ACTIVE, 0),
        ((BOARD, replace(LISTED, completed_on=TODAY + DAY)), (), S.CONTRADICTED, 0),
        ((BOARD, replace(LISTED, completed_on=TODAY)), (), S.CONFIRMED, 4),
        ((BOARD, replace(LISTED, completed_on=None)), (), S.CONFIRMED, 4),
        ((BOARD, REGISTRY, LISTED), (ENTRY,), S.CONTRADICTED, 0),
        ((LAPSED, LISTED), (), S.CONTRADICTED, 0),
        ((replace(BOARD, status=L.REVOKED), LISTED), (), S.CONTRADICTED, 0),
        ((BOARD, replace(REGISTRY, status=NpiStatus.DEACTIVATED), LISTED), (), S.CONTRADICTED, 0),
        ((BOARD, replace(REGISTRY, status=NpiStatus.UNKNOWN), LISTED), (), S.CONFIRMED, 4),
        # an authority beside a license is no license
        ((LAPSED, AUTHORITY, LISTED), (), S.CONTRADICTED, 0),
        ((AUTHORITY, writes("PT, DPT, CMTPT/DN")), (), S.ISSUER_SILENT, 1),
        # a license that has run out by now is no active one
        ((LAPSED, OUTDATED, LISTED), (), S.CONTRADICTED, 0),
        ((OUTDATED, writes("PT, DPT, CMTPT/DN")), (), S.ISSUER_SILENT, 1),
        ((REGISTRY, LISTED), (replace(ENTRY, npi=None),), S.CONFIRMED, 4),  # a namesake takes nothing away
        ((BOARD, writes("PT, DPT, CMTPT/DN")), (), S.ISSUER_SILENT, 2),
        ((writes("PT, DPT, CMTPT/DN"),), (), S.ISSUER_SILENT, 1),  # no license of theirs is checked
        ((LAPSED, writes("PT, CMTPT/DN")), (), S.ISSUER_SILENT, 0),
        ((BOARD, writes("PT, CMTPT/DN")), (ENTRY,), S.ISSUER_SILENT, 0),
        ((IN_PROHIBITING,), (), S.ISSUER_SILENT, 1),
        ((BOARD, writes("PT, Cert Dry Needler")), (), S.CLAIMED, 1),
        ((LAPSED, writes("PT, Cert Dry Needler")), (), S.CLAIMED, 0),
        ((BOARD, writes("PT, DPT, EXDN")), (), S.NOT_LISTED, 1),
        ((LAPSED, writes("PT, DPT, EXDN")), (), S.NOT_LISTED, 0),
        ((BOARD, writes("PT, DPT, EXDN")), (ENTRY,), S.NOT_LISTED, 0),
        ((BOARD, writes("PT, DPT, OCS, FAAOMPT")), (), S.NOT_COVERED, 0),
        # a clinic's page claims, and never more than that
        ((BOARD, REGISTRY, listed_with("PT", "CMTPT/DN")), (), S.ISSUER_SILENT, 2),
        ((REGISTRY, listed_with("PT", "CMTPT/DN")), (), S.ISSUER_SILENT, 1),
        ((BOARD, REGISTRY, listed_with("EXDN")), (), S.NOT_LISTED, 1),
        ((BOARD, REGISTRY, listed_with("PT", "CMTPT")), (), S.NOT_COVERED, 0),
        ((BOARD, REGISTRY, listed_with(role="Certified, license verified, NPI verified")), (), S.NOT_COVERED, 0),
        ((BOARD, writes("PT, CMTPT/DN"), listed_with("CMTPT/DN")), (), S.ISSUER_SILENT, 2),
        ((BOARD, REGISTRY, LISTED, listed_with("EXDN")), (), S.CONFIRMED, 4),
        ((BOARD,), (), S.NOT_COVERED, 0),
    ],
)
def test_training_grades(
    records: tuple[Record | Sighting, ...], entries: tuple[ExclusionRecord, ...], status: CredentialStatus, grade: int
) -> None:
    finding = one(judge(*records, entries=entries), Need.TRAINING)
    assert (finding.status, finding.grade) == (status, grade)


def test_letters_that_a_clinic_writes_are_the_clinic_s_words() -> None:
    theirs = one(judge(BOARD, REGISTRY, listed_with("Cert Dry Needler")), Need.TRAINING)
    own = one(judge(BOARD, writes("PT, Cert Dry Needler"), listed_with("Cert Dry Needler")), Need.TRAINING)
    assert theirs.details["written_by"] == "Example Clinic"
    assert "written_by" not in own.details
    assert (theirs.source, own.source) == ("clinic", "registry")


@pytest.mark.parametrize("records", [(LAPSED, LISTED), (REGISTRY, LISTED)])
def test_what_contradicts_a_listing_is_for_coordinators(records: tuple[Record, ...]) -> None:
    finding = one(judge(*records, entries=[ENTRY]), Need.TRAINING)
    assert finding.status == S.CONTRADICTED
    assert finding.audience is Audience.COORDINATOR
    assert finding.reason is Reason.SOURCES_CONFLICT
    assert finding.next_step
    assert finding.details["why"]


def test_one_active_license_is_enough() -> None:
    elsewhere = seen(replace(LAPSED, jurisdiction="CO", number="0001234"), name="co")
    assert one(judge(BOARD, elsewhere, LISTED), Need.TRAINING).grade == 4


@pytest.mark.parametrize(
    "text",
    [
        "PT, CMTPT",
        "PT, DNS",
        "PT, IMS",
        "PT, CDN",
        "DNS",
        "IMS",
        "CMTPT",
        "EXDNP",
        "PT EXDN-P",
        "FEXDN",
        None,
        "",
        "PT",
    ],
)
def test_colliding_letters_claim_nothing(text: str | None) -> None:
    finding = one(judge(BOARD, replace(REGISTRY, credential_text=text)), Need.TRAINING)
    assert finding.status == S.NOT_COVERED
    assert finding.grade == 0


@pytest.mark.parametrize("text", ["EXDN", "PT, EXDN", "PT/EXDN", "PT; EXDN", "PT EXDN", "exdn", "PT, E.X.D.N."])
def test_the_issuer_s_own_letters_without_a_listing(text: str) -> None:
    assert one(judge(BOARD, writes(text)), Need.TRAINING).status == S.NOT_LISTED


def test_a_listing_silences_the_claim_of_the_same_letters() -> None:
    assert one(judge(BOARD, writes("PT, EXDN"), LISTED), Need.TRAINING).status == S.CONFIRMED


def test_a_list_that_was_never_read_lists_nobody_as_missing() -> None:
    unread = {**SOURCES, "institute": replace(SOURCES["institute"], read_at=None)}
    finding = one(judge(BOARD, writes("PT, EXDN"), context=replace(CONTEXT, sources=unread)), Need.TRAINING)
    assert finding.status != S.NOT_LISTED


def test_not_on_the_training_list_ages_with_the_list() -> None:
    old = {**SOURCES, "institute": replace(SOURCES["institute"], read_at=READ - 80 * DAY)}
    finding = one(judge(BOARD, writes("PT, EXDN"), context=replace(CONTEXT, sources=old)), Need.TRAINING)
    assert finding.good_until == TODAY + 10 * DAY
    assert shown_status(finding.status, finding.good_until, TODAY + 11 * DAY) == S.STALE


def test_hours_are_implied_by_letters_and_never_evidenced() -> None:
    claimed = one(judge(BOARD, writes("PT, Cert. DN")), Need.TRAINING)
    assert "hours_evidenced" not in claimed.details or claimed.details["hours_evidenced"] is None
    listed = one(judge(BOARD, LISTED), Need.TRAINING)
    assert listed.details["hours_evidenced"] is None
    assert listed.details["hours_implied"] is None
    with_hours = [
        f
        for text in ("PT, CMTPT/DN", "PT, Cert. DN", "PT, CDNT", "PT, CIDN")
        for f in of(judge(BOARD, writes(text)), Need.TRAINING)
        if f.details.get("hours_implied")
    ]
    assert with_hours
    assert all(f.details["hours_implied_by"] and not f.details.get("hours_evidenced") for f in with_hours)
    assert all((f.grade or 0) < 3 for f in with_hours)


def test_no_number_of_claims_makes_a_listing() -> None:
    found = of(judge(BOARD, writes("PT, CMTPT/DN, Cert. DN, EXDN, Cert Dry Needler")), Need.TRAINING)
    assert len(found) > 2
    assert max(f.grade or 0 for f in found) == 2


# --- the state's rule: the packaged ones; test_needling.py tells what they make of papers and look-ups ----------------


def test_one_rule_for_each_state_and_profession() -> None:
    second = replace(SEATTLE, kind=PlaceKind.SECONDARY_PRACTICE, state="OR")
    mail = replace(SEATTLE, kind=PlaceKind.MAILING, state="CO")
    found = of(judge(BOARD, replace(REGISTRY, addresses=(SEATTLE, second, mail))), Need.NEEDLING_RULE)
    assert [f.jurisdiction for f in found] == ["OR", "WA"]


IN_MAINE = replace(BOARD, jurisdiction="ME")


@pytest.mark.parametrize(
    ("records", "verdict", "reason", "good_until"),
    [
        ([IN_MAINE], RuleVerdict.NO_STANDARD, None, TODAY + 30 * DAY),
        ([replace(IN_MAINE, expires=TODAY)], RuleVerdict.NO_STANDARD, None, TODAY),
        ([IN_MAINE, replace(IN_MAINE, number="2", expires=TODAY)], RuleVerdict.NO_STANDARD, None, TODAY + 30 * DAY),
        ([seen(IN_MAINE, read_at=READ - 31 * DAY)], RuleVerdict.CANNOT_TELL, Reason.SOURCE_STALE, None),
        (
            [seen(replace(IN_MAINE, expires=TODAY - DAY), read_at=READ - 3 * DAY)],
            RuleVerdict.CANNOT_TELL,
            Reason.SOURCE_STALE,
            None,
        ),
        ([replace(IN_MAINE, status=L.SUSPENDED)], RuleVerdict.NOT_MET, None, TODAY + 30 * DAY),
        ([replace(IN_MAINE, status=L.EXPIRED)], RuleVerdict.CANNOT_TELL, Reason.INPUT_INSUFFICIENT, None),
        (
            [seen(replace(IN_MAINE, status=L.EXPIRED), read_at=READ - 31 * DAY)],
            RuleVerdict.CANNOT_TELL,
            Reason.SOURCE_STALE,
            None,
        ),
        ([replace(IN_MAINE, authority="an authority")], RuleVerdict.CANNOT_TELL, Reason.INPUT_INSUFFICIENT, None),
    ],
)
def test_may_rests_on_a_license_that_counts_today(
    records: list[Record | Sighting], verdict: RuleVerdict, reason: Reason | None, good_until: date | None
) -> None:
    finding = one(judge(*records), Need.NEEDLING_RULE)
    assert (finding.verdict, finding.reason, finding.good_until) == (verdict, reason, good_until)
    assert bool(finding.next_step) == (reason is not None)


# --- the passing of time ----------------------------------------------------------------------------------------------

STAY = {S.NOT_COVERED, S.CLAIMED, S.ISSUER_SILENT, S.CONFIRMED_NOT_ACTIVE, E.LISTED, E.POSSIBLE_HIT}


@pytest.mark.parametrize("status", [*CredentialStatus, *ExclusionStatus])
def test_what_age_does(status: str) -> None:
    last = TODAY
    assert shown_status(status, None, TODAY + 9999 * DAY) == status
    assert shown_status(status, last, last) == status  # the last day counts
    assert shown_status(status, last, last + DAY) == (status if status in STAY else S.STALE)


@pytest.mark.parametrize("verdict", RuleVerdict)
def test_what_age_does_to_a_rule(verdict: RuleVerdict) -> None:
    """What a rule says ends with the license and the rule it rests on, in the word and in the sentence."""
    word = NEEDLING_DISPLAY[verdict]
    for good_until, day in ((None, TODAY + 9999 * DAY), (TODAY, TODAY)):
        assert (shown_status(word, good_until, day), shown_verdict(verdict, good_until, day)) == (word, verdict)
    late = TODAY + DAY
    assert shown_status(word, TODAY, late) == NeedlingDisplay.CANNOT_TELL
    assert shown_verdict(verdict, TODAY, late) == RuleVerdict.CANNOT_TELL
    assert shown_verdict(None, TODAY, late) is None


def test_age_never_clears_anybody_and_never_confirms() -> None:
    good = {S.CONFIRMED, S.CONFIRMED_RESTRICTED, E.NONE_FOUND, E.FORMERLY_LISTED}
    aged = {status: shown_status(status, TODAY, TODAY + DAY) for status in (*CredentialStatus, *ExclusionStatus)}
    assert not good & set(aged.values())
    assert aged[E.LISTED] == E.LISTED
    assert aged[S.CONFIRMED_NOT_ACTIVE] == S.CONFIRMED_NOT_ACTIVE


# --- what holds for everybody -----------------------------------------------------------------------------------------

CANNOT_TELL = {
    S.CLAIMED, S.ISSUER_SILENT, S.NOT_LISTED, S.STALE, S.CONTRADICTED, S.AMBIGUOUS_PERSON, S.OUR_ERROR, S.NOT_COVERED,
    E.POSSIBLE_HIT, E.TOO_LITTLE_DATA, NeedlingDisplay.CANNOT_TELL, NeedlingDisplay.NO_RULE,
}  # fmt: skip
SAYS_YES = {S.CONFIRMED, S.CONFIRMED_RESTRICTED}
WORDS: Mapping[Need, set[str]] = {
    Need.LICENSE: set(CredentialStatus),
    Need.NPI: set(CredentialStatus),
    Need.TRAINING: set(CredentialStatus),
    Need.EXCLUSION: set(ExclusionStatus),
    Need.NEEDLING_RULE: set(NeedlingDisplay),
}

days = st.dates(TODAY - 900 * DAY, TODAY + 900 * DAY)
maybe_days = st.none() | days
states = st.sampled_from(["WA", "CO", "CA", "PA", "ME", "DC"])
professions = st.sampled_from(list(Profession))
names = st.builds(
    PersonName,
    last=st.sampled_from(["Quillfeather", "Ashgrove", "Stonewick-Holloway", None]),
    first=st.sampled_from(["Petronella", "P", "Gustav", None]),
)
reads = st.sampled_from([READ, READ - 40 * DAY, READ - 200 * DAY])
board_rows = st.builds(
    LicenseRecord,
    jurisdiction=states,
    profession=professions,
    license_type=st.sampled_from(["A", "B"]),
    number=st.sampled_from(["1001", "1002", "PENDING"]),
    name=names,
    status=st.sampled_from(LicenseStatus),
    raw_status=st.sampled_from(["a word", None]),
    expires=maybe_days,
    discipline=st.none() | st.booleans(),
    case_number=st.sampled_from([None, "c1", "c2"]),
    authority=st.sampled_from([None, None, "authority"]),
)
registry_rows = st.builds(
    NpiRecord,
    npi=st.just(OWN),
    status=st.sampled_from(NpiStatus),
    name=st.none() | names,
    other_names=st.lists(names, max_size=1).map(tuple),
    credential_text=st.sampled_from([None, "PT, EXDN", "PT, CMTPT/DN", "PT, Cert Dry Needler", "PT, IMS", "x" * 400]),
    addresses=st.lists(st.builds(Address, kind=st.sampled_from(PlaceKind), state=st.none() | states), max_size=3).map(
        tuple
    ),
    taxonomies=st.lists(
        st.builds(
            TaxonomyLicense,
            taxonomy_code=st.just("225100000X"),
            profession=st.none() | professions,
            license_number=st.sampled_from([None, "1001", "PENDING"]),
            license_state=st.none() | states,
        ),
        max_size=3,
    ).map(tuple),
    updated_on=maybe_days,
    deactivated_on=maybe_days,
)
list_rows = st.builds(
    TrainingRecord,
    issuer=st.just("Example Institute"),
    credential=st.just("EXDN"),
    name=names,
    raw_name=st.just("as listed"),
    certificate_number=st.sampled_from(["1", "2"]),
    completed_on=maybe_days,
    withdrawn=st.booleans(),
)
entries_ = st.builds(
    ExclusionRecord,
    list_name=st.just("LEIE"),
    npi=st.sampled_from([None, OWN, OTHER]),
    name=st.none() | names,
    excluded_on=maybe_days,
    entry=st.sampled_from(["1", "2", "3"]),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting], list[Doubt], Context]:
    records = draw(st.lists(board_rows | registry_rows | list_rows, max_size=5))
    sightings = {
        (s.source, s.scope, s.record.key): s
        for n, record in enumerate(records)
        for s in [seen(record, read_at=draw(reads), scope=f"s{n % 2}" if record.kind == "npi" else "")]
    }
    listed = {e.record.key: e for e in map(seen, draw(st.lists(entries_, max_size=3)))}
    codes = st.sampled_from(["ambiguous", "contradiction", "incomplete", "not_found", "no_number"])
    doubts = [
        Doubt(
            code=draw(codes),
            sentence="Why.",
            need=Need.LICENSE,
            jurisdiction=draw(states),
            profession=draw(professions),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    unread = draw(st.sets(st.sampled_from(sorted(SOURCES))))
    sources = {name: replace(s, read_at=None) if name in unread else s for name, s in SOURCES.items()}
    return list(sightings.values()), list(listed.values()), doubts, Context(as_of=TODAY, sources=sources)


Drawn = tuple[list[Sighting], list[Sighting], list[Doubt], Context]
EXAMPLES = settings(max_examples=40, deadline=None)


def judged(drawn: Drawn) -> list[Finding]:
    sightings, listed, doubts, context = drawn
    return findings(Case(sightings=sightings, doubts=doubts), ExclusionIndex(listed), context)


@EXAMPLES
@given(cases())
def test_no_cannot_tell_without_reason_and_next_step(drawn: Drawn) -> None:
    for finding in judged(drawn):
        if finding.status in CANNOT_TELL:
            assert finding.reason is not None, finding
            assert finding.next_step, finding
        else:
            assert finding.reason is None, finding


@EXAMPLES
@given(cases())
def test_statuses_are_words_of_the_closed_lists_and_doubtful_ones_are_for_coordinators(drawn: Drawn) -> None:
    for finding in judged(drawn):
        assert finding.status in WORDS[finding.need]
        assert finding.status not in (S.STALE, S.SOURCE_DOWN)  # only the passing of time and failures make these
        if finding.status in (E.POSSIBLE_HIT, E.TOO_LITTLE_DATA):
            assert finding.audience is Audience.COORDINATOR


@EXAMPLES
@given(cases())
def test_a_yes_has_evidence_and_an_end(drawn: Drawn) -> None:
    for finding in judged(drawn):
        if finding.status in SAYS_YES:
            assert finding.sighting is not None
            assert finding.good_until is not None
            assert finding.good_until <= finding.sighting.read_at.date() + 120 * DAY
        if finding.status == E.NONE_FOUND:
            assert finding.good_until is not None


@EXAMPLES
@given(cases(), st.randoms(use_true_random=False))
def test_order_changes_nothing(drawn: Drawn, random: object) -> None:
    sightings, listed, doubts, context = drawn
    shuffled = list(sightings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before = judged(drawn)
    after = judged((shuffled, listed, doubts, context))
    assert before == after


def yes(found: Sequence[Finding]) -> set[tuple[Need, str]]:
    return {(f.need, f.subject) for f in found if f.status in SAYS_YES}


@EXAMPLES
@given(cases(), st.data())
def test_what_is_taken_away_confirms_nothing(drawn: Drawn, data: st.DataObject) -> None:
    """A whole record less never turns another finding into a yes, with one exception that is meant: of two NPI
    entries the later counts, and of rows of a license that disagree the one that is left speaks alone.
    """
    sightings, listed, doubts, context = drawn
    if not sightings:
        return
    gone = data.draw(st.sampled_from(sightings))
    fewer = [s for s in sightings if s is not gone]
    new = yes(judged((fewer, listed, doubts, context))) - yes(judged(drawn))
    record = gone.record
    if isinstance(record, NpiRecord):
        new = {n for n in new if n[0] is not Need.NPI and n[0] is not Need.TRAINING}
    if isinstance(record, LicenseRecord):
        # the exceptions: its own license (rows that disagreed), and training that its lapse had contradicted
        rows = [s.record for s in sightings if isinstance(s.record, LicenseRecord)]
        own = {
            (Need.LICENSE, f"{row.jurisdiction} {row.profession} {row.number}")
            for row in rows
            if (row.license_type, row.number) == (record.license_type, record.number)
        }
        new = {n for n in new if n not in own and n[0] is not Need.TRAINING}
    assert not new


@EXAMPLES
@given(cases())
def test_with_only_the_name_left_nothing_is_confirmed(drawn: Drawn) -> None:
    sightings, listed, doubts, context = drawn
    bare = [
        replace(s, record=NpiRecord(npi=OWN, status=NpiStatus.UNKNOWN, name=s.record.name))
        for s in sightings
        if isinstance(s.record, NpiRecord)
    ]
    found = judged((bare, listed, doubts, context))
    assert not yes(found)
    assert all(f.grade in (None, 0) for f in found)


@EXAMPLES
@given(st.text(max_size=40))
def test_an_unknown_word_is_never_active(word: str) -> None:
    known = license_status(word)
    finding = one(judge(replace(BOARD, status=known, raw_status=word)), Need.LICENSE)
    if finding.status in SAYS_YES:
        assert word.strip().casefold() in {"active", "current"} or known is L.ACTIVE_RESTRICTED


@pytest.mark.parametrize(
    "word", ["Active - Something New", "ACTIVE?", "in force", "aktiv", "", "EXPIRED WA - ACTIVE MSL", "0", "Y"]
)
def test_words_like_active_are_not_active(word: str) -> None:
    finding = one(judge(replace(BOARD, status=license_status(word), raw_status=word)), Need.LICENSE)
    assert finding.status == S.OUR_ERROR


@EXAMPLES
@given(cases(), st.integers(0, 400))
def test_later_days_never_make_a_yes(drawn: Drawn, later: int) -> None:
    for finding in judged(drawn):
        shown = shown_status(finding.status, finding.good_until, TODAY + later * DAY)
        assert shown in (finding.status, S.STALE, NeedlingDisplay.CANNOT_TELL)
        assert later == 0 or shown != NeedlingDisplay.MAY or finding.good_until is not None
        if finding.status == E.LISTED:
            assert shown == E.LISTED


awkward = st.sampled_from(
    ["Quillfeather", "O'Brien", "O BRIEN", "Obrien", "De La Cruz", "DELACRUZ", "Garcia-Li", "GARCIA LI", "Nuñez",
     "Nunez", "Van der Berg", "Do-Nguyen", "St. John", "Saint John", "Smith Jr", "Li", "Bartholomew-Fitzgerald",
     "BARTHOLOMEW-FITZGER", "Mc Donald", "McDonald", None]
)  # fmt: skip
people_ = st.builds(PersonName, last=awkward, first=st.sampled_from(["Petronella", "P", "Pet", "Gustav", None]))


@settings(deadline=None)
@given(
    st.lists(people_, min_size=1, max_size=2),
    st.lists(st.tuples(people_, st.sampled_from([None, OWN, OTHER])), max_size=6),
)
def test_a_quick_look_leaves_out_nothing_that_would_be_found(
    names: list[PersonName], entries: list[tuple[PersonName, str | None]]
) -> None:
    record = replace(REGISTRY, name=names[0], other_names=tuple(names[1:]))
    case = Case(sightings=[seen(record)])
    listed = [seen(replace(ENTRY, name=name, npi=npi, entry=f"e{at}")) for at, (name, npi) in enumerate(entries)]
    may = may_concern(case)
    few = [one for one in listed if isinstance(one.record, ExclusionRecord) and may(one.record)]
    whole, quick = (list(exclusion_findings(case, ExclusionIndex(part), CONTEXT)) for part in (listed, few))
    assert quick == whole
