"""The cells that tell of a state's rule: each value says whose it is, and nothing known is never left empty."""

from datetime import date
from typing import Any

import pytest

from directory.roster.given import Given, License
from directory.roster.results import NOTHING_KNOWN, Check, cells_of
from directory.vocabulary import Need, RuleVerdict

TODAY = date(2026, 11, 20)
UNKNOWN = "no license there is known to us"


def rule(state: str) -> Check:
    told: dict[str, Any] = dict.fromkeys(Check.__dataclass_fields__)
    told |= {
        "need": Need.NEEDLING_RULE, "subject": "", "state": state, "profession": "PT", "status": "confirmed",
        "verdict": RuleVerdict.MET.value, "details": {"citation": f"{state} 1"}, "good_until": date(2027, 1, 1),
        "title": "", "owner": "", "source": "",
    }  # fmt: skip
    return Check(**told)


@pytest.mark.parametrize(
    ("known", "asked", "verdict", "missing", "citation"),
    [
        (["WA"], ("WA",), "met", "", "WA 1"),
        (["WA"], (), "met", "", "WA 1"),
        (["WA"], ("WA", "MD"), "WA PT: met; MD: cannot_tell", f"WA PT: -; MD: {UNKNOWN}", "WA PT: WA 1"),
        (["WA"], ("MD",), "cannot_tell", UNKNOWN, ""),
        (["WA"], ("MD", "OR"), "MD: cannot_tell; OR: cannot_tell", f"MD: {UNKNOWN}; OR: {UNKNOWN}", ""),
        (["WA", "OR"], (), "WA PT: met; OR PT: met", "WA PT: -; OR PT: -", "WA PT: WA 1; OR PT: OR 1"),
        ([], (), "cannot_tell", NOTHING_KNOWN, ""),
    ],
)
def test_rules(known: list[str], asked: tuple[str, ...], verdict: str, missing: str, citation: str) -> None:
    cells = cells_of([rule(state) for state in known], Given(2, practice_states=asked), TODAY)
    told = [cells.get(name, "") for name in ("np_rule_verdict", "np_rule_missing", "np_rule_citation")]
    assert told == [verdict, missing, citation]


def test_a_license_of_a_state_asks_for_its_rule() -> None:
    cells = cells_of([rule("WA")], Given(2, licenses=(License("1", "WA"), License("2", "MD"))), TODAY)
    assert cells["np_rule_verdict"] == "WA PT: met; MD: cannot_tell"
