"""The named people of the sample world: what is special and how a verifier should end with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawlers.sample.days import DAYS_BETWEEN, last_sunday
from crawlers.sample.maker import Maker
from crawlers.sample.model import DisciplineCase, Exclusion, ListEntry, OtherName, Person, Place
from crawlers.sample.places import city
from directory.vocabulary import LicenseStatus, Profession

P = Profession
PT, PTA, CHIRO, LAC, AT, OT = (
    P.PHYSICAL_THERAPIST,
    P.PHYSICAL_THERAPIST_ASSISTANT,
    P.CHIROPRACTOR,
    P.ACUPUNCTURIST,
    P.ATHLETIC_TRAINER,
    P.OCCUPATIONAL_THERAPIST,
)
HOSTILE_LINE = "<script>alert(1)</script>"
SEED_OF_CHANGES, SEED_OF_FATHER, SEED_OF_LINKING, SEED_OF_VERDICTS = 5171, 5172, 5173, 5174


@dataclass(frozen=True, slots=True)
class CastNote:
    """``what`` is special about the person; ``expected`` is how a correct verifier ends."""

    what: str
    expected: str


_Builder = Callable[[Maker], tuple[Person, ...]]
CAST: dict[str, CastNote] = {}
_BUILDERS: list[_Builder] = []


def _cast(**notes: tuple[str, str]) -> Callable[[_Builder], _Builder]:
    def register(builder: _Builder) -> _Builder:
        CAST.update({ident: CastNote(*note) for ident, note in notes.items()})
        _BUILDERS.append(builder)
        return builder

    return register


def build_cast(maker: Maker) -> tuple[Person, ...]:
    """Everyone in CAST, in its order, as of day 1."""
    people = tuple(person for builder in _BUILDERS for person in builder(maker))
    assert [p.id for p in people] == list(CAST), "every person needs a note and every note a person"
    clinic = next(p.practice for p in people if p.id == "golden_wa")
    assert clinic is not None
    return tuple(replace(p, practice=clinic, mailing=clinic) if p.byline else p for p in people)


@_cast(
    golden_wa=(
        "WA PT, active, on the list with NPI, nothing wrong",
        "license, NPI, training confirmed; no exclusion",
    ),
    golden_co=(
        "CO PT, active, on the list with license number",
        "license, NPI, training confirmed; no exclusion",
    ),
    golden_sd=("SD PT with an NPI, on the list with license number", "license, NPI, training confirmed"),
)
def _golden(m: Maker) -> tuple[Person, ...]:
    return (
        m.person("golden_wa", "WA", PT, first="Marisol", last="Vantongeren", sex="F", entries=(m.entry(),)),
        m.person("golden_co", "CO", PT, first="Desmond", last="Okeyinka", sex="M", entries=(m.entry("license"),)),
        m.person("golden_sd", "SD", PT, first="Linnea", last="Sorgaard", sex="F", entries=(m.entry("license"),)),
    )


@_cast(
    twin_a=(
        "WA PT, Seattle, same name, profession and city as twin_b; writes EXDN, as one row of the list says of the two",
        "own NPI and license; list row is a question",
    ),
    twin_b=(
        "WA PT, Seattle, same name, profession and city as twin_a",
        "own NPI and license; list row is a question",
    ),
)
def _twins(m: Maker) -> tuple[Person, ...]:
    seattle = city("WA", "Seattle")
    return tuple(
        m.person(ident, "WA", PT, first="Rowan", last="Castlebury", sex="F", middle="", city=seattle,
                 credential="PT, DPT, EXDN" if ident == "twin_a" else "PT, DPT",
                 entries=(m.entry("nothing"),) if ident == "twin_a" else ())
        for ident in ("twin_a", "twin_b")
    )  # fmt: skip


@_cast(
    maiden_old_at_board=(
        "WA PT: NPPES new surname with former name, board still the old one",
        "one person, linked",
    ),
    maiden_new_at_board=(
        "IL PT: NPPES old surname, other name code 5 the new one, board new",
        "one person, linked",
    ),
    maiden_old_on_list=(
        "CO PT: board and NPPES new, former name old, list row under the old",
        "one person, linked",
    ),
)
def _married(m: Maker) -> tuple[Person, ...]:
    wa = m.license("WA", PT, board_last="Pinkwater")
    return (
        m.person("maiden_old_at_board", "WA", PT, first="Harriet", last="Delafontaine", sex="F",
                 licenses=(wa,),
                 other_names=(OtherName(code="1", first="Harriet", last="Pinkwater"),)),
        m.person("maiden_new_at_board", "IL", PT, first="Sunita", last="Vaidyanathan", sex="F",
                 nppes_last="Brannigan",
                 other_names=(OtherName(code="5", first="Sunita", last="Vaidyanathan"),)),
        m.person("maiden_old_on_list", "CO", PT, first="Joanna", last="Mirkwood", sex="F",
                 other_names=(OtherName(code="1", first="Joanna", last="Tolliver"),),
                 entries=(m.entry("license", last="Tolliver"),)),
    )  # fmt: skip


@_cast(
    expired=("WA PT, EXPIRED", "confirmed_not_active"),
    suspended=("IL PT, SUSPENDED with a discipline case", "confirmed_not_active"),
    conditions=("CO PT, 'Active - With Conditions' with a case", "confirmed_restricted"),
    active_but_past=(
        "CT PT, ACTIVE / CURRENT but expiry date 40 days ago",
        "contradicted or not active, never confirmed",
    ),
    superseded_permit=(
        "WA PT, SUPERSEDED temporary permit and an ACTIVE license",
        "confirmed by the license",
    ),
    two_states=("PT with active licenses in WA and CO, both in NPPES", "both licenses confirmed"),
    de_actioned=(
        "DE PT, disciplinary_action N but a row in dz6p-akeq, status Active",
        "confirmed, with discipline shown",
    ),
    pending_number=("CO PT whose NPPES license is 'Pending'", "no link by number"),
)
def _statuses(m: Maker) -> tuple[Person, ...]:
    past = m.today - timedelta(days=400)
    case_il = DisciplineCase(action="SUSPENDED", number="2024-01177", effective=m.ago(200, 300))
    case_co = DisciplineCase(action="Probation", number="2023-4410", effective=m.ago(300, 500))
    permit = m.license("WA", PT, number="PTTP61200417", prefix="Physical Therapist Temporary Practice Permit",
                       status=LicenseStatus.SUPERSEDED, expires=past, written=None)  # fmt: skip
    return (
        m.person("expired", "WA", PT, first="Clifford", last="Huxtonby", sex="M",
                 licenses=(m.license("WA", PT, status=LicenseStatus.EXPIRED, expires=past),)),
        m.person("suspended", "IL", PT, first="Bastian", last="Rookwood", sex="M",
                 licenses=(m.license("IL", PT, status=LicenseStatus.SUSPENDED, disciplined=True,
                                     cases=(case_il,)),)),
        m.person("conditions", "CO", PT, first="Imani", last="Stellaway", sex="F",
                 licenses=(m.license("CO", PT, status=LicenseStatus.ACTIVE_RESTRICTED, disciplined=True,
                                     word="Active - With Conditions", cases=(case_co,)),)),
        m.person("active_but_past", "CT", PT, first="Gideon", last="Farthingale", sex="M",
                 licenses=(m.license("CT", PT, expires=m.today - timedelta(days=40)),)),
        m.person("superseded_permit", "WA", PT, first="Freya", last="Nordahl-Quince", sex="F",
                 licenses=(permit, m.license("WA", PT))),
        m.person("two_states", "WA", PT, first="Arjun", last="Venkataswami", sex="M",
                 licenses=(m.license("CO", PT), m.license("WA", PT))),
        m.person("de_actioned", "DE", PT, first="Colleen", last="Harrowgate", sex="F",
                 licenses=(m.license("DE", PT, disciplined=True, cases=(
                     DisciplineCase(action="Letter of reprimand", number="", effective=m.ago(500, 800)),)),)),
        m.person("pending_number", "CO", PT, first="Tamsin", last="Oxenhope", sex="F",
                 licenses=(m.license("CO", PT, written="Pending"),)),
    )  # fmt: skip


@_cast(
    excluded=("CO PT on the LEIE with their NPI, license active", "exclusion listed"),
    namesake_innocent=(
        "WA PT; a LEIE row WITHOUT NPI has the same name and state",
        "possible_hit, never listed",
    ),
    reinstated=("CO PT on the LEIE with NPI on day 1, gone on day 2", "listed, then formerly_listed"),
    excluded_waiver=("CO chiropractor on the LEIE with NPI and a waiver for CO", "listed, waiver shown"),
)
def _excluded(m: Maker) -> tuple[Person, ...]:
    def exclusion(person: Person, npi: bool, kind: str, specialty: str, since: date) -> Person:
        spot = person.mailing
        return replace(person, exclusion=Exclusion(
            npi=person.npi if npi else None, kind=kind, since=since, specialty=specialty,
            line1=spot.line1, city=spot.city, zip5=spot.zip5))  # fmt: skip

    excluded = m.person("excluded", "CO", PT, first="Rupert", last="Grindlewald", sex="M")
    innocent = m.person("namesake_innocent", "WA", PT, first="Naomi", last="Applethwaite", sex="F",
                        city=city("WA", "Tacoma"))  # fmt: skip
    back = m.person("reinstated", "CO", PT, first="Quentin", last="Hathaway-Moss", sex="M")
    waived = exclusion(m.person("excluded_waiver", "CO", CHIRO, first="Thaddeus", last="Ironmonger", sex="M"),
                       True, "1128a1", "CHIROPRACTIC", m.ago(900, 1500))  # fmt: skip
    assert waived.exclusion is not None
    waived = replace(waived, exclusion=replace(waived.exclusion, waiver=(m.ago(300, 600), "CO")))
    other = replace(m.place(city("WA", "Yakima")), line1="77 Unrelated Orchard Rd")
    namesake = Exclusion(npi=None, kind="1128a3", since=m.ago(1500, 4000), specialty="PHYSICAL THERAPY",
                         line1=other.line1, city=other.city, zip5=other.zip5,
                         born=date(1951, 3, 9))  # fmt: skip
    return (
        exclusion(excluded, True, "1128b4", "PHYSICAL THERAPY", m.ago(300, 700)),
        replace(innocent, exclusion=namesake),
        exclusion(back, True, "1128b4", "PHYSICAL THERAPY", m.ago(2000, 2400)),
        waived,
    )


@_cast(
    deactivated=(
        "WA PT: full NPPES row on day 1, only NPI and date on day 2, API Errors 15",
        "NPI deactivated",
    ),
    reactivated=("CO PT: NPPES row with deactivation and later reactivation date", "NPI active"),
    number_owner=(
        "WA PT, active; somebody else typed this license number into NPPES",
        "confirmed, one NPI only",
    ),
    wrong_number=("WA PT in NPPES with number_owner's number, other surname, no WA row", "must never link"),
    sd_same_digits_pt=("SD PT 0546; PTA 0546 is another person; no NPI", "own row, profession decides"),
    sd_same_digits_pta=(
        "SD PTA 0546; PT 0546 is another person; has an NPI written '0546'",
        "own row, profession decides",
    ),
    co_same_digits_ptl=(
        "CO PTL 0018831 Daniel Whitlocke; NPPES says DAN, bare digits, sex blank",
        "ambiguous_person",
    ),
    co_same_digits_ptlp=("CO PTLP 0018831 Danielle Whitlocke, provisional, no NPI", "ambiguous_person"),
    father=(
        "CO PT at the same address as son_jr; no record of his says Sr., and one row of the list says neither",
        "own NPI and license; list row is a question",
    ),
    son_jr=("CO PT Jr. at the same address as father", "own NPI and license; list row is a question"),
)
def _lookalikes(m: Maker) -> tuple[Person, ...]:
    gone = m.person("deactivated", "WA", PT, first="Mairead", last="Summerisle", sex="F")
    back = m.person("reactivated", "CO", PT, first="Silas", last="Underbough", sex="M",
                    deactivated=m.today - timedelta(days=500),
                    reactivated=m.today - timedelta(days=430))  # fmt: skip
    owner = m.person("number_owner", "WA", PT, first="Beatriz", last="Lockspeiser", sex="F")
    stolen = replace(owner.licenses[0], at_board=False, written=owner.licenses[0].number)
    rapid = city("SD", "Rapid City")
    denver, boulder = city("CO", "Denver"), city("CO", "Boulder")
    daniel = m.license("CO", PT, number="0018831", prefix="PTL", written="18831")
    danielle = m.license("CO", PT, number="0018831", prefix="PTLP", word="Active - Provisional",
                         status=LicenseStatus.ACTIVE_RESTRICTED, written=None)  # fmt: skip
    senior = m.person("father", "CO", PT, first="Winston", last="Ellerbrook", sex="M", middle="", city=boulder)
    with m.aside(SEED_OF_FATHER):
        senior = replace(senior, entries=(m.entry("nothing", name="Winston Ellerbrook, PT"),))
    junior = m.person("son_jr", "CO", PT, first="Winston", last="Ellerbrook", suffix="Jr", sex="M", middle="")
    return (
        gone,
        back,
        owner,
        m.person("wrong_number", "WA", PT, first="Lorenzo", last="Peckinpah", sex="M", licenses=(stolen,)),
        m.person("sd_same_digits_pt", "SD", PT, first="Karin", last="Halvorsrud", sex="F", npi=None,
                 licenses=(m.license("SD", PT, number="0546"),)),
        m.person("sd_same_digits_pta", "SD", PTA, first="Jamal", last="Pettigrove", sex="M", city=rapid,
                 licenses=(m.license("SD", PTA, number="0546", written="0546"),)),
        m.person("co_same_digits_ptl", "CO", PT, first="Daniel", last="Whitlocke", sex="", middle="",
                 nppes_first="Dan", city=denver, licenses=(daniel,)),
        m.person("co_same_digits_ptlp", "CO", PT, first="Danielle", last="Whitlocke", sex="F", middle="",
                 npi=None, city=denver, licenses=(danielle,)),
        senior,
        replace(junior, practice=senior.practice, mailing=senior.mailing),
    )  # fmt: skip


@_cast(
    hostile=("WA PT whose NPPES address line 2 is a script tag (only there)", "shown escaped"),
    accents=(
        "WA PT María José Muñoz-O'Neil; NPPES has ASCII capitals, list row by license",
        "one person, linked",
    ),
    mailing_only=(
        "CO PT with a mailing address only, in NPPES API and bulk",
        "no practice place, no distance",
    ),
    post_only_in_state=("PT with mail in Denver CO, practice and license in WY", "not a CO practitioner"),
    ca_nppes_only=("CA PT known from NPPES only", "license not_covered"),
    pa_nppes_only=("PA PT known from NPPES only", "license not_covered"),
    md_nppes_only=("MD PT known from NPPES only", "license not_covered"),
)
def _places(m: Maker) -> tuple[Person, ...]:
    hostile = m.person("hostile", "WA", PT, first="Zora", last="Brackenridge", sex="F")
    assert hostile.practice is not None
    wyoming = m.license("WY", PT, number="PT-2417")
    return (
        replace(hostile, practice=replace(hostile.practice, line2=HOSTILE_LINE)),
        m.person("accents", "WA", PT, first="María José", last="Muñoz-O'Neil", sex="F",
                 entries=(m.entry("license"),)),
        m.person("mailing_only", "CO", PT, first="Percival", last="Stillwater", sex="M", practice=None),
        m.person("post_only_in_state", "WY", PT, first="Ingrid", last="Bellamorte", sex="F",
                 licenses=(wyoming,), mailing=m.place(city("CO", "Denver"))),
        m.person("ca_nppes_only", "CA", PT, first="Hideo", last="Fernsby", sex="M"),
        m.person("pa_nppes_only", "PA", PT, first="Rosalind", last="Crickmore", sex="F"),
        m.person("md_nppes_only", "MD", PT, first="Emeka", last="Tidewell", sex="M"),
    )  # fmt: skip


@_cast(
    claims_silent_school=(
        "WA PT, 'PT, DPT, CMTPT/DN' in NPPES: that school publishes nothing",
        "issuer_silent",
    ),
    claims_cert_dn=("CO PT, 'PT, Cert. DN' in NPPES", "claimed / issuer_silent"),
    claims_selfmade=("WA PT, 'PT, Cert Dry Needler' in NPPES: letters of nobody", "claimed"),
    claims_exdn_unlisted=("WA PT, 'PT, DPT, EXDN' in NPPES but not on the list", "not_listed"),
    listed_twice=("CO PT with two rows (two certificates) on the list", "training confirmed once"),
    withdrawn=("WA PT whose list row says Withdrawn", "training not active"),
)
def _claims(m: Maker) -> tuple[Person, ...]:
    return (
        m.person("claims_silent_school", "WA", PT, first="Callum", last="Threapwood", sex="M",
                 credential="PT, DPT, CMTPT/DN"),
        m.person("claims_cert_dn", "CO", PT, first="Simone", last="Arrowsmythe", sex="F",
                 credential="PT, Cert. DN"),
        m.person("claims_selfmade", "WA", PT, first="Barnaby", last="Slatterfield", sex="M",
                 credential="PT, Cert Dry Needler"),
        m.person("claims_exdn_unlisted", "WA", PT, first="Keisha", last="Morningside", sex="F",
                 credential="PT, DPT, EXDN"),
        m.person("listed_twice", "CO", PT, first="Anders", last="Vinterholt", sex="M", credential="PT, EXDN",
                 entries=(m.entry(), m.entry())),
        m.person("withdrawn", "WA", PT, first="Odalys", last="Penhallow", sex="F", credential="PT, DPT, EXDN",
                 entries=(m.entry(status="Withdrawn"),)),
    )  # fmt: skip


@_cast(
    co_chiro_ac=(
        "CO chiropractor with a second row, prefix AC: acupuncture authority",
        "one person, two credentials",
    ),
    co_two_cases=("CO PT with two discipline-case rows for one license", "one license, two cases"),
    sd_disciplined=("SD PT with Discipline Yes", "confirmed, with discipline shown"),
    sd_discipline_blank=("SD PTA with a blank Discipline cell", "discipline unknown, not 'no'"),
)
def _rows(m: Maker) -> tuple[Person, ...]:
    cases = (
        DisciplineCase(
            action="Stipulation", number="2019-0871", effective=m.ago(1800, 2000), complete=m.ago(900, 1000)
        ),
        DisciplineCase(action="Letter of Admonition", number="2022-3305", effective=m.ago(500, 700)),
    )
    authority = m.license("CO", CHIRO, prefix="AC", written=None)
    return (
        m.person("co_chiro_ac", "CO", CHIRO, first="Leander", last="Quillmore", sex="M",
                 licenses=(m.license("CO", CHIRO), authority)),
        m.person("co_two_cases", "CO", PT, first="Gwendolyn", last="Ashdown-Pike", sex="F",
                 licenses=(m.license("CO", PT, disciplined=True, cases=cases),)),
        m.person("sd_disciplined", "SD", PT, first="Soren", last="Blackthorne", sex="M",
                 licenses=(m.license("SD", PT, disciplined=True),)),
        m.person("sd_discipline_blank", "SD", PTA, first="Wren", last="Dunmoor", sex="F",
                 licenses=(m.license("SD", PTA, disciplined=None),)),
    )  # fmt: skip


@_cast(
    renewed=(
        "WA PT: expires in 20 days on day 1, renewed for a year on day 2",
        "confirmed, new expiry on day 2",
    ),
    newly_licensed=("SD PT without NPI, absent on day 1, on the roster on day 2", "appears on day 2"),
    newly_suspended=("CO PT, Active on day 1, Suspended on day 2", "confirmed, then confirmed_not_active"),
    moved=("CO PT whose practice moves from Denver to Pueblo between the days", "new ZIP on day 2"),
)
def _changing(m: Maker) -> tuple[Person, ...]:
    soon = m.license("WA", PT, expires=m.today + timedelta(days=20), renewed=m.today - timedelta(days=345))
    fresh = m.license("SD", PT, issued=m.today - timedelta(days=3))
    return (
        m.person("renewed", "WA", PT, first="Fatima", last="Wetherspoon", sex="F", licenses=(soon,)),
        m.person(
            "newly_licensed",
            "SD",
            PT,
            first="Tobias",
            last="Lindgren-Foy",
            sex="M",
            npi=None,
            licenses=(fresh,),
        ),
        m.person("newly_suspended", "CO", PT, first="Cedric", last="Mountjoyce", sex="M"),
        m.person("moved", "CO", PT, first="Amara", last="Wayfarer", sex="F", city=city("CO", "Denver")),
    )


@_cast(
    new_name_and_place=(
        "CO PT: last month's NPPES file has the old name and place, one weekly file the new name, the next the place",
        "one person under the new name, found at the new place only",
    ),
    back_in_service=(
        "WA PT: deactivated by a weekly file and on the list of day 1, reactivated in this month's NPPES file",
        "NPI deactivated on day 1, active on day 2; name and place never lost",
    ),
    listed_deactivated=(
        "WA PT: in service in this month's NPPES file, on the list of deactivated NPIs of day 2",
        "NPI deactivated, proved by the list",
    ),
)
def _registry_changes(m: Maker) -> tuple[Person, ...]:
    with m.aside(SEED_OF_CHANGES):
        sunday = last_sunday(m.today - timedelta(days=DAYS_BETWEEN))
        denver, boulder = m.place(city("CO", "Denver")), m.place(city("CO", "Boulder"))
        return (
            m.person("new_name_and_place", "CO", PT, first="Philippa", last="Thornquist", sex="F", middle="",
                     licenses=(m.license("CO", PT, board_last="Larkwhistle"),), practice=boulder, mailing=denver,
                     other_names=(OtherName(code="1", first="Philippa", last="Larkwhistle"),),
                     updated=sunday - timedelta(days=2)),
            m.person("back_in_service", "WA", PT, first="Osric", last="Fennimore-Day", sex="M",
                     deactivated=sunday - timedelta(days=3)),
            m.person("listed_deactivated", "WA", PT, first="Evangeline", last="Mossgrove", sex="F"),
        )  # fmt: skip


@_cast(
    maiden_on_file=(
        "WA PT whom NPPES knows by both surnames; the list has the former one, without a number",
        "training confirmed: one is on file as another surname",
    ),
    renamed_unrecorded=(
        "WA PT whose new surname only the registers have; her clinic's page still names her by the old one",
        "the clinic's entry is a question",
    ),
    moved_known=(
        "WA PT, Yakima; the list says Seattle, with middle initial and profession",
        "training confirmed: same middle initial and profession in the state",
    ),
    moved_unsure=("WA PT, Spokane; the list says Tacoma, without a middle name", "list row is a question"),
    moved_away=("CO PT, Denver; the list says Seattle, WA", "never linked: another state"),
    misspelt=(
        "WA PT Hargreaves who writes EXDN; the list says Hargreves in the same city",
        "list row is a question, and 'not on the list' is not said",
    ),
    nickname=("CO PT Robert in Boulder; the list says Bob, PT, Boulder", "training confirmed: Bob is a form of Robert"),
    hyphenated=(
        "WA PT Nordahl-Pierce; her clinic's page says Pierce at the same street",
        "the clinic's entry is hers: the surnames share a part",
    ),
    initials=("CO PT whom the list gives two initials, in the same city", "list row is a question"),
    name_only=("WA PT of whom a row of the list gives the name and nothing else", "list row needs more"),
)
def _to_be_linked(m: Maker) -> tuple[Person, ...]:
    seattle, boulder, denver = city("WA", "Seattle"), city("CO", "Boulder"), city("CO", "Denver")

    def listed(name: str, town: tuple[str, str] | None = None) -> tuple[ListEntry, ...]:
        return (m.entry("nothing", name=name, town=town),)

    with m.aside(SEED_OF_LINKING):
        return (
            m.person("maiden_on_file", "WA", PT, first="Ottoline", middle="J", last="Fairbrook", sex="F", city=seattle,
                     other_names=(OtherName(code="1", first="Ottoline", last="Marsden"),),
                     entries=listed("Ottoline J Marsden, PT")),
            m.person("renamed_unrecorded", "WA", PT, first="Henrietta", last="Quillstone", sex="F", middle="",
                     byline="Henrietta Brackwater, PT"),
            m.person("moved_known", "WA", PT, first="Ignatius", middle="P", last="Thornbury", sex="M",
                     city=city("WA", "Yakima"), entries=listed("Ignatius P Thornbury, PT", ("Seattle", "WA"))),
            m.person("moved_unsure", "WA", PT, first="Seraphina", middle="", last="Oldcastle", sex="F",
                     city=city("WA", "Spokane"), entries=listed("Seraphina Oldcastle, PT", ("Tacoma", "WA"))),
            m.person("moved_away", "CO", PT, first="Leopold", middle="T", last="Ravenhurst", sex="M", city=denver,
                     entries=listed("Leopold T Ravenhurst, PT", ("Seattle", "WA"))),
            m.person("misspelt", "WA", PT, first="Cordelia", middle="", last="Hargreaves", sex="F", city=seattle,
                     credential="PT, DPT, EXDN", entries=listed("Cordelia Hargreves, PT")),
            m.person("nickname", "CO", PT, first="Robert", middle="", last="Tidmarsh", sex="M", city=boulder,
                     entries=listed("Bob Tidmarsh, PT")),
            m.person("hyphenated", "WA", PT, first="Ingeborg", middle="", last="Nordahl-Pierce", sex="F",
                     byline="Ingeborg Pierce, PT"),
            m.person("initials", "CO", PT, first="Theodora", middle="M", last="Wexcombe", sex="F", city=denver,
                     entries=listed("T M Wexcombe, PT")),
            m.person("name_only", "WA", PT, first="Barnabas", middle="", last="Kittredge", sex="M",
                     entries=listed("Barnabas Kittredge", ("", ""))),
        )  # fmt: skip


@_cast(
    verdict_met=(
        "CO PT who also practices in Maryland: privilege and register looked up by hand, certificate seen",
        "met: every requirement of Maryland's rule",
    ),
    verdict_no_standard=(
        "WA PT who also practices in Maine, whose license there was looked up by hand",
        "no_standard: Maine sets none",
    ),
    verdict_met_so_far=(
        "CO PT, certificate with 54 hours in person seen",
        "met_so_far: the rule was not read to its end",
    ),
    verdict_interim=("CO PT, 32 hours in person so far, begun this year", "interim: the first stage of training"),
    verdict_not_met=("CO PT, 20 hours and no more, by a complete record", "not_met: hours in all and in person"),
    verdict_not_permitted=("WA PT who also practices in California", "not_permitted there"),
    verdict_order=("CO AT who also practices in Florida", "order_required there"),
    verdict_silent=("CT PT, license active", "silent: Connecticut has no written rule"),
)
def _verdicts(m: Maker) -> tuple[Person, ...]:
    """One person for each verdict; what people saw and looked up about them is filed by the demo (`papers.py`)."""

    def beyond(line1: str, town: str, state: str, zip5: str, phone: str) -> tuple[Place, ...]:
        return (Place(line1=line1, city=town, state=state, zip5=zip5, plus4="1000", phone=phone),)

    with m.aside(SEED_OF_VERDICTS):
        return (
            m.person("verdict_met", "CO", PT, first="Wilhelmina", middle="R", last="Ashdown", sex="F",
                     licenses=(m.license("CO", PT, issued=m.ago(3000, 4000)),),
                     secondary=beyond("12 Invented Row", "Cumberland", "MD", "21502", "301-555-0141")),
            m.person("verdict_no_standard", "WA", PT, first="Ambrose", middle="L", last="Greenhalgh", sex="M",
                     licenses=(m.license("WA", PT), m.license("ME", PT, number="PT4711", written="PT4711")),
                     secondary=beyond("3 Invented Wharf", "Portland", "ME", "04101", "207-555-0142")),
            m.person("verdict_met_so_far", "CO", PT, first="Eudora", middle="", last="Pennyfeather", sex="F"),
            m.person("verdict_interim", "CO", PT, first="Fitzgerald", middle="", last="Umberside", sex="M"),
            m.person("verdict_not_met", "CO", PT, first="Hyacinth", middle="", last="Vandermeer-Lowe", sex="F"),
            m.person("verdict_not_permitted", "WA", PT, first="Lucasta", middle="", last="Wetherby", sex="F",
                     secondary=beyond("9 Invented Street", "San Francisco", "CA", "94103", "415-555-0143")),
            m.person("verdict_order", "CO", AT, first="Octavian", middle="", last="Yarrowby", sex="M",
                     secondary=beyond("5 Invented Avenue", "Orlando", "FL", "32801", "407-555-0144")),
            m.person("verdict_silent", "CT", PT, first="Philippa", middle="", last="Zellweger-Hart", sex="F"),
        )  # fmt: skip
