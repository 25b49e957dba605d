"""Who asks again for a page that did not change is told so; whatever pages are made from makes it another."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.disputes import Told, file_dispute
from directory.plain.kept import OF_ONE, Kept
from directory.store.database import connect
from directory.store.tables import Practitioner, Publication
from directory.vocabulary import SaidBy, Wish
from tests.directory.plain.conftest import Ask

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"
PATHS = ["/people?near=98101", "/states", "/states/WA"]


@pytest.mark.parametrize("path", PATHS)
def test_the_same_page_is_not_sent_twice(path: str, ask: Ask) -> None:
    first = ask(path)
    tag = first.headers["etag"]
    assert "last-modified" not in first.headers  # with the rules, the settings and the program no time changes
    for headers, status in (
        ({"If_None_Match": tag}, 304),
        ({"If_None_Match": f'"other", W/{tag}'}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": LATER}, 200),
        ({"If_Modified_Since": LATER}, 200),
        ({"If_Modified_Since": "whenever"}, 200),
        ({"If_None_Match": "x" * 9_000}, 200),
    ):
        answer = ask(path, **headers)
        assert answer.status_code == status, headers
        assert answer.headers["etag"] == tag
        assert (answer.text == "") is (status == 304)


def test_an_address_of_nobody_is_never_unchanged(ask: Ask) -> None:
    assert ask("/people/nobody", If_None_Match="*").status_code == 404


def test_one_question_in_two_spellings_is_one_page(ask: Ask) -> None:
    first = ask("/people?near=98101&within=25&who=&trained=false")
    assert first.headers["etag"] == ask("/people?trained=false&near=98101").headers["etag"]
    assert first.headers["etag"] != ask("/people?near=98102").headers["etag"]


def test_another_day_or_publication_or_dispute_makes_another_page(
    shown: Path, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shown, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        ident = session.exec(select(Practitioner.id).where(Practitioner.credential_text != None)).first()  # noqa: E711
    path = f"/people/{ident}"
    tags = [ask(path).headers["etag"]]
    told = Told(practitioner_id=str(ident), fact="letters", text="not mine", said_by=SaidBy.PERSON, wish=Wish.CORRECT)
    file_dispute(engine, told, shown="x", now=NOW)
    marked = ask(path)
    assert "A fix was asked for on November 20, 2026" in marked.text
    tags.append(marked.headers["etag"])
    with Session(engine) as session:
        last = session.exec(select(Publication).order_by(Publication.id.desc())).first()  # type: ignore[union-attr]
        assert last is not None
        again = {**last.model_dump(exclude={"id"}), "published_at": datetime(2026, 11, 20, 13, tzinfo=UTC)}
        session.add(Publication.model_validate(again))
        session.commit()
    engine.dispose()
    tags.append(ask(path).headers["etag"])
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-11-21")
    tags.append(ask(path).headers["etag"])
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", "https://example.org")
    tags.append(ask(path).headers["etag"])
    assert len(set(tags)) == 5


def test_kept_pages_are_bounded_in_bytes() -> None:
    kept = Kept(most=3 * (100 + OF_ONE))
    for number in range(3):
        kept.put(number, b"x" * 100)
    assert kept.get(0) is not None  # asked for last, so it stays
    kept.put(3, b"x" * 100)
    assert [kept.get(number) is not None for number in range(4)] == [True, False, True, True]
    kept.put(0, b"y")  # in place of the other, not beside it
    assert kept.size == 2 * (100 + OF_ONE) + 1 + OF_ONE
    kept.put(9, b"x" * 10_000)
    assert kept.get(9) is None
    assert kept.size == 0
