"""Two exclusion lists: each with a finding of its own, names cut only where the list cuts, entries that have ended."""

from dataclasses import replace as changed
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from directory.normalize.names import PersonName
from directory.records import ExclusionRecord, NpiRecord, Sighting
from directory.verification.exclusions import ExclusionIndex, exclusion_findings
from directory.verification.model import Case, Context, Finding
from directory.vocabulary import ExclusionStatus, SourceKind
from tests.directory.verification.test_verification import (
    DAY,
    ENTRY,
    OTHER,
    OWN,
    REGISTRY,
    SOURCES,
    TODAY,
    named,
    person,
    seen,
    source,
)

E = ExclusionStatus
SAM = replace(ENTRY, list_name="SAM", entry="s1", exclusion_type="Ineligible (Proceedings Completed)")
LISTS = Context(as_of=TODAY, sources={**SOURCES, "sam": source("sam", SourceKind.EXCLUSION)})


def sam(text: str, npi: str | None = None) -> ExclusionRecord:
    return replace(SAM, npi=npi, name=named(text), entry=f"{text}/{npi}")


def screened(
    who: NpiRecord, leie: list[ExclusionRecord], sam: list[ExclusionRecord], context: Context = LISTS
) -> dict[str | None, Finding]:
    entries: list[Sighting] = [*(seen(e, name="leie") for e in leie), *(seen(e, name="sam") for e in sam)]
    return {f.source: f for f in exclusion_findings(Case(sightings=[seen(who)]), ExclusionIndex(entries), context)}


def test_each_list_that_was_read_has_a_line_of_its_own() -> None:
    found = screened(REGISTRY, [], [SAM])
    assert {name: finding.status for name, finding in found.items()} == {"leie": E.NONE_FOUND, "sam": E.LISTED}
    assert found["sam"].details["list"] == "list sam"
    assert [entry["type"] for entry in found["sam"].details["entries"]] == ["Ineligible (Proceedings Completed)"]


@pytest.mark.parametrize("unread", ["leie", "sam"])
def test_a_list_that_was_never_read_has_none(unread: str) -> None:
    """As the 39 lists that are described and disabled."""
    sources = {**LISTS.sources, unread: changed(LISTS.sources[unread], read_at=None)}
    found = screened(REGISTRY, [], [], changed(LISTS, sources=sources))
    assert set(found) == {"leie", "sam"} - {unread}


@pytest.mark.parametrize(
    ("who", "text"),
    [
        # 20 letters of a surname, 15 of a given name: what the LEIE has, and what SAM would have to write in full
        ("Anna Featherstonehaughington", "ANNA FEATHERSTONEHAUGHING"[:25]),
        ("Wilhelminaseraphina Stonewick", "WILHELMINASERAP STONEWICK"),
        ("Ann Richardson", "ANN MONTGOMERY-RICHARDSO"),
        ("Katharina Stonewick", "ANNAMARIE-KATHA STONEWICK"),
    ],
)
def test_a_name_is_cut_only_on_the_list_that_cuts(who: str, text: str) -> None:
    entry = sam(text)
    found = screened(person(who), [replace(entry, list_name="LEIE")], [entry])
    assert {name: finding.status for name, finding in found.items()} == {"leie": E.POSSIBLE_HIT, "sam": E.NONE_FOUND}


def test_with_the_number_a_cut_name_makes_nobody_listed_on_a_list_that_does_not_cut() -> None:
    """Surnames alike in their first 20 letters alone, and other given names."""
    entry = sam("GUSTAV MONTGOMERYFEATHERSTHORPE", OWN)
    who = person("Petra Montgomeryfeathersthwaite")
    found = screened(who, [replace(entry, list_name="LEIE")], [entry])
    assert {name: finding.status for name, finding in found.items()} == {"leie": E.LISTED, "sam": E.POSSIBLE_HIT}


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("Petra Stonewick", "PETRA STONEWICK", E.POSSIBLE_HIT),
        ("Petra Stonewick-Holloway", "PETRA HOLLOWAY", E.POSSIBLE_HIT),
        ("Wei Garcia-Li", "WEI LI", E.POSSIBLE_HIT),
        ("Petra Stonewick", "GUSTAV STONEWICK", E.NONE_FOUND),
    ],
)
def test_what_makes_a_possible_hit_is_else_the_same(who: str, text: str, expected: ExclusionStatus) -> None:
    assert screened(person(who), [], [sam(text)])["sam"].status == expected


@pytest.mark.parametrize(
    ("last", "first", "business", "npi", "expected"),
    [
        ("STONEWICK", None, None, None, E.POSSIBLE_HIT),  # no given name: nothing speaks against it
        ("STONEWICK-HOLLOWAY", None, None, None, E.NONE_FOUND),
        (None, "PETRA", None, None, E.NONE_FOUND),
        ("STONEWICK", "PETRA", "STONEWICK PT LLC", OTHER, E.POSSIBLE_HIT),  # the number may be the business's
        ("STONEWICK", "PETRA", None, OTHER, E.NONE_FOUND),
        (None, None, "STONEWICK, PETRA", None, E.POSSIBLE_HIT),
        (None, None, "PETRA STONEWICK DBA MERIDIAN PT", None, E.POSSIBLE_HIT),
        (None, None, "PETRA STONEWICK PHARMACY INC", None, E.NONE_FOUND),
        (None, None, "PETRA", None, E.NONE_FOUND),
    ],
)
def test_an_entry_without_a_whole_name_of_its_own(
    last: str | None, first: str | None, business: str | None, npi: str | None, expected: ExclusionStatus
) -> None:
    name = PersonName(last=last, first=first) if last or first else None
    entry = replace(SAM, npi=npi, name=name, business_name=business)
    assert screened(person("Petra Stonewick"), [], [entry])["sam"].status == expected


@pytest.mark.parametrize(
    ("ends_on", "npi", "status"),
    [
        (None, OWN, E.LISTED),
        (TODAY + DAY, OWN, E.LISTED),
        (TODAY, OWN, E.LISTED),  # its last day
        (TODAY - DAY, OWN, E.FORMERLY_LISTED),
        (TODAY - DAY, OTHER, E.NONE_FOUND),
        (TODAY, None, E.POSSIBLE_HIT),
        (TODAY - DAY, None, E.NONE_FOUND),  # a namesake whose exclusion is over says nothing
    ],
)
def test_an_entry_that_has_ended_is_no_longer_in_force(
    ends_on: date | None, npi: str | None, status: ExclusionStatus
) -> None:
    finding = screened(REGISTRY, [], [replace(SAM, npi=npi, ends_on=ends_on)])["sam"]
    assert finding.status == status
    told = finding.details.get("ended_on")
    assert told == (ends_on.isoformat() if status is E.FORMERLY_LISTED and ends_on else None)


def test_an_entry_in_force_outweighs_one_that_has_ended() -> None:
    over = replace(SAM, ends_on=TODAY - DAY, entry="s0")
    assert screened(REGISTRY, [], [over, SAM])["sam"].status == E.LISTED
    assert screened(REGISTRY, [], [SAM, over])["sam"].status == E.LISTED


def test_the_day_of_the_check_decides_not_ours() -> None:
    entry = replace(SAM, ends_on=TODAY + timedelta(days=10))
    later = changed(LISTS, as_of=TODAY + timedelta(days=11))
    assert screened(REGISTRY, [], [entry])["sam"].status == E.LISTED
    assert screened(REGISTRY, [], [entry], later)["sam"].status == E.FORMERLY_LISTED
