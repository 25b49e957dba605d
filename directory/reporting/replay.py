"""Reaches a receipt's verdicts again, offline and from the receipt alone, and says what is not the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
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
from directory.rules.judging import facts_from
from directory.rules.lookup import judging_by

# What values that no program of ours wrote may end in.
UNFIT = (ValueError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, RecursionError)


class ReplayError(ValueError):
    """Its values are such that no verdict can be reached from them; says why."""


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
    """``told``: the receipt's plain values as they were read, which the hashes are of. Raises ReplayError."""
    wrong = [*_each(broken(told), "is not what was sealed"), *_untrue(receipt)]
    if wrong:
        return Replayed(broken=wrong)
    try:
        rules = rule_set(receipt)
        case, index, context = case_of(receipt)
    except (RuleFileError, PayloadError, *UNFIT) as error:
        return Replayed(broken=[f"the receipt holds what this version cannot read: {error}"])

    def verdicts() -> list[forms.Verdict]:
        made = receipt.made
        return rows(all_findings(case, index, context, made.audience, made.treating_in, made.region), context)

    others = changed(receipt.rules)
    try:
        for paper in case.papers:
            facts_from(paper.facts)  # what nobody can read would only be left out
        with judging_by(rules):
            again = verdicts()
        today = differences(again, verdicts()) if others else []
    except UNFIT as error:
        raise ReplayError(f"cannot be replayed: {error or type(error).__name__}") from error
    return Replayed(differences=differences(receipt.verdicts, again), rules_changed=others, today=today)


def _each(names: Sequence[str], what: str) -> list[str]:
    return [f"{name} {what}" for name in names]


def _proved_of(proof: Mapping[str, Any]) -> object:
    """The body that a proof is of."""
    try:
        return json.loads(proof["item"])["sha256"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _resting(receipt: forms.Receipt) -> Iterator[tuple[str, str]]:
    """What rests on bytes, and the hash of them: each is promised to stand among the evidence."""
    told: list[tuple[str, Sequence[forms.Sighting | forms.Verdict | None]]] = [
        ("sightings", receipt.sightings),
        ("doubts", [one.sighting for one in receipt.doubts]),
        ("exclusions", receipt.exclusions),
        ("exclusions_ended", [one.sighting for one in receipt.exclusions_ended]),
        ("verdicts", receipt.verdicts),
    ]
    for name, resting in told:
        yield from ((f"{name}/{n}", one.sha256) for n, one in enumerate(resting) if one is not None and one.sha256)


def _untrue(receipt: forms.Receipt) -> list[str]:
    """Excerpts, rule files and proofs that are not what their own hashes name."""
    wrong = [f"rules: the text of {name} is not what its hash names" for name in falsified(receipt)]
    held = {one.sha256 for one in receipt.evidence}
    wrong += [
        f"{where}: its SHA-256 is that of no evidence" for where, sha256 in _resting(receipt) if sha256 not in held
    ]
    for number, proof in enumerate(receipt.chain):
        if not proved(proof):
            wrong.append(f"chain/{number}: the proof does not lead to the root it names")
        elif _proved_of(proof) not in held:
            wrong.append(f"chain/{number}: the proof is of a body that is no evidence of this receipt")
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
