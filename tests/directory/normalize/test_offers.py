"""What pages say of care: the page patterns of listings.md 6, sentence tables, and what holds for any text."""

import hashlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.offers import blocks, offers_needling, people_named, said_in, services_in
from directory.normalize.offers.terms import mentions, vocabulary
from directory.vocabulary import SaidKind, Speaker

ROOT = Path(__file__).parents[3]
PATTERNS = Path(__file__).parent / "patterns"
DATA = ROOT / "directory" / "normalize" / "vocabulary.toml"
ORIGINAL = ROOT.parent / "shared" / "sources" / "vocabulary.yaml"
SEVENTEEN = (
    "Jane Doe, John Roe, Amy Loe, Samuel Noe, Kim Poe, Ottoline Fairweather, Ludwig van der Berg, Maria Garcia-Lopez, "
    "Anne-Marie O'Brien, Peter Moe, Ruth Coe, Alan Foe, Grace Hoe, Henry Joe, Irene Koe, Lucas Voe"
)

# page -> (techniques, therapies, conditions, whom it names as needling)
PAGES = {
    "01_named_in_one_sentence": ("dry_needling", "", "neck_pain low_back_pain tendinopathy headache", SEVENTEEN),
    "02_two_physiotherapists": ("ims", "", "sciatica shoulder_pain", "Jane Doe, John Roe"),
    "03_credential_glossary": ("", "", "", ""),
    "04_slashed_byline": ("", "", "", ""),
    "05_piped_byline": ("", "", "", ""),
    "06_faq_with_figures": ("dry_needling", "", "", ""),
    "07_group_claim_with_letters": ("dry_needling", "", "headache fibromyalgia tendinopathy low_back_pain", ""),
    "08_group_claim": ("dry_needling", "massage exercise", "", ""),
    "09_empty_body": ("", "", "", ""),
    "10_procedures_and_codes": ("dry_needling", "chiropractic shockwave", "low_back_pain headache carpal_tunnel", ""),
    "11_regulator_list": ("", "", "", ""),
    "12_regulator_notice": ("", "", "", ""),
    "13_regulator_roster": ("", "", "", ""),
    "14_bilingual_association": ("", "", "", ""),
    "15_school_course": ("", "", "", ""),
    "16_registry_status": ("", "", "", ""),
    "17_merged_school": ("", "", "", ""),
    "18_polemic": ("acupuncture", "", "low_back_pain migraine sciatica", ""),
    "19_acupuncturist_who_needles": ("dry_needling", "", "shoulder_pain plantar_heel_pain", ""),
    "20_business_directory": ("", "", "", ""),
}


def codes(text: str, kind: SaidKind, of: Speaker = Speaker.CLINIC) -> list[str]:
    return [said.code for said in said_in(text, of=of) if said.kind is kind]


def lines_of(name: str) -> list[str]:
    """The cases of a table, one a line; ' / ' stands for the end of a line."""
    return [line.replace(" / ", "\n") for line in (PATTERNS / name).read_text("utf-8").splitlines()]


# --- The twenty patterns


@pytest.mark.parametrize("name", PAGES)
def test_patterns_of_pages(name: str) -> None:
    text = (PATTERNS / f"{name}.txt").read_text("utf-8")
    techniques, therapies, conditions, people = PAGES[name]
    assert codes(text, SaidKind.TECHNIQUE) == techniques.split()
    assert codes(text, SaidKind.THERAPY) == therapies.split()
    assert codes(text, SaidKind.CONDITION) == conditions.split()
    assert [named.name.display() for named in people_named(text)] == (people.split(", ") if people else [])


def test_every_pattern_is_tested_and_quotes_are_passages_of_the_page() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in PATTERNS.glob("[0-9]*.txt")}
    assert set(pages) == set(PAGES)
    for text in pages.values():
        quotes = [said.quote for said in said_in(text)] + [named.quote for named in people_named(text)]
        assert all(quote in blocks.tidied(text) and 0 < len(quote) <= 300 for quote in quotes)


# --- Sentences


@pytest.mark.parametrize("text", lines_of("not_offering.txt"))
def test_what_offers_no_needling(text: str) -> None:
    assert not offers_needling(said_in(text))
    assert people_named(text) == ()


def test_at_least_95_percent_of_what_offers_needling_is_found(record_property: Callable[[str, object], None]) -> None:
    cases = lines_of("offering.txt")
    missed = [text for text in cases if not offers_needling(said_in(text))]
    record_property("offers_found", f"{len(cases) - len(missed)} of {len(cases)}")
    assert len(missed) <= 0.05 * len(cases), missed


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("We treat back pain, sciatica and headaches.", "low_back_pain sciatica headache"),
        ("We offer dry needling for low back pain and migraines.", "low_back_pain migraine"),
        ("Conditions we treat\nNeck pain\nTennis elbow\nPlantar fasciitis", "neck_pain tendinopathy plantar_heel_pain"),
        ("We offer dry needling. It can help with neck pain.", "neck_pain"),
        ("We offer dry needling.\nWhat does dry needling treat?\nBack pain and knee pain.", "low_back_pain knee_pain"),
        ("Dry needling can help with neck pain.", ""),  # nobody offers it here
        ("Suffering from sciatica? We can help.", "sciatica"),
        ("Conditions treated: whiplash, TMJ, carpal tunnel", "neck_pain jaw_pain carpal_tunnel"),
        ("Our therapists help patients recover from rotator cuff injuries.", "shoulder_pain"),
        ("Back pain responds well to our dry needling treatments.", "low_back_pain"),
        ("Dry needling can cause headache.", ""),
        ("Do not have dry needling if you are pregnant or have neck pain.", ""),
        ("Contraindications\nMigraine\nOsteoarthritis", ""),
        ("We offer dry needling. Headache occurs in 1 % of treatments.", ""),
        ("80 % of our patients with sciatica improve with our treatment.", ""),
        ("We do not treat fibromyalgia.", ""),
        ("My back pain was treated by Jane and it helped me.", ""),
        ("Tell us if you have a history of migraine.", ""),
        ("What causes sciatica?", ""),
    ],
)
def test_conditions_only_where_they_are_treated(text: str, conditions: str) -> None:
    assert codes(text, SaidKind.CONDITION) == conditions.split()


def test_parts_of_the_body_follow_from_conditions_and_from_plain_words() -> None:
    assert codes("We treat tennis elbow, neck pain and sciatica.", SaidKind.BODY_REGION) == ["cervical", "lumbar"]
    assert codes("We treat shoulder and knee injuries.", SaidKind.BODY_REGION) == ["shoulder", "knee"]
    assert codes("Walk by foot to our clinic, on the other hand drive.", SaidKind.BODY_REGION) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We are accepting new patients.", ["yes"]),
        ("New patients welcome!", ["yes"]),
        ("We are not currently accepting new patients.", ["no"]),
        ("We are no longer taking new clients.", ["no"]),
        ("Are you accepting new patients?\nYes, we are.", ["yes"]),
        ("Are you accepting new patients?\nNo, call again in May.", ["no"]),
        ("Are you accepting new patients?", []),
        ("We are accepting new patients.\nOur Elm clinic is not accepting new patients.", []),
    ],
)
def test_whether_new_patients_are_taken(text: str, told: list[str]) -> None:
    assert codes(text, SaidKind.ACCEPTING_PATIENTS) == told


@pytest.mark.parametrize(
    ("bio", "techniques"),
    [
        ("She is certified in dry needling and treats back pain.", ["dry_needling"]),
        ("Jane enjoys running. Certified in dry needling.", ["dry_needling"]),
        ("Dr. Doe completed her dry needling training and uses it daily.", ["dry_needling"]),
        ("Specialties: functional dry needling, cupping", ["functional_dn"]),
        ("She hopes to learn dry needling.", []),
        ("He is not certified in dry needling.", []),
        ("Physical therapists use dry needling.", []),
        ("She has a special interest in dry needling.", []),
    ],
)
def test_a_bio_says_it_of_the_person(bio: str, techniques: list[str]) -> None:
    assert codes(bio, SaidKind.TECHNIQUE, Speaker.PERSON) == techniques
    assert all(said.of is Speaker.PERSON for said in said_in(bio, of=Speaker.PERSON))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Dry Needling", ["dry_needling"]),
        ("Dry Needling for Back Pain", ["dry_needling", "low_back_pain", "lumbar"]),
        ("Massage & Cupping", ["massage", "cupping"]),
        ("Microneedling", []),
        ("Trigger Point Injections", []),
        ("Dry Needling Course", []),
        ("", []),
    ],
)
def test_the_name_of_a_service_is_an_offer(name: str, found: list[str]) -> None:
    said = services_in(name)
    assert sorted(one.code for one in said) == sorted(found)
    assert {one.quote for one in said} <= {name}


@pytest.mark.parametrize(
    "mark",
    [
        "Is this your business? Claim this listing",
        "Similar businesses",
        "Register today. Tuition includes lunch.",
        "Course dates: May 1. Contact hours: 27.",
    ],
)
def test_pages_of_directories_and_schools_offer_nothing(mark: str) -> None:
    text = "We offer dry needling.\nJane Doe, PT, performs dry needling."
    assert offers_needling(said_in(text))
    assert said_in(f"{text}\n{mark}") == ()
    assert people_named(f"{text}\n{mark}") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Services\nMassage\nDry Needling", True),
        ("Services we do not offer\nMassage\nDry Needling", False),
        ("Testimonials\nWe got dry needling here.\nOur services\nDry Needling", True),
        ("Testimonials\nDry Needling\nOur physical therapists are great.", False),
        ("Keywords\nDry Needling\nMassage", False),
        ("Dry Needling\nPhysical therapists do it.\nOur acupuncturists study for years.", False),
        ("Dry Needling\nPhysical therapists do it.\nOur therapists use massage.", False),
        ("Careers\nOur therapists use dry needling.", False),
        ("Dry Needling\nThe needle is thin. Our physical therapists place it with care.", True),
        ("Dry Needling\nThe needle is thin. It does not hurt.", False),
        ("What is dry needling?\nA thin needle.", False),
    ],
)
def test_headings_say_what_stands_below(text: str, found: bool) -> None:
    assert offers_needling(said_in(text)) is found


# --- Short words, neighbors, quotes


@pytest.mark.parametrize(
    ("text", "techniques"),
    [
        ("We offer IMS.", []),
        ("We offer IMS, a kind of needling.", ["ims"]),
        ("Intramuscular stimulation (IMS)\nThe method is old.\nWe offer IMS.", ["ims"]),
        ("We offer TDN and other needle techniques.", ["trigger_point_dn"]),
        ("We offer electroacupuncture.", []),
        ("We offer dry needling with e-stim.", ["electrical_dn"]),
        ("We offer Dry-Needling.", ["dry_needling"]),
        ("We offer dryneedling.", ["dry_needling"]),
        ("We offer dry. Needling is another matter.", []),
        ("We offer biomedical acupuncture and medical acupuncture.", ["integrative_dn", "western_acupuncture"]),
        ("We use fine pens and dry needling.", ["dry_needling"]),
    ],
)
def test_short_words_need_a_needling_word_beside_them(text: str, techniques: list[str]) -> None:
    assert codes(text, SaidKind.TECHNIQUE) == techniques


def test_neighbors_are_no_needling() -> None:
    assert not offers_needling(said_in("We offer acupuncture and Western acupuncture."))
    assert offers_needling(said_in("We offer Gunn IMS."))


def test_a_long_sentence_is_quoted_around_the_match() -> None:
    (said,) = said_in(f"We offer {'very careful ' * 40}dry needling {'and so on ' * 40}to all.")
    assert "dry needling" in said.quote
    assert 280 < len(said.quote) <= 300


@pytest.mark.slow
def test_what_stands_too_far_down_is_not_read() -> None:
    assert said_in("x " * (blocks.MOST_TEXT // 2) + "\nWe offer dry needling.") == ()


# --- People


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Jane Doe, PT, and John Roe are certified in dry needling.", "Jane Doe, John Roe"),
        ("Dry needling is performed by Dr. Jane Doe, PT, DPT, Cert. DN, and John Roe, PT.", "Jane Doe, John Roe"),
        ("Dry needling is available with Jane Doe at our Elm clinic.", "Jane Doe"),
        ("Our certified dry needling therapists are Jane Doe and John Roe.", "Jane Doe, John Roe"),
        ("The following therapists offer dry needling: Jane Doe, John Roe and Kim Poe.", "Jane Doe, John Roe, Kim Poe"),
        ("Gunn IMS helps.\nCurrently we have two physiotherapists who provide this.\nJane Doe\nJohn Roe\nKim Poe",
         "Jane Doe, John Roe"),
        ("Jane Doe, PT, DPT, is a physical therapist who specializes in dry needling.", "Jane Doe"),
        ("Jane Doe, a physical therapist since 1999, uses dry needling.", "Jane Doe"),
        ("Jane Doe joined us in 2019. She is certified in dry needling.", "Jane Doe"),
        ("Jane Doe, PT, DPT\nJane uses dry needling with athletes.", "Jane Doe"),
        ("Dry Needling Therapists\nJane Doe, PT\nJohn Roe, DC", "Jane Doe, John Roe"),
        ("Jane Doe, PT – Certified in dry needling", "Jane Doe"),
        ("Meet Jane Doe, our dry needling specialist.", "Jane Doe"),
        ("Jane Doe, PT, DPT, OCS, has used dry needling since 2012.", "Jane Doe"),
        ("In 2015, Jane Doe became certified in dry needling.", "Jane Doe"),
        ("Amy West, PT, performs dry needling.", "Amy West"),
        ("Book with Jane Doe or John Roe for dry needling.", "Jane Doe, John Roe"),
        ("Jane Doe does not offer dry needling, but John Roe offers dry needling.", "John Roe"),
        ("Our physical therapists, including Jane Doe, are certified in dry needling.", "Jane Doe"),
        ("Elm Physical Therapy offers dry needling.", ""),
        ("Mountain View Clinic offers dry needling.", ""),
        ("Forest Glen offers dry needling.", ""),
        ("Our Santa Fe and Los Alamos clinics offer dry needling.", ""),
        ("Our therapists are certified in dry needling.", ""),
        ("Jane Doe refers patients for dry needling.", ""),
        ("Jane Doe teaches dry needling courses.", ""),
        ("Jane Doe hopes to learn dry needling.", ""),
        ("Dry needling was developed by Janet Travell.", ""),
        ("Dry needling is offered by Elm Therapy.", ""),
        ("Jane Doe works with our team, who are certified in dry needling.", ""),
        ("Jane Doe recommends dry needling performed by our certified therapists.", ""),
        ("Jane Doe is a massage therapist. Our physical therapists offer dry needling.", ""),
        ("Thank you Jane Doe, the dry needling helped me.", ""),
        ("Dr. Doe offers dry needling.", ""),
        ("Ask Jane Doe whether dry needling is right for you.", ""),
        ("Dry needling is covered by Blue Cross and United Healthcare.", ""),
        ("Jane Doe, PT, DPT, OCS, Cert. DN\nPhysical therapist", ""),
    ],
)  # fmt: skip
def test_people_named(text: str, people: str) -> None:
    assert [named.name.display() for named in people_named(text)] == (people.split(", ") if people else [])


def test_letters_of_the_named() -> None:
    jane, john = people_named("Dry needling is performed by Jane Doe, PT, XPTZ, and John Roe.")
    assert (jane.raw, jane.letters, jane.unknown) == ("Jane Doe, PT, XPTZ", ("PT",), ("XPTZ",))
    assert (john.raw, john.letters) == ("John Roe", ())


# --- What holds for any text

PHRASES = st.sampled_from(
    """Services|Conditions we treat|Contraindications|Dry Needling|Neck pain|We offer dry needling.|We treat sciatica.
    |Jane Doe, PT|We do not offer dry needling.|Do you offer dry needling?|Yes, we do.|IMS
    |Currently we have two therapists who needle.
    |Dry needling is performed by Jane Doe and John Roe.|She is certified in dry needling.|It can help with migraine."""
    .replace("\n    ", "").split("|")
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PHRASES, max_size=8).map("\n".join))


@given(TEXTS, st.sampled_from(Speaker))
def test_any_text_is_read_and_quotes_stand_in_it(text: str, of: Speaker) -> None:
    whole = blocks.tidied(text)
    said = said_in(text, of=of)
    assert all(one.quote and one.quote in whole and len(one.quote) <= blocks.LONGEST_QUOTE for one in said)
    assert len({(one.kind, one.code) for one in said}) == len(said)
    assert all(named.quote in whole for named in people_named(text))
    assert all(one.quote in blocks.tidied(text) for one in services_in(text))


@given(st.lists(PHRASES, max_size=8))
def test_saying_a_thing_twice_says_no_more(phrases: list[str]) -> None:
    twice = [phrase for phrase in phrases for _ in range(2)]
    once, again = said_in("\n".join(phrases)), said_in("\n".join(twice))
    assert [(one.kind, one.code) for one in again] == [(one.kind, one.code) for one in once]


SPELLINGS = sorted(
    {
        term.spelling
        for terms in vocabulary().terms.values()
        for term in terms
        if term.kind in (SaidKind.TECHNIQUE, SaidKind.CONDITION, SaidKind.THERAPY)
    }
)


@given(st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=4))
def test_what_is_denied_adds_nothing(spellings: list[str]) -> None:
    listed = ", ".join(spellings)
    assert said_in(f"We do not offer {listed}.") == ()
    assert said_in(f"{listed} is no longer offered here, with needling or without.") == ()
    assert people_named(f"Jane Doe does not offer {listed} or dry needling.") == ()


# --- The vocabulary


def test_the_vocabulary_has_the_recorded_digest() -> None:
    table = tomllib.loads(DATA.read_text("utf-8"))
    rows = {key: value for key, value in table.items() if key not in ("compiled", "digest")}
    canonical = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == table["digest"]


def test_every_spelling_is_found_as_its_own_row() -> None:
    for terms in vocabulary().terms.values():
        for term in terms:
            (found,) = mentions(f"needling, dry needling: {term.spelling}")[1:]
            assert (found.kind, found.code) == (term.kind, term.code)


def test_every_condition_has_a_region_of_the_list() -> None:
    regions = {row["id"] for row in vocabulary().rows["body_region"]}
    assert {row["region"] for row in vocabulary().rows["condition"]} <= regions
    assert {"any", "joint"}.isdisjoint(vocabulary().regions.values())


@pytest.mark.skipif(not ORIGINAL.is_file(), reason=f"the team's vocabulary {ORIGINAL} is not on this machine")
def test_converter_makes_the_packaged_file(tmp_path: Path) -> None:
    pytest.importorskip("tomli_w")
    made = tmp_path / "vocabulary.toml"
    script = [sys.executable, str(ROOT / "tools" / "convert_vocabulary.py"), str(ORIGINAL), str(made)]
    subprocess.run(script, check=True, capture_output=True)
    assert made.read_text("utf-8") == DATA.read_text("utf-8")
