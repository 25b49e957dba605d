"""The rules of the state of treatment: chosen on the page, kept in its address, and on the command line."""

import json
from pathlib import Path

from sqlmodel import Session, col, select
from typer.testing import CliRunner

from directory.cli import app as command
from directory.store.database import connect
from directory.store.tables import Practitioner
from tests.directory.pages.test_pages import IdOf, id_of, read, shown

__all__ = ["id_of"]  # a fixture


def test_the_state_of_treatment_is_chosen_and_kept_in_the_address(id_of: IdOf) -> None:
    ident = id_of("Vantongeren")  # of Washington
    app = shown("practitioner", id=ident)
    assert "needle in Maryland?" not in read(app)
    app.selectbox(key="treating").select("Maryland").run()
    chosen = read(app)
    assert "May a physical therapist needle in Maryland?" in chosen
    assert "a license or privilege for this state" in chosen
    again = read(shown("practitioner", id=ident, treating="Maryland"))
    assert "May a physical therapist needle in Maryland?" in again
    assert "40 hours of practice" in again


def test_a_part_of_the_body_is_asked_about(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Vantongeren"), treating="Nowhere at all", region="hand"))
    assert "needle in Washington?" in text  # what the address makes up is left aside


def test_the_command_judges_by_the_state_of_treatment(sample: Path) -> None:
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        npi = session.exec(select(Practitioner.npi).where(col(Practitioner.display_name).like("%Vantongeren%"))).one()
    engine.dispose()
    done = CliRunner().invoke(command, ["check", str(npi), "--treating-in", "Maryland", "--json"])
    (person,) = json.loads(done.stdout)["people"]
    assert [(line["state"], line["verdict"]) for line in person["treating"]] == [("MD", "cannot_tell")]
    assert "MD" not in {line["state"] for line in person["lines"]}
    plainly = CliRunner().invoke(command, ["check", str(npi)])
    assert "Maryland" not in plainly.stdout


def test_a_part_of_the_body_goes_with_a_state_and_has_a_known_name() -> None:
    asked = ["check", "x", "--state", "WA", "--region"]
    for more, told in ((["hand"], "--treating-in"), (["wing", "--treating-in", "MD"], "low back")):
        refused = CliRunner().invoke(command, [*asked, *more])
        assert refused.exit_code == 2
        assert told in refused.output
