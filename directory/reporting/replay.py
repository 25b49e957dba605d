"""Reaches a receipt's verdicts again, offline and from the receipt alone, and says what is not the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from directory.chain import proved
from directory.records import PayloadError
from directory.reporting import forms
from directory.reporting.excerpts import unpacked
from directory.reporting.hashing import broken
from directory.reporting.inputs import case_of
from directory.reporting.rulebook import changed, falsified, rule_set
from directory.reporting.verdicts import Difference, all_findings, differences, rows
from directory.rules import RuleFileError
from directory.rules.lookup import judging_by


@dataclass(frozen=True, slots=True)
class Replayed:
    """``broken``: what is not as it was sealed, nothing is recomputed then. ``differences``: from the receipt's own
    inputs and rules; ``rules_changed``: rule files that are others today, and ``today``: what they change.
    """

    broken: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    rules_changed: list[str] = field(default_factory=list)
    today: list[Difference] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        return not self.broken and not self.differences


def replay(receipt: forms.Receipt, told: dict[str, Any]) -> Replayed:
    """``told``: the receipt's plain values as they were read, which the hashes are of."""
    wrong = [*_each(broken(told), "is not what was sealed"), *_untrue(receipt)]
    if wrong:
        return Replayed(broken=wrong)
    try:
        rules = rule_set(receipt)
        case, index, context = case_of(receipt)
    except (RuleFileError, PayloadError, ValueError) as error:
        return Replayed(broken=[f"the receipt holds what this version cannot read: {error}"])

    def verdicts() -> list[forms.Verdict]:
        made = receipt.made
        return rows(all_findings(case, index, context, made.audience, made.treating_in, made.region), context)

    with judging_by(rules):
        again = verdicts()
    others = changed(receipt.rules)
    return Replayed(
        differences=differences(receipt.verdicts, again),
        rules_changed=others,
        today=differences(again, verdicts()) if others else [],
    )


def _each(names: Sequence[str], what: str) -> list[str]:
    return [f"{name} {what}" for name in names]


def _untrue(receipt: forms.Receipt) -> list[str]:
    """Excerpts, rule files and proofs that are not what their own hashes name."""
    wrong = [f"rules: the text of {name} is not what its hash names" for name in falsified(receipt)]
    for number, proof in enumerate(receipt.chain):
        if not proved(proof):
            wrong.append(f"chain/{number}: the proof does not lead to the root it names")
    for number, one in enumerate(receipt.evidence):
        if one.excerpt is None:
            continue
        try:
            body = unpacked(one.excerpt)
        except ValueError as error:
            wrong.append(f"evidence/{number}: the excerpt cannot be unpacked: {error}")
            continue
        if sha256(body).hexdigest() != one.excerpt_sha256:
            wrong.append(f"evidence/{number}: the excerpt is not what its hash names")
    return wrong
