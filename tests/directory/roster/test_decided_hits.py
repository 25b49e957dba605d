"""What people decided about a possible exclusion hit stands in the roster instead of it."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, select

from directory import findings
from directory.roster.register import Register
from directory.store.database import connect
from directory.store.tables import Verification
from directory.vocabulary import FindingAnswer
from tests.directory.samples import sample_folder

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_dismissed_hit_is_told_with_who_dismissed_it(day_two: Path, tmp_path: Path) -> None:
    folder = sample_folder(day_two, tmp_path / "data")
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    today = NOW.date()
    with Session(engine) as session:
        person = session.exec(select(Verification).where(Verification.status == "possible_hit")).first()
        assert person is not None
        who, source = person.practitioner_id, person.source
        before = Register(session).checks({who}, today)[who]
        searched = findings.search(session, who, today)
        assert searched is not None
        evidence = [one.evidence for one in searched.hits if one.sighting.source == source]
    assert {one.decided for one in before} == {None}
    for one in evidence:
        findings.decide_hit(
            engine, who, one, FindingAnswer.DIFFERENT, who="JR", note="another birth date", now=NOW, today=today
        )
    with Session(engine) as session:
        after = Register(session).checks({who}, today)[who]
    told = [one.decided for one in after if one.source == source and one.status == "possible_hit"]
    assert told == ["none_found (possible hit dismissed by JR on 2026-11-20)"]
    assert {one.decided for one in after if one.source != source} == {None}
    engine.dispose()
