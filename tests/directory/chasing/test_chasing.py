"""Chasing: every *cannot tell* that input would mend appears once, and closes by paper and publishing alone."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from directory.certificates import Seen, shown
from directory.chasing import ChaseError, Filters, chased, everybody, how_many, letter, mark_asked, people, watch_lists
from directory.chasing.items import ASKABLE
from directory.chasing.listing import NEVER
from directory.documents import file_document, withdraw_document
from directory.look_ups import LookUp
from directory.next_steps import GAPS
from directory.receipts import record_receipt
from directory.store.chasing_tables import ChaseSent
from directory.store.tables import Practitioner, PractitionerAlias, Publication, Verification
from directory.store.watching_tables import Watched, WatchList
from directory.vocabulary import HandResult, LookedUp, LookUpWay, Need, Profession, Reason, RuleVerdict
from tests.directory.conftest import TODAY, Store, Stores, noon

NOW = noon(TODAY)
ALL = Filters(verdicts=False)


@pytest.fixture
def store(store_at: Stores, small_day_two: Path, tmp_path: Path) -> Any:
    with store_at(small_day_two, tmp_path / "store") as opened:
        yield opened


def of_hours(session: Session) -> Practitioner:
    """Somebody of whom the rule of Maryland, or another one, lacks hours and no license."""
    for one in everybody(session, Filters(), today=TODAY):
        keys = {item.key.split()[0] for item in one.items}
        if "hours" in keys and "license" not in keys and one.npi:
            return session.get_one(Practitioner, one.id)
    raise AssertionError("nobody lacks hours")


def keys(store: Store, who: str) -> set[str]:
    with store.reader() as session:
        one = chased(session, who)
        assert one is not None
        return {item.key for item in one.items}


def paper(person: Practitioner, folder: Path, **facts: Any) -> Seen:
    file = folder / "certificate.pdf"
    file.write_bytes(b"%PDF-1.7 a certificate")
    return Seen(
        seen_on=TODAY, seen_by="Casey", organization="Example Clinic", issuer="Example School",
        title="Dry needling 1", name=person.display_name, practitioner_id=person.id, facts=shown(facts), document=file,
    )  # fmt: skip


def test_every_cannot_tell_for_want_of_input_appears_exactly_once(today: Store) -> None:
    asks: Counter[tuple[int, str]] = Counter()
    checks: Counter[int] = Counter()
    with today.reader() as session:
        found = list(everybody(session, ALL, today=TODAY))
        rows = session.exec(select(Verification)).all()
    for one in found:
        assert one.items, one.name
        assert len({item.key for item in one.items}) == len(one.items)
        for item in one.items:
            asks.update((ask.check, ask.name) for ask in item.asks)
            checks.update({ask.check for ask in item.asks})
    assert set(asks.values()) == {1}
    wanted = [row for row in rows if row.reason == Reason.INPUT_INSUFFICIENT]
    assert len(wanted) > 20
    assert [row.subject for row in wanted if row.id not in checks] == []
    # Of a rule each requirement that cannot be told and that a paper shows, by itself.
    ruled = 0
    for row in rows:
        if (
            row.need is Need.NEEDLING_RULE
            and row.reason in ASKABLE[row.need]
            and row.verdict == RuleVerdict.CANNOT_TELL
        ):
            for one in row.details["judged"]:
                gap = GAPS.get(one["name"])
                told = one["answer"] == "cannot_tell" and gap and gap.reason in ASKABLE[row.need]
                assert (row.id, one["name"]) not in asks or one["answer"] == "cannot_tell"
                if told:
                    ruled += 1
                    assert asks[row.id or 0, one["name"]] == 1
    assert ruled > 50


def test_what_a_board_or_a_rule_must_settle_is_asked_of_nobody(today: Store) -> None:
    settled = (Reason.SOURCES_CONFLICT, Reason.RULE_SILENT, Reason.RULE_UNCLEAR, Reason.HUMAN_REVIEW_PENDING,
               Reason.SOURCE_STALE, Reason.OUR_FAILURE)  # fmt: skip
    with today.reader() as session:
        open_ = {ask.check for one in everybody(session, ALL, today=TODAY) for item in one.items for ask in item.asks}
        others = select(Verification.id, Verification.need, Verification.status).where(
            col(Verification.reason).in_(settled)
        )
        rows = session.exec(others).all()
    assert rows
    wrong = [row for row in rows if row[0] in open_ and not (row[1] is Need.TRAINING and row[2] == "not_listed")]
    assert wrong == []


def test_an_item_closes_when_the_paper_is_filed_and_published_and_opens_when_it_is_withdrawn(
    store: Store, tmp_path: Path
) -> None:
    with store.reader() as session:
        person = of_hours(session)
        one = chased(session, person.id)
        assert one is not None
        text = letter(one.name, one.items, by="Casey")
    mark_asked(store.place.engine, person.id, one.items, text, by="Casey", to="jane@example.org", now=NOW)
    before = keys(store, person.id)
    assert "hours" in before  # asking closes nothing
    told = paper(
        person, tmp_path, total_hours=400.0, in_person_hours=220.0, theory_in_person=120.0, practical_in_person=100.0,
        completed=TODAY - timedelta(days=400), written_exam=True, practical_exam=True, competency_assessment=True,
    )  # fmt: skip
    filed = file_document(store.place.engine, store.place.evidence, told, now=NOW, today=TODAY)
    assert keys(store, person.id) == before  # nor does the paper alone, before it was published
    store.rebuild()
    assert "hours" not in keys(store, person.id)
    with store.reader() as session:
        one = chased(session, person.id)
    assert one is not None
    assert {"hours"} <= {row.item for row in one.closed}
    assert all(row.asked_by == "Casey" for row in one.closed)

    withdraw_document(store.place.engine, filed.id or 0, who="Casey", why="of somebody else", now=NOW)
    store.rebuild()
    assert "hours" in keys(store, person.id)


def test_a_license_that_was_looked_up_by_hand_closes_its_item(store: Store, tmp_path: Path) -> None:
    with store.reader() as session:
        found = [
            (one, item)
            for one in everybody(session, Filters(), today=TODAY)
            for item in one.items
            if item.key.startswith("license ") and all(ask.name for ask in item.asks)  # only the rule lacks it
        ]
        one, item = found[0]
    _, state, _ = item.key.split()
    file = tmp_path / "print.txt"
    file.write_text("what the page showed")
    told = LookUp(
        looked_on=TODAY, looked_by="Casey", answered_by="the page", way=LookUpWay.WEB, board="board",
        address="https://board.example.org/", what=LookedUp.PRIVILEGE, practitioner_id=one.id, license_state=state,
        result=HandResult.ACTIVE, said="Active", document=file,
    )  # fmt: skip
    record_receipt(store.place.engine, store.place.evidence, told, now=NOW, today=TODAY)
    store.rebuild()
    assert item.key not in keys(store, one.id)


def test_filters_and_pages_list_the_same_people_as_all_of_them(today: Store) -> None:
    with today.reader() as session:
        everyone = [one.id for one in everybody(session, Filters(), today=TODAY, at_once=7)]
        assert len(everyone) == len(set(everyone)) == how_many(session, Filters(), today=TODAY)
        paged = [one.id for start in range(0, len(everyone), 5)
                 for one in people(session, Filters(), today=TODAY, offset=start, limit=5)]  # fmt: skip
        assert paged == everyone
        more = how_many(session, ALL, today=TODAY)
        there = list(everybody(session, Filters(state="WA", profession=Profession.PHYSICAL_THERAPIST), today=TODAY))
    assert more > len(everyone)
    assert 0 < len(there) < len(everyone)
    assert all(any(ask.where for item in one.items for ask in item.asks) for one in there)


def test_by_age_of_the_last_request(store: Store) -> None:
    with store.reader() as session:
        first, second = people(session, Filters(), today=TODAY, limit=2)
        everyone = how_many(session, Filters(), today=TODAY)
    for one, days in ((first, 20), (second, 3)):
        then = NOW - timedelta(days=days)
        mark_asked(store.place.engine, one.id, one.items, "text", by="Casey", to="a@example.org", now=then)
    with store.reader() as session:

        def listed(asked: str | int) -> list[str]:
            return [one.id for one in everybody(session, Filters(asked=asked), today=TODAY)]

        assert listed(14) == [first.id]
        assert set(listed(3)) == {first.id, second.id}
        assert len(listed(NEVER)) == everyone - 2
        one = chased(session, first.id)
    assert one is not None
    assert {item.key for item in one.items} == {row.item for row in one.asked}


def test_only_who_is_on_a_watch_list_now(store: Store) -> None:
    with store.session() as session:
        first, second, third = people(session, Filters(), today=TODAY, limit=3)
        publication = session.exec(select(func.max(Publication.id))).one()
        made = {"made_at": NOW, "made_by": "Casey"}
        session.add_all([WatchList(id=1, name="ours", **made), WatchList(id=2, name="ended", ended_at=NOW, **made)])
        session.flush()
        session.add(PractitionerAlias(old_id="f" * 16, practitioner_id=second.id))
        for number, (ident, gone) in enumerate(((first.id, None), ("f" * 16, None), (third.id, NOW)), start=1):
            session.add(
                Watched(
                    id=number, list_id=1, practitioner_id=ident, publication_id=publication or 0, added_at=NOW,
                    added_by="Casey", removed_at=gone,
                )
            )  # fmt: skip
        session.commit()
        assert watch_lists(session) == ["ours"]
        found = everybody(session, Filters(watched="ours"), today=TODAY)
        assert {one.id for one in found} == {first.id, second.id}
        assert how_many(session, Filters(watched="ended"), today=TODAY) == 0


@pytest.mark.parametrize(("by", "to"), [("", "a@example.org"), ("Casey", " "), ("C" * 201, "a@example.org")])
def test_who_asked_whom_must_be_told(by: str, to: str, store: Store) -> None:
    with store.reader() as session:
        (one,) = people(session, Filters(), today=TODAY, limit=1)
    with pytest.raises(ChaseError, match="nothing is marked as asked"):
        mark_asked(store.place.engine, one.id, one.items, "text", by=by, to=to, now=NOW)
    with pytest.raises(ChaseError, match="nothing of this person is open"):
        mark_asked(store.place.engine, one.id, [], "text", by="Casey", to="Jane", now=NOW)
    with store.session() as session:
        assert session.exec(select(ChaseSent)).all() == []
