"""Findings as the rows of a receipt, each with what proves it, and what differs between two sets of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from directory.casefile import verification_row
from directory.reporting import forms
from directory.verification import Case, Context, ExclusionIndex, Finding, findings, shown_status
from directory.verification.needling import treating_in as treating_in_state
from directory.vocabulary import Audience

THE_CHECK = "the check"  # the field of a difference where only one side has it
# What says which check a row is about; the rest is its result.
KEY = ("need", "subject", "jurisdiction", "profession", "source")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one verdict (``where``: 'license WA PT PT60012345'), as the receipt has it and as it is now."""

    where: str
    field: str
    receipt: Any
    now: Any

    def __str__(self) -> str:
        return f"{self.where}: {self.field}: {_short(self.receipt)} in the receipt, {_short(self.now)} now"


def all_findings(
    case: Case,
    exclusions: ExclusionIndex,
    context: Context,
    audience: Audience,
    treating_in: str | None,
    region: str | None,
) -> list[Finding]:
    """What an audience may see of a person; with ``treating_in`` the rules of the patient's state come last."""
    found = findings(case, exclusions, context)
    found += treating_in_state(treating_in, case, context, region=region) if treating_in else []
    return [one for one in found if audience is Audience.COORDINATOR or one.audience is Audience.PATIENT]


def rows(found: Sequence[Finding], context: Context) -> list[forms.Verdict]:
    """In the order of the findings, which the order of records does not change."""
    return [_row(finding, context) for finding in found]


def _row(finding: Finding, context: Context) -> forms.Verdict:
    row = verification_row(finding, context)
    told = row | {
        "details": msgspec.to_builtins(row["details"]),
        "shown": str(shown_status(row["status"], finding.good_until, context.as_of)),
        "url": row["source_url"],
        "as_of": row["source_as_of"],
        "kind": finding.sighting.record.kind if finding.sighting and row["record_id"] is not None else None,
    }
    return msgspec.convert({name: told[name] for name in forms.Verdict.__struct_fields__}, forms.Verdict)


def differences(before: Sequence[forms.Verdict], now: Sequence[forms.Verdict]) -> list[Difference]:
    """Field by field; a check that only one side has is told as a whole. The order of rows plays no part."""
    old, new = _by_key(before), _by_key(now)
    found = []
    for key in {**old, **new}:
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            found.append(Difference(_where(key), THE_CHECK, one and one["status"], other and other["status"]))
            continue
        found += [Difference(_where(key), name, one[name], other[name]) for name in one if one[name] != other[name]]
    return found


# Of a result what a reader would call a change; each new reading changes the rest.
TOLD = ("status", "shown", "verdict", "grade", "raw")


def changes(before: Sequence[forms.Verdict], now: Sequence[forms.Verdict]) -> list[Difference]:
    """What came of checks since an earlier receipt, renewed licenses too; not that they were read again."""
    found = []
    for one in differences(before, now):
        if one.field in (*TOLD, THE_CHECK):
            found.append(one)
        elif one.field == "details":
            old, new = (told.get("expires") for told in (one.receipt, one.now))
            found += [Difference(one.where, "expires", old, new)] if old != new else []
    return found


def _by_key(told: Sequence[forms.Verdict]) -> Mapping[tuple[Any, ...], dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    seen: Counter[tuple[Any, ...]] = Counter()  # of two rows that only their result tells apart
    for one in told:
        plain: dict[str, Any] = msgspec.to_builtins(one)
        key = tuple(plain[name] for name in KEY)
        found[*key, seen[key]] = plain
        seen[key] += 1
    return found


def _where(key: tuple[Any, ...]) -> str:
    need, subject, state, profession, source, *_ = key
    told = f"{str(need).replace('_', ' ')} {subject}"
    missing = [part for part in (state, profession) if part and part not in subject]
    return " ".join([told, *missing]) + (f" ({source})" if source else "")


def _short(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
