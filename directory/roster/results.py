"""What is known of a person, as the cells that are appended to a row (jobs.md section 6). Pure.

Where a row asks for one license or rule a cell is its plain value; several are told as "STATE profession number: value"
with semicolons between, in the same order in every column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory import wording
from directory.requirement_words import asked_for
from directory.roster.deciding import Held, is_asked
from directory.roster.given import Given, License
from directory.verification import shown_status, shown_verdict
from directory.verification.model import usable_until
from directory.vocabulary import CredentialStatus, ExclusionStatus, Need, Profession, RuleVerdict

COLUMNS = (
    "np_row_status", "np_reason", "np_practitioner_id", "np_match_basis", "np_npi_status", "np_license_status",
    "np_license_raw", "np_license_expires", "np_license_read_at", "np_license_source", "np_restrictions",
    "np_exclusion", "np_exclusion_lists_asof", "np_training_status", "np_training_detail", "np_rule_verdict",
    "np_rule_missing", "np_rule_citation", "np_usable_until_120", "np_usable_until_90", "np_changed_since_last",
    "np_receipt",
)  # fmt: skip
READ = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONFIRMED_NOT_ACTIVE)
# The worst first: what a coordinator must not overlook.
EXCLUSIONS = (
    ExclusionStatus.LISTED, ExclusionStatus.POSSIBLE_HIT, ExclusionStatus.TOO_LITTLE_DATA,
    ExclusionStatus.FORMERLY_LISTED, CredentialStatus.STALE, ExclusionStatus.NONE_FOUND,
)  # fmt: skip
NOT_COVERED = CredentialStatus.NOT_COVERED.value
NOTHING_KNOWN = "no profession or license of this person is known to us"
UNCHECKED = f"{NOT_COVERED}, the number was not checked"
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One published check, with the title of its source."""

    need: Need
    subject: str
    state: str | None
    profession: str | None
    status: str
    verdict: str | None
    grade: int | None
    raw: str | None
    details: Mapping[str, Any]
    read_at: datetime | None
    as_of: date | None
    good_until: date | None
    title: str
    owner: str
    source: str = ""
    decided: str | None = None  # what people decided of a possible hit, told instead of it

    @property
    def true_on(self) -> date | None:
        return wording.true_on(self.read_at, self.as_of)


def cells_of(checks: Sequence[Check], given: Given, today: date) -> Cells:
    """All cells that tell of a person as a coordinator may see it on ``today``."""
    by_need = {need: [check for check in checks if check.need is need] for need in Need}
    return (
        {"np_npi_status": "; ".join(_shown(check, today) for check in by_need[Need.NPI]) or NOT_COVERED}
        | _licenses(by_need[Need.LICENSE], given, today)
        | _exclusions(by_need[Need.EXCLUSION], today)
        | _training(by_need[Need.TRAINING], today)
        | _rules(by_need[Need.NEEDLING_RULE], given, today)
    )


def _shown(check: Check, today: date) -> str:
    return shown_status(check.status, check.good_until, today)


# --- licenses --------------------------------------------------------------------------------------------------------


def _licenses(checks: Sequence[Check], given: Given, today: date) -> Cells:
    asked = _asked(checks, given)
    usable = [_usable(check) for check in asked]
    told: dict[str, Sequence[str]] = {
        "np_license_status": [_shown(check, today) for check in asked],
        "np_license_raw": [check.raw or "" for check in asked],
        "np_license_expires": [str(check.details.get("expires") or "") for check in asked],
        "np_license_read_at": [f"{c.read_at:%Y-%m-%dT%H:%M:%SZ}" if c.read_at and c.title else "" for c in asked],
        "np_license_source": [check.title for check in asked],
        "np_restrictions": [_restrictions(check) for check in asked],
        "np_usable_until_120": [first for first, _ in usable],
        "np_usable_until_90": [second for _, second in usable],
    }
    if not asked:
        return {"np_license_status": NOT_COVERED}
    return {name: _joined(asked, values, given) for name, values in told.items()}


def _asked(checks: Sequence[Check], given: Given) -> list[Check]:
    """The row's own licenses, and those of the other states of practice; all of them where it asks for none we know.

    A number that is none of the person's is told as one that was not checked, never with another license's results.
    """
    own = [check for check in checks if any(_is_of(check, one) for one in given.licenses)]
    missing = dict.fromkeys(one.state for one in given.licenses if not any(_is_of(check, one) for check in own))
    states = set(given.practice_states) - {one.state for one in given.licenses}
    others = [check for check in checks if check.state in states and check not in own]
    return own + [_unchecked(state) for state in missing] + others or list(checks)


def _is_of(check: Check, asked: License) -> bool:
    number = str(check.details.get("number") or "")
    if check.state is None or check.profession is None:
        return False
    return is_asked(Held(check.state, Profession(check.profession), number), asked)


def _unchecked(state: str) -> Check:
    """Stands for a number of the row; without it, for an SSN may stand in any cell."""
    return Check(
        need=Need.LICENSE, subject="", state=state, profession=None, status=UNCHECKED, verdict=None, grade=None,
        raw=None, details={}, read_at=None, as_of=None, good_until=None, title="", owner="",
    )  # fmt: skip


def _joined(checks: Sequence[Check], values: Sequence[str], given: Given) -> str:
    """One value as it is; several, or one of a state that was not asked for, with what each is of."""
    if len(checks) == 1 and (not given.states or checks[0].state in given.states):
        return values[0]
    return "; ".join(f"{_label(check)}: {value or '-'}" for check, value in zip(checks, values, strict=True))


def _label(check: Check) -> str:
    number = check.details.get("number")
    return " ".join(part for part in (check.state, check.profession, str(number) if number else None) if part)


def _usable(check: Check) -> tuple[str, str]:
    """Until when a file may rest on what was read; nothing was verified where nothing was confirmed."""
    if check.status not in READ or check.true_on is None:
        return "", ""
    active = check.status != CredentialStatus.CONFIRMED_NOT_ACTIVE
    first, second = usable_until(check.true_on, wording.date_of(check.details.get("expires")) if active else None)
    return first.isoformat(), second.isoformat()


def _restrictions(check: Check) -> str:
    if check.status not in READ:
        return ""
    cases = [wording.discipline_case(case) for case in check.details.get("cases") or ()]
    words = cases or [str(text) for text in check.details.get("discipline") or ()]
    if not words and check.status == CredentialStatus.CONFIRMED_RESTRICTED:
        return "conditions that the source does not spell out"
    return " / ".join(words) or "none told by the source"


# --- exclusions, training, the rule ----------------------------------------------------------------------------------


def _exclusions(checks: Sequence[Check], today: date) -> Cells:
    if not checks:
        return {"np_exclusion": NOT_COVERED}
    groups: dict[str, list[str]] = {}
    for check in checks:
        groups.setdefault(_exclusion(check, today), []).append(check.title)
    kinds = {word: word.partition(" ")[0] for word in groups}
    order = sorted(groups, key=lambda word: next((n for n, known in enumerate(EXCLUSIONS) if kinds[word] == known), 99))
    told = order[0] if len(order) == 1 else "; ".join(f"{word}: {', '.join(groups[word])}" for word in order)
    lists = (f"{check.title} {check.true_on or 'never read'}" for check in checks)
    return {"np_exclusion": told, "np_exclusion_lists_asof": "; ".join(lists)}


def _exclusion(check: Check, today: date) -> str:
    """Its status, or what people decided; a part of a list clears nobody."""
    if check.decided is not None:
        return check.decided
    status = _shown(check, today)
    part = status == ExclusionStatus.NONE_FOUND and check.details.get("partial_of")
    return f"{status} in the part of the list that was read" if part else status


def _training(checks: Sequence[Check], today: date) -> Cells:
    ordered = sorted(checks, key=lambda check: -(check.grade or 0))
    told = [
        f"{check.subject}: " + wording.sentence(
            check.need, _shown(check, today), owner=check.owner, read_on=check.true_on, details=check.details,
            state=check.state, profession=check.profession, verdict=check.verdict, raw=check.raw,
        )
        for check in ordered
    ]  # fmt: skip
    statuses = dict.fromkeys(_shown(check, today) for check in ordered)
    return {"np_training_status": "; ".join(statuses) or NOT_COVERED, "np_training_detail": " / ".join(told)}


def _rules(checks: Sequence[Check], given: Given, today: date) -> Cells:
    """In the states of practice, else in those of the licenses, else everywhere we know the person to work."""
    wanted = given.practice_states or given.states
    asked = [check for check in checks if check.state in wanted] if wanted else list(checks)
    unknown = [state for state in wanted if state not in {check.state for check in asked}]
    if not asked and not unknown:
        return {"np_rule_verdict": RuleVerdict.CANNOT_TELL.value, "np_rule_missing": NOTHING_KNOWN}
    alone = len(asked) + len(unknown) == 1
    verdicts = [shown_verdict(c.verdict, c.good_until, today) or RuleVerdict.CANNOT_TELL.value for c in asked]
    cells = {
        "np_rule_verdict": _several(asked, verdicts, alone=alone),
        "np_rule_missing": _several(asked, ["; ".join(_missing(check)) for check in asked], alone=alone),
        "np_rule_citation": _several(asked, [str(c.details.get("citation") or "") for c in asked], alone=alone),
    }
    if not unknown:
        return cells
    more = {"np_rule_verdict": RuleVerdict.CANNOT_TELL.value, "np_rule_missing": "no license there is known to us"}
    if alone:
        return cells | more
    for name, text in more.items():
        cells[name] = "; ".join([*filter(None, [cells[name]]), *(f"{state}: {text}" for state in unknown)])
    return cells


def _several(checks: Sequence[Check], values: Sequence[str], *, alone: bool) -> str:
    """``alone``: there is one value in all, which needs no name."""
    if alone and checks:
        return values[0]
    return "; ".join(
        f"{check.state} {check.profession}: {value or '-'}" for check, value in zip(checks, values, strict=True)
    )


def _missing(check: Check) -> Iterator[str]:
    """What is not met or cannot be told, requirement by requirement; else what the verdict says is missing."""
    told = [one for one in check.details.get("judged") or () if one.get("answer") != "met"]
    values = (check.details.get("probable") or {}) | (check.details.get("requirements") or {})
    for one in told:
        asks = asked_for(str(one["name"]), values.get(one["name"], one.get("required"))) or str(one["name"])
        yield f"{'not met' if one['answer'] == 'not_met' else 'cannot tell'}: {asks}"
    if not told and check.details.get("missing"):
        yield str(check.details["missing"])
