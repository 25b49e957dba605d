"""`needleproof review`: what is open, an answer that publishes, splits and merges, and the log."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import Session, select
from typer import Exit
from typer.testing import CliRunner

from crawlers.runner import Workplace
from directory.cli import app
from directory.cli.demo import fresh_sample
from directory.normalize.names import PersonName
from directory.refresh import rebuild
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import LinkDecision, Practitioner, Publication
from tests.databases import Databases
from tests.directory.reviewing.family import NOW, NPI, asked, board, entry, moved_in, npi, read

Run = Callable[..., Result]


@pytest.fixture
def place(sqlite: Databases, tmp_path: Path) -> Workplace:
    engine = connect(sqlite.make(tmp_path / "data"))
    found = Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "data" / "evidence"), clock=lambda: NOW)
    moved_in(found)
    return found


@pytest.fixture
def run(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, value in (("DATA", str(tmp_path / "data")), ("TODAY", "2026-11-20")):
        monkeypatch.setenv(f"NEEDLEPROOF_{name}", value)
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)
    return lambda *args: CliRunner().invoke(app, ["review", *args])


def words(result: Result) -> str:
    return " ".join(result.output.split())


def publications(place: Workplace) -> int:
    with Session(place.engine) as session:
        return len(session.exec(select(Publication)).all())


def test_list_show_answer_log_and_undo(run: Run, place: Workplace) -> None:
    (ident,) = asked(place, (entry(), npi()))
    listed = words(run())
    for told in (ident, "John B Stone", "John A Stone Sr", "middle name B A differs", "1 of 1 open",
                 "Against: middle initial differs", "To settle it: it would link if"):  # fmt: skip
        assert told in listed
    assert [row["id"] for row in json.loads(run("--json").stdout)] == [ident]
    assert json.loads(run("--state", "OR", "--json").stdout) == []
    assert "There are only 1 open questions." in words(run("--offset", "1"))
    shown = words(run("show", ident))
    assert "entry: record" in shown
    assert "https://source.example.org/list" in shown
    assert json.loads(run("show", ident, "--json").stdout)["left"]["name"] == "John B Stone"
    before = publications(place)
    answered = run("answer", ident, "different", "--by", "JR", "--note", "father and son")
    assert answered.exit_code == 0, answered.output
    assert "Decision 1: JR decided on November 20, 2026: two different people (“father and son”)." in words(answered)
    assert "Nobody's records changed by that." in words(answered)
    assert publications(place) == before + 1
    assert json.loads(run("--json").stdout) == []
    assert "No question is open." in words(run())
    undone = run("undo", "1", "--by", "KL", "--why", "the [wrong] man")
    assert undone.exit_code == 0, undone.output
    assert publications(place) == before + 2
    assert "undone by KL: the [wrong] man" in words(run("log"))
    (row,) = json.loads(run("log", "--json").stdout)
    assert (row["answer"], row["decided_by"], row["undone_by"]) == ("different", "JR", "KL")


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("answer", "0" * 12, "same", "--by", "JR"), 1, "no question '000000000000' is open"),
        (("answer", "ID", "same", "--by", " "), 1, "say who decides"),
        (("answer", "ID", "same"), 2, "--by"),
        (("answer", "ID", "perhaps", "--by", "JR"), 2, "perhaps"),
        (("show", "0" * 12), 2, "there is no question '000000000000'"),
        (("undo", "7", "--by", "JR", "--why", "x"), 1, "there is no decision 7"),
        (("undo", "0", "--by", "JR", "--why", "x"), 2, "Invalid value for 'decision'"),
        (("split", "nobody"), 2, "nobody has the id 'nobody'"),
        (("split", "nobody", "1", "--by", "JR"), 1, "nobody has the id 'nobody'"),
        (("merge", "nobody", "either", "--by", "JR"), 1, "nobody has the id 'nobody'"),
        (("--state", "Atlantis"), 2, "no state is called 'Atlantis'"),
    ],
)
def test_what_is_refused_is_said_and_publishes_nothing(
    args: tuple[str, ...], code: int, told: str, run: Run, place: Workplace
) -> None:
    (ident,) = asked(place, (entry(), npi()))
    before = publications(place)
    result = run(*(ident if part == "ID" else part for part in args))
    assert (result.exit_code, told in words(result)) == (code, True), result.output
    assert publications(place) == before
    with Session(place.engine) as session:
        assert session.exec(select(LinkDecision)).all() == []


@pytest.mark.slow
def test_split_lists_the_records_then_sets_them_apart(run: Run, place: Workplace) -> None:
    with Session(place.engine) as session:
        father = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
    listed = [line for line in run("split", father).output.splitlines() if line.startswith("  ")]
    assert "(the profile stands on it): nppes_bulk" in listed[0]
    number = listed[1].split(":")[0].strip()
    assert "(the profile" not in listed[1]
    result = run("split", father, number, "--by", "JR", "--note", "not his")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(run("log", "--json").stdout)
    assert (row["answer"], row["note"]) == ("different", "not his")


def test_merge_decides_about_what_both_stand_on(run: Run, place: Workplace) -> None:
    read(place, "wa_doh", board(), board("PT7777", name=PersonName(first="Johnny", last="Stone")))
    rebuild(place.engine, as_of=NOW.date(), now=NOW)
    with Session(place.engine) as session:
        both = [p.id for p in session.exec(select(Practitioner)) if p.npi == NPI or p.display_name == "Johnny Stone"]
    result = run("merge", *both, "--by", "JR")
    assert result.exit_code == 0, result.output
    assert [row["answer"] for row in json.loads(run("log", "--json").stdout)] == ["same"]


def test_an_empty_store_asks_nothing(sqlite: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "none"))
    assert "No question is open." in words(CliRunner().invoke(app, ["review"]))
    assert "Nobody has decided anything yet." in words(CliRunner().invoke(app, ["review", "log"]))


def test_the_demo_is_not_begun_anew_over_decisions(
    run: Run, place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    (ident,) = asked(place, (entry(), npi()))
    assert run("answer", ident, "unsure", "--by", "JR").exit_code == 0
    with place.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE run SET origin = 'http://127.0.0.1/'")
        connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('sample_data', 'yes')")
    with pytest.raises(Exit):
        fresh_sample(place.engine)
    assert "holds decisions that people made" in capsys.readouterr().err
    assert "unsure" in run("log", "--json").stdout
