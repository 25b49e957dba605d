"""The words of a report, for coordinators: what was read where and when; never what a board says."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from directory import wording
from directory.reporting import forms
from directory.verification.model import true_on, usable_until
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import (
    CredentialStatus,
    ExclusionStatus,
    HandResult,
    Need,
    NeedlingDisplay,
    RuleVerdict,
    SourceKind,
)

# Results of a reading, as a coordinator reads them (the status list, second column).
STATUS: Mapping[str, str] = {
    CredentialStatus.CONFIRMED: "confirmed at the source",
    CredentialStatus.CONFIRMED_RESTRICTED: "active with restriction or probation at the source",
    CredentialStatus.CONFIRMED_NOT_ACTIVE: "confirmed not active at the source",
    CredentialStatus.CLAIMED: "claimed only",
    CredentialStatus.ISSUER_SILENT: "claimed only; the issuer publishes nothing that could be used",
    CredentialStatus.NOT_LISTED: "claimed, and not found on the list we read; whether it is complete is not known",
    CredentialStatus.STALE: "older than the source's promise: needs a new check",
    CredentialStatus.CONTRADICTED: "sources disagree",
    CredentialStatus.AMBIGUOUS_PERSON: "more than one person fits, or an entry waits for review",
    CredentialStatus.SOURCE_DOWN: "the source could not be reached",
    CredentialStatus.OUR_ERROR: "our failure: what we read could not be understood",
    CredentialStatus.NOT_COVERED: "not covered: nothing was found, or no source of ours tells of it",
    ExclusionStatus.NONE_FOUND: "searched, no entry found",
    ExclusionStatus.LISTED: "an entry with this person's own NPI was found",
    ExclusionStatus.FORMERLY_LISTED: "an entry with this person's own NPI was there, and is there no more",
    ExclusionStatus.POSSIBLE_HIT: "possible hit: a like name and no key that agrees; review needed",
    ExclusionStatus.TOO_LITTLE_DATA: "not searched: too little data; this is never “clear”",
    NeedlingDisplay.MAY: "the state's rule is met by what could be confirmed",
    NeedlingDisplay.MAY_NOT: "not allowed by the state's rule, or a requirement is not met",
    NeedlingDisplay.NO_RULE: "no written rule: neither yes nor no",
}
VERDICT: Mapping[str, str] = {
    RuleVerdict.MET: "met: every requirement is shown",
    RuleVerdict.NO_STANDARD: "allowed; the state sets no training standard",
    RuleVerdict.MET_SO_FAR: "cannot tell: all that we could read of the rule is met, and we have not read all of it",
    RuleVerdict.INTERIM: "cannot tell: first stage of training, limited use is allowed for now",
    RuleVerdict.ORDER_REQUIRED: "cannot tell: allowed only on a physician's order",
    RuleVerdict.CANNOT_TELL: "cannot tell: facts are missing",
    RuleVerdict.SILENT: "the rule is silent: neither yes nor no",
    RuleVerdict.NOT_MET: "a requirement is not met",
    RuleVerdict.NOT_PERMITTED: "not permitted by the rule",
}
CLAIMS = (CredentialStatus.CLAIMED, CredentialStatus.ISSUER_SILENT, CredentialStatus.NOT_LISTED)
CONFIRMED = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONFIRMED_NOT_ACTIVE)
# Who speaks. None of our sources is a contracted agent of an issuer; the legend says so.
ISSUER, AGGREGATOR, SELF, BY_HAND, PAPER = (
    "issuer", "aggregator", "self-reported", "by hand", "document seen",
)  # fmt: skip
CLASSES = (
    f"Class says who speaks. {ISSUER}: the body that gives the credential, or keeps the list. contracted agent: acts "
    f"for the issuer; none of our sources is one. {AGGREGATOR}: collects what others say. {SELF}: the person's or the "
    f"clinic's own word. {BY_HAND}: a person looked it up. {PAPER}: a coordinator saw the paper."
)
NEEDS: Mapping[Need, str] = {
    Need.LICENSE: "License",
    Need.NPI: "NPI",
    Need.EXCLUSION: "Exclusion from federal or state programs",
    Need.TRAINING: "Needling training",
    Need.NEEDLING_RULE: "State rule on needling",
}


def check_class(one: forms.Verdict, source: forms.Source | None, payload: Mapping[str, Any]) -> str:
    """Who speaks in this result. ``payload``: of the record it rests on, empty where it rests on a whole list."""
    if one.details.get("class") == DOCUMENT_SEEN:
        return PAPER
    if one.need is Need.NEEDLING_RULE:
        return "judged by us from the facts named"
    if one.status in CLAIMS or one.kind == "listing":
        same = payload.get("publisher") == payload.get("organization")
        return AGGREGATOR if one.kind == "listing" and not same else SELF
    if source is None:
        return unknown_class()
    return AGGREGATOR if source.kind is SourceKind.LISTING else ISSUER


def unknown_class() -> str:
    return "none: there is no source for this check"


def method(one: forms.Verdict, source: forms.Source | None) -> str:
    """How it was read."""
    if one.details.get("class") == DOCUMENT_SEEN:
        return "a coordinator saw the paper and filed it"
    if one.need is Need.NEEDLING_RULE:
        return "rule of the state applied to the facts of this report, by program"
    if source is None:
        return "nothing was read: there is no source for this check"
    if source.lookup:
        return "asked for this person, by program"
    if source.by_file:
        return "file fetched by a person, read by program"
    return "list or register read by program"


def status(one: forms.Verdict) -> str:
    """The normalized result in words, with the code."""
    if one.need is Need.NEEDLING_RULE:
        verdict = RuleVerdict.CANNOT_TELL if one.shown != one.status else one.verdict or RuleVerdict.CANNOT_TELL
        aged = " (the verdict is too old by now)" if one.shown != one.status else ""
        return f"{VERDICT[verdict]}{aged}"
    return STATUS.get(one.shown, one.shown)


def result(one: forms.Verdict, source: forms.Source | None) -> str:
    """What we read, where and when: one sentence."""
    if one.details.get("class") == DOCUMENT_SEEN:
        seen = moment_or_day(one.details.get("seen_on"))
        return f"Claimed by the paper: certificate seen by {one.details.get('organization')} on {seen}; {status(one)}."
    if source is None or one.read_at is None:
        return f"{status(one)[:1].upper()}{status(one)[1:]}."
    word = f"“{one.raw}”" if one.raw else "no word of its own on it"
    if one.need is Need.EXCLUSION or one.locator == "the whole list":
        return f"We read the list at the source ({source.title}) on {moment(one.read_at)}: {status(one)}."
    return f"We read {word} at the source ({source.title}) on {moment(one.read_at)}: {status(one)}."


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not known because nothing was read"


def moment_or_day(text: object) -> str:
    return str(text) if text else "a day that is not known because the record has none"


def as_of(one: forms.Verdict) -> str:
    """The source's own date, and that it is older than our reading where it is."""
    if one.as_of is None:
        return "not known because the source gives no date of its own"
    earlier = one.read_at is not None and one.as_of < one.read_at.date()
    return f"{one.as_of} (earlier than the reading: the result tells of this day)" if earlier else str(one.as_of)


def usable(one: forms.Verdict, shown_on: date) -> str:
    """The windows of 120 and 90 days for licenses and training, the month for exclusions, counted from the true day."""
    day = true_on(one.read_at, one.as_of) if one.read_at else None
    if day is None:
        return "not known because nothing was read"
    if one.need is Need.EXCLUSION:
        return f"a month at most, until {one.good_until or day} (exclusion lists are searched every month)"
    expires = wording.date_of(one.details.get("expires"))
    longest, shorter = usable_until(day, expires)
    over = [f"the {days}-day window is over" for days, end in ((120, longest), (90, shorter)) if end < shown_on]
    return f"{longest} (120 days), {shorter} (90 days)" + (f"; {', '.join(over)}" if over else "")


def next_due(one: forms.Verdict, shown_on: date) -> str:
    if one.good_until is None:
        return "not known because the result has no end of its own; check it with every report"
    return f"{one.good_until}" + (" (overdue)" if one.good_until < shown_on else "")


def looked_up(one: forms.HandLookUp) -> str:
    """'license active (“Active”), answered by phone by Jane Roe'."""
    done = "not confirmed" if one.result in (HandResult.NOT_FOUND, HandResult.COULD_NOT_TELL) else "confirmed by hand"
    told = f"{one.what.value} {one.result.value.replace('_', ' ')} (“{one.said}”)"
    return f"{done}: {told}, answered {wording.WAYS[one.way]} by {one.answered_by}"
