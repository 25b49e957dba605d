"""Entries that belong to nobody yet: what is said of those whom they may be of, and what must not be said."""

import pytest

from directory.linking import Facts, link
from directory.linking.decisions import Decision, Decisions, evidence_hash, telling
from directory.records import Address, NpiRecord, Record, Sighting, TrainingRecord
from directory.verification import Case, Finding
from directory.verification.training import training_findings
from directory.vocabulary import Audience, CredentialStatus, LinkAnswer, PlaceKind, Reason
from directory.waiting import Waiting
from tests.directory.linking.invented import CHIRO, PT, A, B, an_npi, npi, seen, slot, trained
from tests.directory.linking.test_by_evidence import WHOLE
from tests.directory.verification.test_verification import CONTEXT, READ

S, R = CredentialStatus, Reason
INSTITUTE = "institute"  # the list of CONTEXT; its letters are EXDN


def practicing(number: str, name: str, letters: str | None = "PT, EXDN", city: str = "Seattle") -> NpiRecord:
    at = (Address(kind=PlaceKind.PRACTICE, city=city, state="WA"),)
    return npi(number, name, slot(None), addresses=at, credential_text=letters)


def listed(name: str, **more: object) -> TrainingRecord:
    return trained(name, **{"city": "Seattle", "state": "WA", "profession": PT, **more})


def said(number: str, *records: Record, facts: Facts = WHOLE) -> list[tuple[str, str | None, str]]:
    """(status, reason, audience) of each line on training of the person with that NPI."""
    return [(str(f.status), f.reason, f.audience) for f in found(number, *records, facts=facts)]


def found(number: str, *records: Record, facts: Facts = WHOLE) -> list[Finding]:
    sightings = [_seen(record) for record in records]
    linking = link(sightings, facts)
    waiting = Waiting.of(linking, facts)
    (person,) = (person for person in linking.people if person.anchor == f"npi:{number}")
    case = Case(sightings=[m.sighting for m in person.members], doubts=list(waiting.doubts(person)))
    return list(training_findings(case, CONTEXT, [], [], []))


def _seen(record: Record) -> Sighting:
    return seen(record, INSTITUTE if isinstance(record, TrainingRecord) else "registry")


PENDING = (S.AMBIGUOUS_PERSON, R.HUMAN_REVIEW_PENDING, Audience.COORDINATOR)
UNCLEAR = (S.AMBIGUOUS_PERSON, R.HUMAN_REVIEW_PENDING, Audience.PATIENT)
NOT_LISTED = (S.NOT_LISTED, R.SOURCES_CONFLICT, Audience.PATIENT)
NOTHING = (S.NOT_COVERED, R.NOT_PUBLISHED, Audience.PATIENT)
TWIN = practicing(B, "Robert Stone", None)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((practicing(A, "Robert Stone"),), [NOT_LISTED]),
        ((practicing(A, "Robert Stone"), listed("Anna Fields")), [NOT_LISTED]),
        ((practicing(A, "Robert Stone"), TWIN, listed("Robert Stone")), [PENDING, UNCLEAR]),
        ((practicing(A, "Robert Stone", None), TWIN, listed("Robert Stone")), [PENDING, NOTHING]),
        ((practicing(A, "Robert Stone"), listed("Robert Stome")), [PENDING, UNCLEAR]),
        ((practicing(A, "Robert Stone"), listed("R Stone")), [PENDING, UNCLEAR]),
        # somebody else's beyond doubt: another profession in another state, but the very name
        ((practicing(A, "Robert Stone"), listed("Robert Stone", state="OR", profession=CHIRO)), [UNCLEAR]),
        ((practicing(A, "Robert Stone"), listed("Bob Stone", state="OR", profession=CHIRO)), [NOT_LISTED]),
    ],
)
def test_what_an_entry_that_waits_changes(records: tuple[Record, ...], expected: list[object]) -> None:
    assert said(A, *records) == expected


def test_what_is_settled_does_not_wait() -> None:
    assert [one[0] for one in said(A, practicing(A, "Robert M Stone"), listed("Robert M Stone"))] == [S.CONFIRMED]


def test_nobody_of_many_namesakes_is_called_missing_from_the_list() -> None:
    """People are asked about three; the list cannot be said not to show the others either."""
    namesakes = [practicing(an_npi(serial), "Robert Stone") for serial in range(1, 7)]
    lines = [said(one.npi, *namesakes, listed("Robert Stone")) for one in namesakes]
    assert sum(PENDING in each for each in lines) == 3
    assert all(UNCLEAR in each for each in lines)


def test_a_former_name_is_a_name() -> None:
    person = npi(
        A,
        "Ann Fields",
        former=("Ann Stone",),
        credential_text="EXDN",
        addresses=(Address(kind=PlaceKind.PRACTICE, state="CO"),),
    )
    assert UNCLEAR in said(A, person, listed("Ann Stone", city=None, state=None))


def test_what_somebody_decided_to_be_somebody_else_waits_no_more() -> None:
    person, entry = practicing(A, "Robert Stone"), listed("Robert Stone", city="Tacoma")
    sides = [_seen(record) for record in (entry, person)]
    decision = Decision(
        left=(sides[0].source, "", entry.key),
        right=(sides[1].source, "", person.key),
        answer=LinkAnswer.DIFFERENT,
        evidence=evidence_hash([telling(entry)], [telling(person)]),
        by="JR",
        on=READ,
    )
    assert said(A, person, entry) == [PENDING, UNCLEAR]
    decided = Facts(whole=WHOLE.whole, decisions=Decisions.of([decision]))
    assert said(A, person, entry, facts=decided) == [NOT_LISTED]


def test_coordinators_read_why_and_what_to_do() -> None:
    pending, claim = found(A, practicing(A, "Robert Stone"), TWIN, listed("Robert Stone"))
    assert pending.next_step is not None
    assert "Review" in pending.next_step
    assert "For it: same surname, Stone; same given name, Robert; same city, Seattle" in pending.details["why"]
    assert f"Somebody else: Robert Stone (NPI {B}) of Seattle, WA would fit as well" in pending.details["why"]
    assert pending.sighting is not None
    assert claim.next_step is not None
    assert claim.next_step.startswith("Ask to see the certificate")
    assert "why" not in claim.details
