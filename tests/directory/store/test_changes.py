"""Merges and splits: their history, and where addresses lead after them, on both databases."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory import profiles
from directory.linking.decisions import Ident
from directory.linking.model import Member as Joined
from directory.linking.model import Person
from directory.normalize.names import PersonName
from directory.records import LicenseRecord, NpiRecord, Record, Sighting
from directory.refresh import assign_ids
from directory.store.changes import changes_in, changes_of
from directory.store.published import Published, alias_ids, former_ids, publish
from directory.store.runs import RunWriter
from directory.store.tables import Member, Practitioner, PractitionerAlias, PractitionerChange, Source
from directory.vocabulary import ChangeKind, LicenseStatus, NpiStatus, Profession, SourceKind
from tests.databases import Sqlite

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAME = PersonName(last="Stone", first="Jane")


def npi(number: str) -> Record:
    return NpiRecord(npi=number, status=NpiStatus.ACTIVE, name=NAME)


def board(number: str) -> Record:
    return LicenseRecord(
        jurisdiction="WA", profession=Profession.PHYSICAL_THERAPIST, license_type="PT", number=number, name=NAME,
        status=LicenseStatus.ACTIVE,
    )  # fmt: skip


RECORDS: Mapping[str, tuple[str, Record]] = {
    "N1": ("nppes_bulk", npi("2000000001")),
    "N2": ("nppes_api", npi("2000000002")),
    "L1": ("wa_doh", board("1111")),
    "L2": ("wa_doh", board("2222")),
}
NUMBERS = {name: number for number, name in enumerate(RECORDS, start=1)}


def ident(name: str) -> Ident:
    return RECORDS[name][0], "", RECORDS[name][1].key


def person(names: Iterable[str]) -> Person:
    """Those records as one person: NPI records first, as linking puts them."""
    ordered = sorted(names, key=list(RECORDS).index)
    members = tuple(
        Joined(
            Sighting(
                record=RECORDS[name][1], record_id=NUMBERS[name], source=RECORDS[name][0], scope="", read_at=NOW,
                as_of=None, url="file:x", sha256="0" * 64, locator=name,
            ),
            (f"{name} among {len(ordered)}",),
        )
        for name in ordered
    )  # fmt: skip
    first = RECORDS[ordered[0]][1]
    return Person(members, (), f"npi:{first.npi}" if isinstance(first, NpiRecord) else f"license:{first.key}")


def published(engine: Engine, *people: str, day: int = 0) -> dict[str, str]:
    """Publishes people given as 'N1 L1', with the addresses that the product gives them; people -> address."""
    linked = {names: person(names.split()) for names in people}
    with Session(engine) as session:
        ids, aliases = assign_ids(list(linked.values()), former_ids(session), alias_ids(session))
        views = []
        for one in linked.values():
            own = ids[one.anchor]
            members = [
                {
                    "source": m.sighting.source, "scope": "", "record_key": m.sighting.record.key,
                    "record_id": m.sighting.record_id, "reasons": list(m.reasons), "current": True,
                    "practitioner_id": own,
                }
                for m in one.members
            ]  # fmt: skip
            row = {
                "id": own,
                "display_name": "Jane Stone",
                "sort_key": "STONE JANE",
                "other_names": [],
                "look_alikes": [],
            }
            views.append(view := Published(row, {Member: members}))
            view.seal()
        at = NOW + timedelta(days=day)
        publish(session, views, aliases, as_of=at.date(), now=at)
        session.commit()
    return {names: ids[one.anchor] for names, one in linked.items()}


def leads_to(engine: Engine, address: str) -> str | None:
    with Session(engine) as session:
        return profiles.find_id(session, address)


def history(engine: Engine, address: str) -> list[tuple[ChangeKind, str | None, date]]:
    with Session(engine) as session:
        return [(change.kind, change.other_id, change.as_of) for change in changes_of(session, address)]


def day(number: int) -> date:
    return (NOW + timedelta(days=number)).date()


def test_the_first_publishing_and_newcomers_are_no_change(place: Workplace) -> None:
    published(place.engine, "N1 L1")
    published(place.engine, "N1 L1", "N2", "L2", day=1)
    with Session(place.engine) as session:
        assert session.exec(select(PractitionerChange)).all() == []


def test_a_merge_is_told_and_both_addresses_lead_there(place: Workplace) -> None:
    before = published(place.engine, "N1", "L1")
    after = published(place.engine, "N1 L1", day=1)["N1 L1"]
    assert after == before["N1"]
    assert {leads_to(place.engine, address) for address in before.values()} == {after}
    assert history(place.engine, after) == [(ChangeKind.MERGED, before["L1"], day(1))]


def test_after_a_split_the_npi_keeps_the_address_and_both_say_since_when(place: Workplace) -> None:
    whole = published(place.engine, "N1 L1")["N1 L1"]
    apart = published(place.engine, "N1", "L1", day=3)
    assert apart["N1"] == whole != apart["L1"]
    assert history(place.engine, apart["N1"]) == [(ChangeKind.SPLIT, apart["L1"], day(3))]
    assert history(place.engine, apart["L1"]) == [(ChangeKind.SPLIT, apart["N1"], day(3))]
    with Session(place.engine) as session:
        told = {c.practitioner_id: c.sentence for c in changes_in(session, 2)}
    assert apart["L1"] in told[apart["N1"]]
    assert apart["N1"] in told[apart["L1"]]


@pytest.mark.slow
@pytest.mark.parametrize("pair", [("N1", "N2"), ("L1", "L2"), ("L1", "N2"), ("N1", "L2")])
def test_merged_and_split_again_each_address_shows_whom_it_showed_first(
    pair: tuple[str, str], place: Workplace
) -> None:
    before = published(place.engine, *pair)
    both = " ".join(pair)
    published(place.engine, both, day=1)
    apart = published(place.engine, *pair, day=2)
    for name in pair:
        assert leads_to(place.engine, before[name]) == apart[name], name
    again = published(place.engine, both, day=3)[both]
    assert {leads_to(place.engine, address) for address in (*before.values(), *apart.values())} == {again}
    last = published(place.engine, *pair, day=4)
    for name in pair:
        assert leads_to(place.engine, before[name]) == leads_to(place.engine, apart[name]) == last[name], name


def test_a_record_that_goes_to_another_person_is_told_on_both_pages(place: Workplace) -> None:
    before = published(place.engine, "N1 L1", "N2")
    after = published(place.engine, "N1", "N2 L1", day=1)
    assert [after["N1"], after["N2 L1"]] == list(before.values())
    assert history(place.engine, after["N1"]) == [(ChangeKind.LEFT, after["N2 L1"], day(1))]
    assert history(place.engine, after["N2 L1"]) == [(ChangeKind.JOINED, after["N1"], day(1))]


def test_a_record_that_nobody_has_any_more_is_told_while_its_source_has_it(place: Workplace) -> None:
    stored(place, "L1", "L2")
    whole = published(place.engine, "N1 L1 L2")["N1 L1 L2"]
    with Session(place.engine) as session:
        assert session.exec(select(PractitionerChange)).all() == []
    published(place.engine, "N1 L1", day=1)
    assert history(place.engine, whole) == [(ChangeKind.LEFT, None, day(1))]
    published(place.engine, "N1 L1 L2", day=2)  # known all the time, of nobody
    assert history(place.engine, whole) == [(ChangeKind.JOINED, None, day(2)), (ChangeKind.LEFT, None, day(1))]
    stored(place, "L1")
    published(place.engine, "N1 L1", day=3)  # gone from its source: nothing about who is who
    assert len(history(place.engine, whole)) == 2


def test_a_new_record_of_a_known_person_is_no_change(place: Workplace) -> None:
    whole = published(place.engine, "N1")["N1"]
    stored(place, "L1", after=True)
    published(place.engine, "N1 L1", day=1)
    assert history(place.engine, whole) == []


def stored(place: Workplace, *names: str, after: bool = False) -> None:
    """A healthy reading of the board with those licenses; ``after`` the first publishing."""
    with Session(place.engine) as session:
        session.merge(
            Source(name="wa_doh", title="Board list", owner="o", kind=SourceKind.LICENSE, jurisdiction="WA",
                   professions=["PT"], page_url="https://board.example.org/", terms="t", promise_days=30)
        )  # fmt: skip
        session.commit()
    at = NOW + timedelta(hours=1 if after else 0)
    writer = RunWriter(place.engine, place.evidence, source="wa_doh", how="load", origin="f", now=at)
    fetch = writer.fetched(" ".join(names).encode(), url="file:f", at=at, status=None)
    for name in names:
        writer.add(RECORDS[name][1], fetch, name)
    assert writer.finish(now=at).healthy


# --- whatever happens -----------------------------------------------------------------------------------------------

# Each record is nobody's (0), or of one of four people.
days = st.lists(st.fixed_dictionaries({name: st.integers(0, 4) for name in RECORDS}), min_size=2, max_size=6)


def people_of(owners: Mapping[str, int]) -> Sequence[str]:
    groups: dict[int, list[str]] = {}
    for name, owner in owners.items():
        if owner:
            groups.setdefault(owner, []).append(name)
    return [" ".join(group) for group in groups.values()]


@pytest.mark.slow
@given(days)
def test_no_address_ever_leads_to_a_person_it_never_showed(sqlite: Sqlite, told: list[Mapping[str, int]]) -> None:
    """Where it leads to anybody, that person has a record that once stood there, unless nobody has any of them."""
    shown: dict[str, set[str]] = {}  # address -> the records that stood there
    with sqlite.empty() as engine:
        for number, owners in enumerate(told):
            now = published(engine, *people_of(owners), day=number)
            for names, address in now.items():
                shown.setdefault(address, set()).update(names.split())
            holders = {address: set(names.split()) for names, address in now.items()}
            for address, records in shown.items():
                found = leads_to(engine, address)
                if found in holders and records & set().union(*holders.values()):
                    assert records & holders[found], (address, told[: number + 1])
        with Session(engine) as session:
            ids = set(session.exec(select(col(Practitioner.id))))
            assert not ids & set(session.exec(select(PractitionerAlias.old_id)))
