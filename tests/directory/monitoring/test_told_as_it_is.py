"""What passes through a time in which nobody can tell: told once as what it is, and not at all where nothing changed.
And each threshold of a CPR card once.
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from directory.monitoring.changes import Version, changes
from directory.monitoring.kinds import THRESHOLDS
from directory.store.shown import Shown
from directory.store.tables import Practitioner, SeenDocument, Verification
from directory.vocabulary import Audience, Need, Reason, RuleVerdict
from tests.directory.monitoring.world import BEGAN, Town, at

OURS = (Reason.SOURCE_STALE, Reason.SOURCE_UNREACHABLE, Reason.OUR_FAILURE)


def shown(verdict: RuleVerdict, reason: Reason | None = None) -> Shown:
    check = Verification(
        practitioner_id="1", need=Need.NEEDLING_RULE, subject="WA physical_therapist", status=verdict.value,
        verdict=verdict.value, reason=reason, jurisdiction="WA", profession="physical_therapist", details={},
        audience=Audience.PATIENT,
    )  # fmt: skip
    person = Practitioner(id="1", display_name="Ann")
    return Shown(person=person, places=[], licenses=[], checks=[check], statements=[], entries=[], members=[])


@pytest.mark.parametrize("reason", OURS)
@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (RuleVerdict.NOT_PERMITTED, [("verdict", "act")]),
        (RuleVerdict.NOT_MET, [("verdict", "act")]),
        (RuleVerdict.MET, []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("runs", [1, 2])
def test_a_verdict_behind_what_nobody_could_tell_is_told_once_as_what_it_is(
    runs: int, last: RuleVerdict, expected: list[tuple[str, str]], reason: Reason
) -> None:
    may, silent, after = shown(RuleVerdict.MET), shown(RuleVerdict.CANNOT_TELL, reason), shown(last)
    second, third, again = Version(silent, 2, BEGAN), Version(after, 3, BEGAN), Version(after, 4, BEGAN)
    if runs == 1:
        told = list(changes(may, [second, third, again], {}))
    else:
        told = [
            *changes(may, [second], {}),
            *changes(silent, [third], {}, lambda: [silent, may]),
            *changes(after, [again], {}),
        ]
    assert [(one.kind, one.weight) for one in told] == expected


def test_a_verdict_that_cannot_be_told_for_a_reason_of_the_person_is_news() -> None:
    may, open_ = shown(RuleVerdict.MET), shown(RuleVerdict.CANNOT_TELL, Reason.INPUT_INSUFFICIENT)
    (told,) = changes(may, [Version(open_, 2, BEGAN)], {})
    assert (told.kind, told.weight) == ("verdict", "look")


def test_each_threshold_of_a_cpr_card_is_told_once(town: Town) -> None:
    until = BEGAN + timedelta(days=200)
    with Session(town.place.engine) as session:
        body = session.execute(sa.text("SELECT sha256 FROM evidence_body ORDER BY sha256 LIMIT 1")).scalar_one()
        session.add(
            SeenDocument(
                recorded_at=at(BEGAN), seen_on=BEGAN, seen_by="Zoë", organization="Example Clinic", name="Anna Annason",
                npi=town.people["Anna"].npi, issuer="Example", title="CPR", facts={"cpr_valid_until": str(until)},
                sha256=body, document="c.pdf", document_type="application/pdf",
            )
        )  # fmt: skip
        session.commit()
    told: list[tuple[int, str, int]] = []
    for left in (121, *(days for mark in THRESHOLDS for days in (mark, mark - 1)), 0, -1, -2):
        for notice in town.told(town.monitor(until - timedelta(days=left))):
            if notice.subject == "CPR card":
                told.append((left, notice.kind, notice.details["threshold"]))
    assert told == [*((days, "expires", days) for days in THRESHOLDS), (-1, "expired", 0)]
    assert THRESHOLDS == (120, 90, 60, 30, 14, 7)
