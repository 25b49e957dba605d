"""Whom submitted facts lead to: a number decides where nothing speaks against it; a name alone never does."""

import pytest
from sqlmodel import Session, select

from directory.checking_one import Submitted, find
from directory.store.tables import License, Practitioner
from tests.directory.conftest import TODAY, Store


def somebody(session: Session, today: Store) -> tuple[Practitioner, str]:
    """Of Washington, whose numbers begin with letters."""
    npi = today.worlds[2].person("golden_wa").npi
    person = session.exec(select(Practitioner).where(Practitioner.npi == npi)).one()
    number = session.exec(select(License.number).where(License.practitioner_id == person.id)).first()
    assert number
    assert number.startswith("PT")
    return person, number


@pytest.mark.parametrize(
    ("given", "found", "words"),
    [
        ({"npi": "{npi}"}, True, ""),
        ({"npi": "{npi}", "name": "Nobody Else"}, True, ""),  # shown side by side, with the name that differs
        ({"license": "{number}"}, True, ""),
        ({"license": "{number}", "name": "{name}"}, True, ""),
        ({"license": "{digits}", "name": "{name}"}, True, ""),
        ({"license": "{digits}", "profession": "PT"}, True, ""),
        ({"license": "{digits}"}, False, "Several professions use such numbers"),
        ({"license": "CH{digits}"}, False, "other letters before it"),
        ({"license": "{number}", "name": "Nobody Else"}, False, "one of the two is wrong"),
        ({"license": "{number}", "profession": "CHIRO"}, False, "another profession than was submitted"),
        ({"license": "{number}", "npi": "2000000002"}, False, "The NPI is not in what we have read"),
        ({"name": "{name}", "place": "Seattle"}, False, "A name alone decides nothing"),
        ({"name": "{name}", "place": "WA"}, False, "A name alone decides nothing"),
    ],
)
def test_who_is_found_and_who_may_only_be_meant(given: dict[str, str], found: bool, words: str, today: Store) -> None:
    with today.reader() as session:
        person, number = somebody(session, today)
        facts = {"npi": person.npi, "number": number, "digits": number[2:], "name": person.display_name}
        told = {name: text.format(**facts) for name, text in given.items()}
        if "license" in told:
            told["license_state"] = "WA"
        answer = find(session, Submitted.of(told), today=TODAY)
    assert (answer.id == person.id) == found
    if not found:
        assert answer.id is None
        assert person.id in [one.id for one in answer.candidates]
        assert words in str(answer.why)


@pytest.mark.parametrize(
    ("given", "too_little"),
    [
        ({"license": "PT1"}, True),
        ({"name": "Jane Roe"}, True),
        ({"claimed": "PT"}, True),
        ({"license": "PT1", "license_state": "WA"}, False),
        ({"name": "Zyx Qwvut", "place": "Seattle"}, False),
    ],
)
def test_too_little_is_not_the_same_as_not_found(given: dict[str, str], too_little: bool, today: Store) -> None:
    with today.reader() as session:
        answer = find(session, Submitted.of(given), today=TODAY)
    assert (answer.id, answer.candidates, answer.too_little) == (None, (), too_little)
    assert ("Give an NPI" if too_little else "That says nothing about the person") in str(answer.why)
