"""Every sentence a patient reads about a result: which text is said, with which source and date."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from directory.linking.measuring import Tally
from directory.linking.side_by_side import Fact, Says
from directory.linking.telling_apart import Difference
from directory.normalize.offers.terms import vocabulary
from directory.normalize.states import STATE_NAMES
from directory.paper_words import CERTIFICATE_SEEN, certificate_seen
from directory.requirement_words import asked_for, found_for
from directory.texts import language, say, say_part
from directory.texts.tables import Told
from directory.verification import model
from directory.verification.papers import DOCUMENT_SEEN, UNOPPOSED
from directory.vocabulary import (
    ChangeKind,
    CredentialStatus,
    ExclusionStatus,
    HandResult,
    LicenseStatus,
    LinkAnswer,
    LookUpWay,
    Need,
    NeedlingDisplay,
    NpiStatus,
    Profession,
    RuleVerdict,
    SaidKind,
)

NOTICE: str
SAMPLE_BANNER: str
ORDER: str
NOTHING_APART: str
NOT_CHECKED: tuple[str, ...]

if not TYPE_CHECKING:  # said when they are read, so that they are in the language that is spoken then

    def __getattr__(name: str) -> str | tuple[str, ...]:
        match name:
            case "NOTICE":
                return say("notice")
            case "SAMPLE_BANNER":
                return say("notice-sample")
            case "ORDER":
                return say("notice-order")
            case "NOTHING_APART":
                return say("who-nothing-apart")
            case "NOT_CHECKED":
                return tuple(map(say, _NOT_CHECKED))
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_NOT_CHECKED = (
    "not-checked-results",
    "not-checked-criminal",
    "not-checked-malpractice",
    "not-checked-education",
    "not-checked-data-bank",
)

Badge = tuple[str, str, str]  # icon, short word, color: the word carries the meaning, the others only repeat it


def _badge(row: Badge) -> Badge:
    icon, word, color = row
    return icon, say(word), color


BADGES: Mapping[str, Badge] = Told(
    {
        CredentialStatus.CONFIRMED: ("✓", "badge-checked", "green"),
        CredentialStatus.CONFIRMED_RESTRICTED: ("!", "badge-limits", "orange"),
        CredentialStatus.CONFIRMED_NOT_ACTIVE: ("✕", "badge-not-active", "red"),
        CredentialStatus.CLAIMED: ("?", "badge-not-checked", "gray"),
        CredentialStatus.ISSUER_SILENT: ("?", "badge-cannot-check", "gray"),
        CredentialStatus.NOT_LISTED: ("?", "badge-not-listed", "orange"),
        CredentialStatus.STALE: ("⟳", "badge-stale", "orange"),
        CredentialStatus.CONTRADICTED: ("≠", "badge-disagree", "orange"),
        CredentialStatus.AMBIGUOUS_PERSON: ("?", "badge-several", "orange"),
        CredentialStatus.SOURCE_DOWN: ("⟳", "badge-source-down", "orange"),
        CredentialStatus.OUR_ERROR: ("⟳", "badge-our-fault", "orange"),
        CredentialStatus.NOT_COVERED: ("–", "badge-not-covered", "gray"),
        ExclusionStatus.NONE_FOUND: ("–", "badge-no-entry", "gray"),  # no approval: lists have gaps
        ExclusionStatus.LISTED: ("✕", "badge-excluded", "red"),
        ExclusionStatus.FORMERLY_LISTED: ("!", "badge-was-excluded", "orange"),
        ExclusionStatus.POSSIBLE_HIT: ("?", "badge-possible-hit", "orange"),
        ExclusionStatus.TOO_LITTLE_DATA: ("?", "badge-too-little", "gray"),
        NeedlingDisplay.MAY: ("✓", "badge-may", "green"),
        NeedlingDisplay.MAY_NOT: ("✕", "badge-may-not", "red"),
        NeedlingDisplay.CANNOT_TELL: ("?", "badge-cannot-tell", "gray"),
        NeedlingDisplay.NO_RULE: ("–", "badge-no-rule", "gray"),
    },
    _badge,
)


def badge(need: Need, status: str, details: Mapping[str, Any] = MappingProxyType({})) -> Badge:
    """Icon, word and color of a result."""
    if status == ExclusionStatus.NONE_FOUND and details.get("partial_of"):
        return _badge(("?", "badge-partly", "gray"))
    if need is Need.TRAINING and status == CredentialStatus.NOT_COVERED:
        return _badge(("–", "badge-nothing-found", "gray"))  # lists were read, only nobody was found on them
    if need is Need.EXCLUSION and status == CredentialStatus.NOT_COVERED:
        return _badge(("–", "badge-no-proved-entry", "gray"))  # whatever the list says without a number
    if details.get("class") == DOCUMENT_SEEN and status in UNOPPOSED:
        return _badge(CERTIFICATE_SEEN)
    if status == CredentialStatus.AMBIGUOUS_PERSON and details.get("pending"):
        return _badge(("?", "badge-waits", "orange"))
    return BADGES.get(status, ("?", status, "gray"))


def rule_notice(text: str) -> str:
    """The rule data's own notice, without its words to developers."""
    told = text.replace("Read SCHEMA.md before use.", "").replace("Working table for a rule engine,", "").strip()
    return told[:1].upper() + told[1:]


def day(when: date | None) -> str:
    """'November 20, 2026', or 'an unknown day'."""
    return _day(when.year, when.month, when.day, language()) if when else say("day-unknown")


@lru_cache(maxsize=1 << 12)
def _day(year: int, month: int, on: int, spoken: str) -> str:
    return say("day", month=say(f"month-{month}"), day=str(on), year=str(year))


def written_day(text: str) -> str:
    """A day as a source gives it, which may be a month or a year only: 'July 23, 2023', 'July 2023', '2023'. What is
    none of them stays as it is.
    """
    found = _PARTS_OF_A_DAY.fullmatch(text)
    if found is None:
        return text
    year, month, on = found.groups()
    if not month or not 1 <= int(month) <= 12:
        return text
    if not on:
        return say("day-month", month=say(f"month-{int(month)}"), year=year)
    return _day(int(year), int(month), int(on), language())


def with_days(text: str) -> str:
    """The text with each day in it, 2018-04-03, in words."""
    return _PLAIN_DAY.sub(lambda found: written_day(found[0]), text)


_PLAIN_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_PARTS_OF_A_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


def moment(when: datetime) -> str:
    """'November 20, 2026 at 12:00 UTC'."""
    utc = when.astimezone(UTC)
    return say("day-and-time", day=day(utc.date()), time=f"{utc:%H:%M}")


def two_days(true_on: date, known_on: date) -> str:
    """What a view of an earlier day shows."""
    return say("then", true_on=day(true_on), known_on=day(known_on))


def two_days_notes(published_at: datetime, *, unlike: Sequence[str], first_told: date | None) -> list[str]:
    """What else to know of it. ``unlike``: the checks that were published otherwise on that day."""
    at = published_at.astimezone(UTC)
    notes = [say("then-who", day=day(at.date()), time=f"{at:%H:%M}"), say("then-rules")]
    if first_told:
        notes.append(say("then-no-reading", day=day(first_told)))
    if unlike:
        notes.append(say("then-unlike", what=", ".join(unlike)))
    return notes


def true_on(read_at: datetime | None, source_as_of: date | None) -> date | None:
    """The day a result is told for: of our reading, or the source's own where that is older."""
    days = [d for d in (read_at.date() if read_at else None, source_as_of) if d is not None]
    return min(days, default=None)


USABLE = frozenset({CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED})


def how_long(
    status: str,
    read_at: datetime | None,
    source_as_of: date | None,
    good_until: date | None,
    details: Mapping[str, Any] = MappingProxyType({}),
    *,
    coordinator: bool = False,
) -> Iterator[str]:
    """When a result is due again; for coordinators also until when a confirmed one may be used, by their windows of 120
    and 90 days, which tell a patient nothing.
    """
    if coordinator and read_at is not None and status in USABLE:
        first, second = model.usable_until(model.true_on(read_at, source_as_of), date_of(details.get("expires")))
        yield say("result-until", first=day(first), second=day(second))
    if good_until is not None:
        yield say("result-shown-until", day=day(good_until))


def place_name(state: str | None) -> str:
    return STATE_NAMES.get(state or "", state or say("place-this-state"))


def profession_name(code: str | None) -> str:
    """'physical therapist'; an unknown code as it is."""
    if code in set(Profession):
        return say(f"profession-{code.replace('_', '-')}")
    return code or say("profession-other")


def one(code: str | None) -> str:
    """'a chiropractor', 'an athletic trainer'."""
    if code in set(Profession):
        return say_part(f"profession-{code.replace('_', '-')}", "one")
    return say_part("profession-unlisted", "one", code=code) if code else say_part("profession-other", "one")


def said(kind: SaidKind, code: str) -> str:
    """The label of what a page says: 'Low back pain'; an unknown code as it is."""
    if kind is SaidKind.ACCEPTING_PATIENTS:
        return code
    rows = vocabulary().rows[kind.value]
    return next((str(row["label"]) for row in rows if row["id"] == code), code)


def about_miles(miles: float) -> str:
    """Distances are from ZIP centers, so they are told in whole miles and with 'about'."""
    return say("about-miles", miles=max(1, round(miles)))


def plain_license(status: str | None) -> str:
    """A license's status in a few words."""
    known = status is not None and status in set(LicenseStatus)
    return say(f"license-word-{status.replace('_', '-')}" if status and known else "license-word-none")


def sentence(
    need: Need,
    status: str,
    *,
    owner: str,
    read_on: date | None,
    details: Mapping[str, Any],
    state: str | None,
    profession: str | None,
    verdict: str | None,
    raw: str | None,
) -> str:
    """What a patient reads for one result."""
    match need:
        case Need.LICENSE | Need.NPI:
            return _credential(status, owner, read_on, details, raw, npi=need is Need.NPI)
        case Need.TRAINING:
            return _training(status, owner, read_on, details)
        case Need.EXCLUSION:
            return _exclusion(status, read_on, details)
        case Need.NEEDLING_RULE:
            return _needling(verdict or RuleVerdict.CANNOT_TELL, state, profession, details)


def _whole(text: str) -> str:
    """A sentence of linking or verification, with its capital and its full stop."""
    return text[:1].upper() + text[1:].removesuffix(".") + "."


def _joined(*sentences: str | None) -> str:
    """Whole sentences after each other."""
    return " ".join(one for one in sentences if one)


def _on(details: Mapping[str, Any], name: str) -> str | None:
    """A day of the details in words."""
    return day(date_of(details[name])) if details.get(name) else None


def _credential(
    status: str, owner: str, read_on: date | None, details: Mapping[str, Any], raw: str | None, *, npi: bool
) -> str:
    on = day(read_on)
    why = _whole(details["why"]) if details.get("why") else None
    match status:
        case CredentialStatus.CONFIRMED if npi:
            return say("npi-confirmed", day=on)
        case CredentialStatus.CONFIRMED:
            until = _on(details, "expires")
            runs = say("license-runs-until", day=until) if until else None
            return _joined(say("license-confirmed", owner=owner, day=on), runs)
        case CredentialStatus.CONFIRMED_RESTRICTED:
            return say("license-limits", owner=owner, day=on)
        case CredentialStatus.CONFIRMED_NOT_ACTIVE if npi:
            since = _on(details, "deactivated_on") if raw == NpiStatus.DEACTIVATED else None
            word = say("npi-deactivated", day=since) if since else say("npi-out-of-service")
            return say("npi-not-active", word=word, day=on)
        case CredentialStatus.CONFIRMED_NOT_ACTIVE:
            return say("license-not-active", owner=owner, word=plain_license(details.get("license_status")), day=on)
        case CredentialStatus.CLAIMED:
            return _joined(say("license-claimed"), why)
        case CredentialStatus.NOT_LISTED:
            return say("license-not-listed", owner=owner, day=_on(details, "list_read_on") or on)
        case CredentialStatus.STALE:
            return say("license-stale", day=on)
        case CredentialStatus.CONTRADICTED if why:
            return say("license-disagree-why", why=why)
        case CredentialStatus.CONTRADICTED:
            said, past = raw or say("license-word-active"), _on(details, "expires")
            if past:
                return say("license-disagree-day", owner=owner, word=said, day=past)
            return say("license-disagree", owner=owner, word=said)
        case CredentialStatus.AMBIGUOUS_PERSON:
            return _joined(say("license-several"), why)
        case CredentialStatus.OUR_ERROR:
            return say("license-our-fault", word=raw or say("license-no-word"))
        case _:
            return say("npi-not-covered" if npi else "license-not-covered")


def discipline(details: Mapping[str, Any]) -> Iterator[str]:
    """What a board's list says of discipline, each thing as what it is: an open case, an ended one, a license given up
    without a case, a bare Yes. Nothing is said where the list has no such column.
    """
    cases = details.get("cases") or ()
    yield from map(discipline_case, cases)
    told = {case.get("action") for case in cases}
    rest = [words for words in details.get("discipline") or () if words not in told]
    bare = [words for words in rest if words.strip().casefold() in ("yes", "y", "true", "1")]
    for words in rest:
        if words not in bare and details.get("on_file") is not False:
            yield say("discipline-own-words", words=words)
    address = details.get("verify_url")
    ask = say("discipline-ask-at", address=address) if address else say("discipline-ask")
    if details.get("on_file") and (cases or rest) and not (bare and not cases):
        yield say("discipline-not-read", ask=ask)
    elif details.get("on_file"):
        yield say("discipline-bare", ask=ask)
    if details.get("license_status") == LicenseStatus.SURRENDERED:
        yield say(_GIVEN_UP[details.get("on_file")])


_GIVEN_UP: Mapping[bool | None, str] = {
    True: "discipline-given-up-with",
    False: "discipline-given-up-without",
    None: "discipline-given-up",
}


def discipline_case(case: Mapping[str, str]) -> str:
    """'Discipline case 2019-0042: Letter of Admonition, from February 11, 2019. It ended on March 1, 2020.'"""
    told = case.get("action") or say("discipline-no-words")
    if case.get("effective"):
        told = say("discipline-from", action=told, day=day(date_of(case["effective"])))
    number = case.get("number")
    told = say("discipline-case-numbered", number=number, told=told) if number else say("discipline-case", told=told)
    if case.get("completed"):
        ended = "discipline-ended" if case.get("over") else "discipline-runs"
        return say(ended, case=told, day=day(date_of(case["completed"])))
    return told


def _training(status: str, owner: str, read_on: date | None, details: Mapping[str, Any]) -> str:
    if details.get("class") == DOCUMENT_SEEN:
        return certificate_seen(status, details, day(date_of(details["seen_on"])))
    letters, listed_by = details.get("letters") or say("training-letters"), details.get("issuer") or owner
    writer = details.get("written_by") or say("training-writer")
    match status:
        case CredentialStatus.CONFIRMED:
            return say("training-confirmed", issuer=listed_by, day=day(read_on), letters=letters)
        case CredentialStatus.CONFIRMED_NOT_ACTIVE:
            return say("training-withdrawn", issuer=listed_by, letters=letters, day=day(read_on))
        case CredentialStatus.CLAIMED:
            return say("training-claimed", writer=writer, letters=letters)
        case CredentialStatus.ISSUER_SILENT:
            hours = details.get("hours_implied")
            meaning = say("training-letters-mean", hours=say("hours", n=hours)) if hours else None
            return _joined(say("training-no-list", issuer=str(details.get("issuer"))), meaning)
        case CredentialStatus.NOT_LISTED:
            return say("training-not-listed", writer=writer, letters=letters, issuer=str(details.get("issuer")))
        case CredentialStatus.STALE:
            return say("training-stale", day=day(read_on))
        case CredentialStatus.AMBIGUOUS_PERSON if details.get("why"):
            return say("training-waits-why", why=_whole(details["why"]))
        case CredentialStatus.AMBIGUOUS_PERSON:
            return say("training-waits", writer=writer, letters=letters, issuer=listed_by)
        case CredentialStatus.CONTRADICTED:
            return say("license-disagree-why", why=_whole(details.get("why") or say("training-date-wrong")))
        case _:
            return say("training-none")


def _exclusion(status: str, read_on: date | None, details: Mapping[str, Any]) -> str:
    title = details.get("list", say("exclusion-the-list"))
    entry = (details.get("entries") or [{}])[0]
    since = day(date_of(entry.get("since")))
    match status:
        case ExclusionStatus.NONE_FOUND if details.get("partial_of"):
            return say("exclusion-partly", list=title, whole=f"{details['partial_of']:,}")
        case ExclusionStatus.NONE_FOUND:
            return say("exclusion-none", day=day(read_on))
        case ExclusionStatus.LISTED:
            waiver = entry.get("waiver_state")
            allowed = say("exclusion-waiver", where=place_name(waiver)) if waiver else None
            return _joined(say("exclusion-listed", since=since, list=title), allowed)
        case ExclusionStatus.FORMERLY_LISTED if details.get("ended_on"):
            return say("exclusion-ended", since=since, day=day(date_of(details["ended_on"])))
        case ExclusionStatus.FORMERLY_LISTED:
            return say("exclusion-gone", since=since, day=day(date_of(details.get("gone_on"))))
        case ExclusionStatus.POSSIBLE_HIT:
            return say("exclusion-possible", list=title)
        case CredentialStatus.NOT_COVERED:
            return say("exclusion-not-shown")
        case ExclusionStatus.TOO_LITTLE_DATA:
            return say("exclusion-too-little")
        case _:
            return say("exclusion-stale", list=title, day=day(read_on))


_VERDICTS: Mapping[str, str] = {
    RuleVerdict.MET: "rule-met",
    RuleVerdict.NO_STANDARD: "rule-no-standard",
    RuleVerdict.MET_SO_FAR: "rule-met-so-far",
    RuleVerdict.INTERIM: "rule-interim",
    RuleVerdict.ORDER_REQUIRED: "rule-on-order",
    RuleVerdict.SILENT: "rule-silent",
}


def _needling(verdict: str, state: str | None, profession: str | None, details: Mapping[str, Any]) -> str:
    where, who, permission = place_name(state), one(profession), details.get("permission")
    match verdict:
        case RuleVerdict.NOT_MET:
            return say("rule-not-met", what=_not_met(details))
        case RuleVerdict.NOT_PERMITTED if details.get("region") and permission == "permitted":
            return say("rule-forbids-part", where=where, who=who, part=details["region"])
        case RuleVerdict.NOT_PERMITTED:
            return say("rule-forbids", where=where, who=who)
        case _ if verdict in _VERDICTS:
            return say(_VERDICTS[verdict], where=where, who=who)
    if permission == "permitted":
        return _open(where, who, details)
    return say("rule-unclear" if permission == "unclear" else "rule-none", where=where, who=who)


def _open(where: str, who: str, details: Mapping[str, Any]) -> str:
    """The rule allows it, and nothing tells whether this person meets it."""
    missing = details.get("missing") or say("rule-new-check")  # it was known, and is too old by now
    hours = (details.get("requirements") or {}).get("total_hours")
    if hours:
        told = say("rule-open-hours", where=where, who=who, hours=say("hours", n=hours), missing=missing)
    else:
        told = say("rule-open", where=where, who=who, missing=missing)
    return _joined(told, say("rule-can-ask", question=details["question"]) if details.get("question") else None)


def _not_met(details: Mapping[str, Any]) -> str:
    """What is not met, each in a few words; the parts of a total say more than the total."""
    names = [one["name"] for one in details.get("judged") or () if one["answer"] == "not_met" and not one["probable"]]
    if len(names) > 1:
        names = [name for name in names if name != "total_hours"] or names
    asked = details.get("requirements") or {}
    return ", ".join(asked_for(name, asked.get(name)) for name in names) or say("rule-see")


def requirement(one: Mapping[str, Any], details: Mapping[str, Any]) -> tuple[str, str]:
    """One judged requirement: what is asked for, and what came of it, as in ('a written exam', 'cannot tell: …')."""
    name = one["name"]
    value = (details.get("requirements") or {}).get(name, (details.get("probable") or {}).get(name))
    if name == "scope":
        asked = say("need-only-within", what=str(one["required"]))
    else:
        asked = asked_for(name, value) or str(one["required"])
    if one.get("probable"):
        asked = say("need-probable", what=asked)
    return asked, say("need-answer", word=ANSWERED[one["answer"]][1], found=_whole(with_days(found_for(one["found"]))))


_ANSWERED: Mapping[str, tuple[str, str]] = {
    "met": ("✓", "need-answer-met"),
    "not_met": ("✕", "need-answer-not-met"),
    "cannot_tell": ("?", "need-answer-cannot-tell"),
}
ANSWERED: Mapping[str, tuple[str, str]] = Told(_ANSWERED, lambda row: (row[0], say(row[1])))


def date_of(text: object) -> date | None:
    """A day as stored in the details of a result."""
    return date.fromisoformat(text) if isinstance(text, str) else None


_WAYS: Mapping[str, str] = {
    LookUpWay.WEB: "by-hand-web",
    LookUpWay.PHONE: "by-hand-phone",
    LookUpWay.LETTER: "by-hand-letter",
}
WAYS: Mapping[str, str] = Told(_WAYS, say)
UNCONFIRMED = (HandResult.NOT_FOUND, HandResult.COULD_NOT_TELL)


def by_hand(what: str, result: str, said: str, way: str, answered_by: str, looked_on: date) -> str:
    """'Confirmed by hand on November 3, 2026: license active (“Active”), answered by phone by Jane Roe'."""
    told = say("by-hand-told", what=what, result=result.replace("_", " "), said=said)
    done = "by-hand-looked-up" if result in UNCONFIRMED else "by-hand-confirmed"
    return say(done, day=day(looked_on), told=told, way=WAYS[way], by=answered_by)


def overlay(code: str, owner: str, when: date | None) -> str:
    """What stands above an older result when the newest attempt to read its source failed."""
    down = code == CredentialStatus.SOURCE_DOWN
    return say("result-source-down" if down else "result-set-aside", owner=owner, day=day(when))


def change(kind: ChangeKind, *, other: str | None, entry_of: str | None, fresh: bool) -> str:
    """What a publishing changed about who is who, as the person's own page tells it. ``entry_of``: title of the source
    whose entry went from one to another; ``fresh``: the profile exists since this split.
    """
    names = str(other)
    match kind:
        case ChangeKind.MERGED:
            return say("who-merged", other=names)
        case ChangeKind.SPLIT:
            return say("who-split-off" if fresh else "who-split", other=names)
        case ChangeKind.JOINED:
            return say("who-joined-from" if other else "who-joined", source=str(entry_of), other=names)
        case ChangeKind.LEFT:
            return say("who-left-to" if other else "who-left", source=str(entry_of), other=names)


def apart(one: Difference) -> str:
    """'City: Seattle, WA for this person; Tacoma, WA for the other'."""
    here, there = (reduce(_both, side) if side else say("who-not-on-record") for side in (one.here, one.there))
    return say("who-apart", fact=f"{one.fact[:1].upper()}{one.fact[1:]}", here=here, there=there)


def _both(first: str, second: str) -> str:
    return say("both", first=first, second=second)


def question(source: str, entry: str) -> str:
    """Whose an entry may be."""
    return say("who-may-be", source=source, entry=entry)


def would(sentence: str) -> str:
    """What linking says would turn its decision: 'It would link if …'."""
    return say("who-would", what=sentence)


_ANSWERS = {LinkAnswer.SAME: "who-same", LinkAnswer.DIFFERENT: "who-different", LinkAnswer.UNSURE: "who-unsure"}
ANSWERS: Mapping[LinkAnswer, str] = Told(_ANSWERS, say)
_COMPARED = {
    Says.SAME: "who-compared-same",
    Says.FITS: "who-compared-fits",
    Says.DIFFERS: "who-compared-differs",
    Says.UNCLEAR: "who-compared-unclear",
    Says.LEFT_ONLY: "who-compared-entry-only",
    Says.RIGHT_ONLY: "who-compared-person-only",
}
COMPARED: Mapping[Says, str] = Told(_COMPARED, say)  # one fact of an entry (left) and of a person (right)
_REASONS = {
    "for": "who-reason-for",
    "against": "who-reason-against",
    "rival": "who-reason-rival",
    "missing": "who-reason-missing",
}
REASONS: Mapping[str, str] = Told(_REASONS, say)  # on whose side a reason of linking stands


def decided(answer: LinkAnswer, by: str, on: date, note: str) -> str:
    """'JR decided on November 3, 2026: two different people (“father and son”)'."""
    if note:
        return say("who-decided-note", by=by, day=day(on), what=ANSWERS[answer], note=note)
    return say("who-decided", by=by, day=day(on), what=ANSWERS[answer])


def said_before(decided: str, undone: str | None, changed: Sequence[str], *, same_evidence: bool) -> str:
    """What somebody decided about a pair before, and why it holds no more where it does not."""
    if undone is not None:
        return say("who-undone", decided=decided, by=undone)
    if same_evidence:
        return decided
    return say("who-changed-since", decided=decided, what="; ".join(changed) or say("who-other-records"))


def changed_since(fact: Fact, before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """'license number: was none, is WA PT60012345'."""
    was, is_ = (", ".join(values) or say("who-none") for values in (before, now))
    return say("who-was-is", fact=fact, before=was, now=is_)


# What makes a record hard to link, in the tags of known sets. `_true_absent`: only the look-alike is in the register.
_DIFFICULTIES = {
    "plain": "link-hard-plain",
    "nickname": "link-hard-nickname",
    "typo_first": "link-hard-typo-first",
    "typo_last": "link-hard-typo-last",
    "ocr": "link-hard-ocr",
    "first_initial_only": "link-hard-first-initial-only",
    "goes_by_middle": "link-hard-goes-by-middle",
    "former_surname_on_file": "link-hard-former-surname-on-file",
    "surname_changed_unrecorded": "link-hard-surname-changed-unrecorded",
    "hyphenated": "link-hard-hyphenated",
    "last_first": "link-hard-last-first",
    "swapped": "link-hard-swapped",
    "moved_in_state": "link-hard-moved-in-state",
    "moved_out_of_state": "link-hard-moved-out-of-state",
    "city_missing": "link-hard-city-missing",
    "state_missing": "link-hard-state-missing",
    "no_credential": "link-hard-no-credential",
    "licence_row": "link-hard-licence-row",
    "registry_row": "link-hard-registry-row",
    "dac_location": "link-hard-dac-location",
    "same_state_same_profession": "link-hard-same-state-same-profession",
    "same_state_other_profession": "link-hard-same-state-other-profession",
    "other_state_same_profession": "link-hard-other-state-same-profession",
    "father_son": "link-hard-father-son",
    "relative_same_clinic": "link-hard-relative-same-clinic",
    "nobody_like_that": "link-hard-nobody-like-that",
}
DIFFICULTIES: Mapping[str, str] = Told(_DIFFICULTIES, say)
_ENTRY_KINDS = {"registry": "link-kind-registry", "listing": "link-kind-listing", "licence": "link-kind-licence"}
ENTRY_KINDS: Mapping[str, str] = Told(_ENTRY_KINDS, say)


def difficulty(tag: str) -> str:
    """'absent: father and son', where only the look-alike is in the register."""
    what = tag.removesuffix("_true_absent")
    told = DIFFICULTIES.get(what, what.replace("_", " "))
    return told if what == tag else say("link-absent", what=told)


def percent(share: float) -> str:
    """'14.3%'."""
    return f"{share * 100:.1f}%"


def at_most(bound: float) -> str:
    """'0.37%', rounded up: a bound that was rounded down would be none."""
    return f"{math.ceil(round(bound * 10_000, 6)) / 100:.2f}%"


def false_links(tally: Tally) -> str:
    """'0 wrong of 812 links that were made without a person: at most 0.37% are wrong, with 95% certainty.'"""
    if not tally.settled:
        return say("link-none")
    links = say("link-number", n=tally.settled)
    return say("link-wrong", wrong=f"{tally.wrong:,}", links=links, bound=at_most(tally.upper))
