"""Keys of facts, what is taken of a text, and holding back: nothing of it needs a database."""

from types import SimpleNamespace
from typing import Any

import pytest

from directory.disputes import DisputeError, Told, fact_of, is_fact, of_a_place, place_fact
from directory.disputes.standing import EVERYWHERE, HiddenContacts
from directory.disputes.telling import LONGEST_TEXT, tidy
from directory.throttle import NEW_SALT, PER_VISITOR, WINDOW, Throttle
from directory.vocabulary import Need, PlaceKind, SaidBy, SaidKind, Wish


def line(need: Need, **told: Any) -> Any:
    return SimpleNamespace(**{"need": need, "state": None, "profession": None, "source": None, "details": {}} | told)


def place(zip5: str | None = "98101", kind: PlaceKind = PlaceKind.PRACTICE) -> Any:
    return SimpleNamespace(kind=kind, city="SEATTLE", state="WA", zip5=zip5)


CLAIM = SimpleNamespace(kind=SaidKind.TECHNIQUE, code="deep", publisher="Zoë’s Clinic & Co.")
KEYS = [
    (line(Need.LICENSE, state="WA", profession="PT", source="wa_doh", details={"number": "PT 6001-2345"}),
     "license:WA:PT:PT60012345"),
    (line(Need.LICENSE, state="WA", profession="PT", source="wa_doh"), "license:WA:PT:wa-doh"),
    (line(Need.TRAINING, source="example_institute", details={"letters": "CMTPT/DN"}),
     "training:CMTPTDN:example-institute"),
    (line(Need.TRAINING, details={"course": "Dry needling 1", "issuer": "A “school”"}),
     "training:DRYNEEDLING1:a-school"),
    (line(Need.EXCLUSION, source="oig_exclusions", state="WA", details={"criteria": "x"}), "exclusion:oig-exclusions"),
    (line(Need.NPI, source="nppes_bulk", details={"npi": "2100001017"}), "npi"),
    (line(Need.NEEDLING_RULE, state="WA", profession="PT"), "rule:WA:PT"),
    (place(), "place:98101:practice"),
    (place(None, PlaceKind.SECONDARY_PRACTICE), "place:seattle-wa:secondary-practice"),
    (CLAIM, "claim:technique:deep:zoe-s-clinic-co"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "key"), KEYS, ids=[key for _, key in KEYS])
def test_a_fact_has_one_key(one: Any, key: str) -> None:
    assert fact_of(one) == key
    assert is_fact(key)
    assert of_a_place(key) is key.startswith("place")


@pytest.mark.parametrize("text", ["", "A", "place:98101'", "x" * 201, "a:b:c:d:e:f", "place:\0", "name\n", "<b>"])
def test_what_is_no_key(text: str) -> None:
    assert not is_fact(text)


def test_contact_data_are_hidden_as_far_as_was_asked() -> None:
    here, there = place(), place("99201")
    for facts, hidden in (
        ({"phone:98101:practice"}, {("phone", 0)}),
        ({"place:98101:practice"}, {("phone", 0), ("website", 0), ("address", 0)}),
        ({EVERYWHERE}, {(part, n) for part in ("phone", "website", "address") for n in (0, 1)}),
        (set(), set()),
    ):
        found = HiddenContacts(frozenset(facts))
        parts = ("phone", "website", "address")
        assert {(p, n) for p in parts for n, at in enumerate((here, there)) if found.hides(p, at)} == hidden
    assert place_fact(here, "phone") == "phone:98101:practice"


def told(**more: Any) -> Told:
    given: dict[str, Any] = {
        "practitioner_id": "1", "fact": "name", "text": "It is wrong", "said_by": SaidBy.OTHER, "wish": Wish.CORRECT,
    }  # fmt: skip
    return Told(**given | more)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  two\r\n lines\t", "two lines"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # kept as it is, shown as text
        ("abc\0def\x1b[31m", "abcdef[31m"),
        ("\u202egnorw\u202c \u200fRTL\u2066", "gnorw RTL"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
        ("é" * 3, "é" * 3),
    ],
)
def test_text_is_kept_clean(text: str, kept: str) -> None:
    assert tidy(told(text=text)).text == kept


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "x" * 10_240}, "10,240 characters. Please use at most 1,000"),
        ({"text": "\u202e\0  \u200b"}, "say in a few words"),
        ({"text": "--"}, "say in a few words"),
        ({"contact": "x" * 201}, "at most 200"),
        ({"fact": "x" * 300}, "do not show this fact"),
    ],
)
def test_what_cannot_be_taken_is_said(more: dict[str, str], words: str) -> None:
    with pytest.raises(DisputeError, match=words):
        tidy(told(**more))


def test_a_visitor_is_held_back_and_forgotten() -> None:
    now = [0.0]
    throttle = Throttle(clock=lambda: now[0])
    assert [throttle.wait_of("192.0.2.1") for _ in range(PER_VISITOR)] == [None] * PER_VISITOR
    assert throttle.wait_of("192.0.2.1") == WINDOW + 1
    assert throttle.wait_of("192.0.2.2") is None
    assert not any(b"192" in key for key in throttle._seen)
    now[0] = WINDOW
    assert throttle.wait_of("192.0.2.1") is None
    before = set(throttle._seen)
    now[0] = NEW_SALT
    throttle.wait_of("192.0.2.1")
    assert before.isdisjoint(throttle._seen)


def test_one_household_is_one_visitor_whatever_address_it_takes() -> None:
    throttle = Throttle(most=2)
    assert [throttle.wait_of(f"2001:db8::{n}") is None for n in (1, 2, 3)] == [True, True, False]
    assert throttle.wait_of("2001:db8:0:1::1") is None
    assert [throttle.wait_of(who) is None for who in (None, "testclient", "no address")] == [True, True, False]
