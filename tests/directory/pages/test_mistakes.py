"""How often we are wrong: what readers are told, and what they are told when nothing was measured."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from directory.linking.measuring import Measured, Tally
from directory.linking.weights import weights
from directory.pages.text import JOINER
from directory.program import program
from directory.store.database import connect
from directory.store.measurements import KnownSet, keep_measurement
from directory.store.tables import LinkDecision
from directory.vocabulary import LinkAnswer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALL = Tally(records=1_000, people=900, settled=812, shown=890, waiting=120)
WRONG = Tally(records=1_000, people=900, settled=500, nobody=2, another=1, shown=600, waiting=300)
MEASURED = Measured(
    ALL,
    natural=None,
    by_kind={"listing": ALL},
    by_tag={"nickname": Tally(records=500, people=450, settled=412, shown=445, waiting=60), "father_son": Tally()},
)


@pytest.fixture
def engine(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store of the test's own, which the page shows."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    found = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    yield found
    found.dispose()


def keep(engine: Engine, measured: Measured, name: str = "a *small* set", **by: str) -> int:
    known = KnownSet(
        name=name, made_of="two lists", digest="ab" * 32, command="needleproof links measure x", register_rows=3_000
    )
    made = {"weights": weights().version, "program": program()} | by
    return keep_measurement(engine, known, measured, as_of=date(2026, 11, 20), now=NOW, **made).id


def shown(page: str = "mistakes", **asked: str) -> AppTest:
    app = AppTest.from_string(f"from directory.pages import {page}\n{page}.page()", default_timeout=30)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def read(app: AppTest) -> str:
    """All text of the page as a person reads it."""
    kinds = ("title", "header", "markdown", "warning", "page_link")
    found = [getattr(one, "value", "") or one.proto.label for kind in kinds for one in app.get(kind)]
    text = "\n".join([*found, *(str(table.value.to_dict("list")) for table in app.table)])
    return re.sub(r"\\+([!-/:-@\[-`{-~])", r"\1", text).replace(JOINER, "")


def test_without_a_measurement_it_says_how_to_make_one(engine: Engine) -> None:
    text = read(shown())
    assert "Nothing was measured yet" in text
    assert "`needleproof links measure --invented`" in text
    assert "Nobody has checked a link" in text
    assert "How often are we wrong?" in read(shown("sources"))


def test_the_rate_has_its_bound_its_set_its_day_and_its_command(engine: Engine) -> None:
    keep(engine, MEASURED)
    app = shown()
    text = read(app)
    assert "0 wrong of 812 links that were made without a person: at most 0.37% are wrong, with 95% certainty." in text
    assert "November 20, 2026 with 1,000 entries against a register of 3,000 rows: a *small* set" in text
    assert "120 of 1,000 entries wait for a person (12.0%)" in text
    assert "812 of them to the right person (90.2%)" in text
    assert "890 (98.9%)" in text
    assert "Measurement 1, November 20, 2026 at 12:00 UTC, by the command: needleproof links measure x" in text
    assert "What the set is made of: two lists." in text
    assert "no random sample" in text
    assert "another version" not in text
    assert "0 wrong of 812" in read(shown("sources"))


def test_wrong_links_are_told_apart(engine: Engine) -> None:
    keep(engine, Measured(WRONG, natural=Tally(records=1_000, people=900, settled=497, shown=600, waiting=290)))
    text = read(shown())
    assert "3 wrong of 500 links" in text
    assert "2 led to a look-alike of somebody who is not in the register. 1 led to another person" in text
    assert "on purpose: 0 wrong of 497 links" in text


def test_by_kind_and_difficulty_as_table_and_chart_with_words(engine: Engine) -> None:
    keep(engine, MEASURED)
    app = shown()
    kinds, hard = (table.value.to_dict("list") for table in app.table)
    assert kinds["Kind of entry"] == ["entries of directories and clinics"]
    assert (hard["What makes it hard"], hard["At most"]) == (["a nickname", "father and son"], ["0.73%", "–"])
    (chart,) = app.get("vega_lite_chart")
    spoken = str(chart.proto)
    assert "a nickname: 412 linked, right, 60 waits for a person, 28 not linked, 0 linked, wrong" in spoken
    assert "father and son:" not in spoken  # too few for a bar


def test_each_measurement_has_an_address(engine: Engine) -> None:
    first, second = keep(engine, MEASURED, "the older set"), keep(engine, Measured(WRONG), "the newer set")
    newest = read(shown())
    assert f"Measurement {second}, " in newest
    assert f"Measurement {first}: 0 wrong of 812" in newest
    older = read(shown(id=str(first)))
    assert "0 wrong of 812 links" in older
    assert f"Measurement {second}: 3 wrong of 500" in older
    assert "3 wrong of 500 links" in read(shown(id="no such number"))


@pytest.mark.parametrize("by", [{"program": "0.0.1+00000000"}, {"weights": "2001-01-01"}])
def test_a_measurement_of_another_version_says_so(engine: Engine, by: dict[str, str]) -> None:
    keep(engine, MEASURED, **by)
    assert "measured with another version of this program" in read(shown())


def test_what_people_found_wrong_is_told_with_its_bound(engine: Engine) -> None:
    sides = {"left_source": "a", "left_scope": "", "right_source": "b", "right_scope": "", "right_key": "b",
             "left_record_id": 1, "right_record_id": 2, "evidence": "0" * 64}  # fmt: skip
    told = {"decided_at": NOW, "decided_by": "JR", "note": "", "linked": True}
    with Session(engine) as session:
        for number in range(10):
            answer = LinkAnswer.DIFFERENT if number == 0 else LinkAnswer.SAME
            session.add(LinkDecision(**sides, **told, left_key=str(number), answer=answer))
        session.commit()
    text = read(shown())
    assert "People checked 10 of the links that we had made here, and found 1 wrong." in text
    assert "at most 34.78% would be wrong" in text
