"""Every sentence a patient reads about a result, in one place: plain words, with source and date."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from directory.linking.measuring import Tally
from directory.linking.side_by_side import Fact, Says
from directory.linking.telling_apart import Difference
from directory.normalize.offers.terms import vocabulary
from directory.normalize.states import STATE_NAMES
from directory.normalize.statuses import PLAIN_STATUS
from directory.paper_words import CERTIFICATE_SEEN, certificate_seen
from directory.requirement_words import asked_for
from directory.verification import model
from directory.verification.papers import DOCUMENT_SEEN, UNOPPOSED
from directory.vocabulary import (
    PROFESSION_NAMES,
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

NOTICE = (
    "Not a consumer report, not advice and not a recommendation. Do not use it to decide on hiring, credentialing or "
    "privileges. What is shown was read at the source at the time stated; check the primary source."
)
NOT_CHECKED = (
    "how good the results of treatment are",
    "criminal record",
    "malpractice cases and insurance",
    "education and references",
    "the National Practitioner Data Bank",
)
SAMPLE_BANNER = "Sample data: everybody shown here is invented."
ORDER = "Order: checked training or a certificate seen first, then checked license, then distance, then name."

# (icon, short word): the word carries the meaning, the icon and its color only repeat it.
BADGES: Mapping[str, tuple[str, str, str]] = {
    CredentialStatus.CONFIRMED: ("✓", "Checked", "green"),
    CredentialStatus.CONFIRMED_RESTRICTED: ("!", "Active, with limits", "orange"),
    CredentialStatus.CONFIRMED_NOT_ACTIVE: ("✕", "Not active", "red"),
    CredentialStatus.CLAIMED: ("?", "Not checked", "gray"),
    CredentialStatus.ISSUER_SILENT: ("?", "Cannot check", "gray"),
    CredentialStatus.NOT_LISTED: ("?", "Not on the list", "orange"),
    CredentialStatus.STALE: ("⟳", "Needs a new check", "orange"),
    CredentialStatus.CONTRADICTED: ("≠", "Sources disagree", "orange"),
    CredentialStatus.AMBIGUOUS_PERSON: ("?", "More than one person fits", "orange"),
    CredentialStatus.SOURCE_DOWN: ("⟳", "Could not be reached today", "orange"),
    CredentialStatus.OUR_ERROR: ("⟳", "Our fault", "orange"),
    CredentialStatus.NOT_COVERED: ("–", "We do not check this here", "gray"),
    ExclusionStatus.NONE_FOUND: ("✓", "No entry found", "green"),
    ExclusionStatus.LISTED: ("✕", "Listed as excluded", "red"),
    ExclusionStatus.FORMERLY_LISTED: ("!", "Was listed", "orange"),
    ExclusionStatus.POSSIBLE_HIT: ("?", "Possible hit: review", "orange"),
    ExclusionStatus.TOO_LITTLE_DATA: ("?", "Too little data to search", "gray"),
    NeedlingDisplay.MAY: ("✓", "May needle here", "green"),
    NeedlingDisplay.MAY_NOT: ("✕", "May not needle here", "red"),
    NeedlingDisplay.CANNOT_TELL: ("?", "We cannot tell", "gray"),
    NeedlingDisplay.NO_RULE: ("–", "No written rule", "gray"),
}


def badge(need: Need, status: str, details: Mapping[str, Any] = MappingProxyType({})) -> tuple[str, str, str]:
    """Icon, word and color of a result."""
    if status == ExclusionStatus.NONE_FOUND and details.get("partial_of"):
        return ("?", "Only a part searched", "gray")
    if need is Need.TRAINING and status == CredentialStatus.NOT_COVERED:
        return ("–", "Nothing found", "gray")  # lists were read, only nobody was found on them
    if details.get("class") == DOCUMENT_SEEN and status in UNOPPOSED:
        return CERTIFICATE_SEEN
    if status == CredentialStatus.AMBIGUOUS_PERSON and details.get("pending"):
        return ("?", "Waits for review", "orange")
    return BADGES.get(status, ("?", status, "gray"))


def rule_notice(text: str) -> str:
    """The rule data's own notice, without its word to developers."""
    return text.replace("Read SCHEMA.md before use.", "").strip()


def day(when: date | None) -> str:
    """'November 20, 2026', or 'an unknown day'."""
    return f"{when:%B} {when.day}, {when.year}" if when else "an unknown day"


def two_days(true_on: date, known_on: date) -> str:
    """What a view of an earlier day shows."""
    return f"As the sources told it for {day(true_on)}, by what we had read until {day(known_on)}."


def two_days_notes(published_at: datetime, *, unlike: Sequence[str], first_told: date | None) -> list[str]:
    """What else to know of it. ``unlike``: the checks that were published otherwise on that day."""
    at = published_at.astimezone(UTC)
    notes = [
        f"Who is who is shown as we published it on {day(at.date())} at {at:%H:%M} UTC.",
        "The states' rules are those in force on that day, as we hold them now.",
    ]
    if first_told:
        notes.append(f"We have no reading for that day: the first one tells of {day(first_told)}.")
    if unlike:
        told = "Judged again now, this is not as we showed it then"
        notes.append(f"{told}: {', '.join(unlike)}.")
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
) -> Iterator[str]:
    """Until when a confirmed result may be used, for the windows of 120 and 90 days too, and when it is due again."""
    if read_at is not None and status in USABLE:
        first, second = model.usable_until(model.true_on(read_at, source_as_of), date_of(details.get("expires")))
        yield f"Usable until {day(first)} where 120 days are allowed, until {day(second)} where 90 are"
    if good_until is not None:
        yield f"We show it until {day(good_until)}; after that it needs a new check"


def place_name(state: str | None) -> str:
    return STATE_NAMES.get(state or "", state or "this state")


def profession_name(code: str | None) -> str:
    return PROFESSION_NAMES[Profession(code)] if code in set(Profession) else (code or "practitioner")


def one(code: str | None) -> str:
    """'a chiropractor', 'an athletic trainer'."""
    name = profession_name(code)
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def said(kind: SaidKind, code: str) -> str:
    """The label of what a page says: 'Low back pain'; an unknown code as it is."""
    if kind is SaidKind.ACCEPTING_PATIENTS:
        return code
    rows = vocabulary().rows[kind.value]
    return next((str(row["label"]) for row in rows if row["id"] == code), code)


def about_miles(miles: float) -> str:
    """Distances are from ZIP centers, so they are told in whole miles and with 'about'."""
    rounded = max(1, round(miles))
    return f"about {rounded} mile{'' if rounded == 1 else 's'}"


def plain_license(status: str | None) -> str:
    return PLAIN_STATUS.get(LicenseStatus(status), "unknown") if status in set(LicenseStatus) else "unknown"


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


def _credential(
    status: str, owner: str, read_on: date | None, details: Mapping[str, Any], raw: str | None, *, npi: bool
) -> str:
    what = "NPI" if npi else "license"
    on = day(read_on)
    why = f" {_whole(details['why'])}" if details.get("why") else ""
    match status:
        case CredentialStatus.CONFIRMED:
            if npi:
                return f"Checked. The NPI registry listed this number as in service on {on}. It proves no license."
            until = f" It runs until {day(date_of(details.get('expires')))}." if details.get("expires") else ""
            return f"Checked. {owner} listed this license as active on {on}.{until}"
        case CredentialStatus.CONFIRMED_RESTRICTED:
            return f"Active, with limits. {owner} lists conditions (read on {on}). Read them."
        case CredentialStatus.CONFIRMED_NOT_ACTIVE:
            word = "out of service" if npi else plain_license(details.get("license_status"))
            if npi and raw == NpiStatus.DEACTIVATED and details.get("deactivated_on"):
                word = f"deactivated since {day(date_of(details['deactivated_on']))}"
            return f"Not active. {'The NPI registry' if npi else owner} listed it as {word} on {on}."
        case CredentialStatus.CLAIMED:
            return f"Not checked. It stands in the NPI registry as the person wrote it. We could not confirm it.{why}"
        case CredentialStatus.NOT_LISTED:
            listed = day(date_of(details["list_read_on"])) if details.get("list_read_on") else on
            return f"Not on the list. {owner}'s list of {listed} does not show this number. The list may be incomplete."
        case CredentialStatus.STALE:
            return f"Needs a new check. Last checked on {on}, longer ago than we promise, or it has run out since."
        case CredentialStatus.CONTRADICTED:
            if why:
                return f"Sources disagree.{why}"
            expires = details.get("expires")
            past = f", yet gives {day(date_of(expires))} as its last day" if expires else ""
            return f"Sources disagree. {owner} lists {raw or 'active'}{past}. We cannot say which is right."
        case CredentialStatus.AMBIGUOUS_PERSON:
            return f"More than one person fits. We cannot say which.{why}"
        case CredentialStatus.OUR_ERROR:
            return f"Our fault. We could not read the answer ({raw or 'no word given'})."
        case _:
            return f"We do not check this {what} here."


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
            yield f"The list's own words on discipline: {words}"
    where = "Ask the board for the order" + (f": {details['verify_url']}" if details.get("verify_url") else "")
    if details.get("on_file") and (cases or rest) and not (bare and not cases):
        yield f"We have not read the order itself. {where}"
    elif details.get("on_file"):
        yield f"The list marks that there is something on file. It does not say what or when. {where}"
    if details.get("license_status") == LicenseStatus.SURRENDERED:
        yield _GIVEN_UP[details.get("on_file")]


_GIVEN_UP: Mapping[bool | None, str] = {
    True: "The license was given up; the list has discipline on file. It does not say whether one led to the other.",
    False: "The license was given up by its holder. The list has no discipline with it.",
    None: "The license was given up. The list does not say whether a case stood behind it.",
}


def discipline_case(case: Mapping[str, str]) -> str:
    """'Discipline case 2019-0042: Letter of Admonition, from February 11, 2019. It ended on March 1, 2020.'"""
    number = f" case {case['number']}" if case.get("number") else ""
    parts = [case.get("action") or "the board gives no words"]
    if case.get("effective"):
        parts.append(f"from {day(date_of(case['effective']))}")
    told = f"Discipline{number}: {', '.join(parts)}"
    if case.get("completed"):
        when = day(date_of(case["completed"]))
        return f"{told}. " + (f"It ended on {when}" if case.get("over") else f"It runs until {when}")
    return told


def _training(status: str, owner: str, read_on: date | None, details: Mapping[str, Any]) -> str:
    if details.get("class") == DOCUMENT_SEEN:
        return certificate_seen(status, details, day(date_of(details["seen_on"])))
    letters, issuer = details.get("letters") or "the training", details.get("issuer")
    writer = details.get("written_by") or "The person"
    match status:
        case CredentialStatus.CONFIRMED:
            return f"Listed by {issuer or owner} on {day(read_on)} as holder of {letters}. Hours are not stated there."
        case CredentialStatus.CONFIRMED_NOT_ACTIVE:
            return f"Not active. {issuer or owner} lists {letters} as withdrawn (read on {day(read_on)})."
        case CredentialStatus.CLAIMED:
            return f"Not checked. {writer} writes “{letters}” and names no school. We could not confirm it."
        case CredentialStatus.ISSUER_SILENT:
            hours = details.get("hours_implied")
            meaning = f" The letters stand for {hours} hours, if they are held." if hours else ""
            return f"Cannot check. {issuer} publishes no list that we know. Ask to see the certificate.{meaning}"
        case CredentialStatus.NOT_LISTED:
            return (
                f"Not on the list. {writer} writes “{letters}”; {issuer}'s list does not show this person. "
                "The list may be incomplete."
            )
        case CredentialStatus.STALE:
            return f"Needs a new check. Last checked on {day(read_on)}, longer ago than we promise."
        case CredentialStatus.AMBIGUOUS_PERSON if details.get("why"):
            return f"Waits for review. {_whole(details['why'])}"
        case CredentialStatus.AMBIGUOUS_PERSON:
            return (
                f"Waits for review. {writer} writes “{letters}”. An entry on {issuer or owner}'s list may be this "
                "person's or somebody else's: we cannot tell yet."
            )
        case CredentialStatus.CONTRADICTED:
            return f"Sources disagree. {_whole(details.get('why') or 'The date given cannot be right')}"
        case _:
            return (
                "We found no entry in the training lists we read that is certain to be this person's. That does not "
                "mean there is none."
            )


def _exclusion(status: str, read_on: date | None, details: Mapping[str, Any]) -> str:
    title = details.get("list", "the exclusion list")
    entry = (details.get("entries") or [{}])[0]
    since = day(date_of(entry.get("since")))
    match status:
        case ExclusionStatus.NONE_FOUND if details.get("partial_of"):
            whole = f"{details['partial_of']:,}"
            return (
                f"No entry found in the part of {title} that we hold; the whole has more than {whole} entries. "
                "This clears nobody."
            )
        case ExclusionStatus.NONE_FOUND:
            return f"No entry found in: {title}, read on {day(read_on)}."
        case ExclusionStatus.LISTED:
            waiver = entry.get("waiver_state")
            told = f" A waiver allows taking part in {place_name(waiver)}." if waiver else ""
            return f"Listed as excluded since {since} in: {title}. This is no license decision.{told}"
        case ExclusionStatus.FORMERLY_LISTED if details.get("ended_on"):
            return f"Was listed from {since}; the entry ended on {day(date_of(details['ended_on']))}."
        case ExclusionStatus.FORMERLY_LISTED:
            return f"Was listed from {since}; gone from the list of {day(date_of(details.get('gone_on')))}."
        case ExclusionStatus.POSSIBLE_HIT:
            return f"Review needed: the same name stands in {title}, no key confirms it is the same person."
        case CredentialStatus.NOT_COVERED:
            return "We show no result of this list here. Ask the practitioner, or look at the list yourself."
        case ExclusionStatus.TOO_LITTLE_DATA:
            return "Not searched: the full name is missing. This is never 'clear'."
        case _:
            return f"Needs a new check. {title} was last read on {day(read_on)}."


def _needling(verdict: str, state: str | None, profession: str | None, details: Mapping[str, Any]) -> str:
    where, who = place_name(state), one(profession)
    match verdict:
        case RuleVerdict.MET:
            return f"{where}'s rule is met by what we could confirm."
        case RuleVerdict.NO_STANDARD:
            return f"{where} allows this profession to needle and sets no training standard."
        case RuleVerdict.MET_SO_FAR:
            return "Every requirement we could read is met. We have not read the whole rule."
        case RuleVerdict.INTERIM:
            return "In the first stage of training: limited use is allowed for now."
        case RuleVerdict.ORDER_REQUIRED:
            return "Allowed here only on a physician's order. Ask about it."
        case RuleVerdict.SILENT:
            return f"{where} has no written rule for {who}. That is neither yes nor no."
        case RuleVerdict.NOT_MET:
            return f"A requirement is not met: {_not_met(details)}."
        case RuleVerdict.NOT_PERMITTED if details.get("region") and details.get("permission") == "permitted":
            return f"{where} does not allow {who} to needle this part of the body: {details['region']}."
        case RuleVerdict.NOT_PERMITTED:
            return f"{where} does not allow {who} to needle."
    if details.get("permission") == "permitted":
        hours = (details.get("requirements") or {}).get("total_hours")
        asks = f" and asks for {hours} hours of training" if hours else ""
        missing = details.get("missing") or "a new check"  # it was known, and is too old by now
        ask = f" You can ask: “{details['question']}”" if details.get("question") else ""
        return (
            f"{where} allows {who} to needle{asks}. We cannot tell whether this person meets the rule. "
            f"Missing: {missing}.{ask}"
        )
    if details.get("permission") == "unclear":
        return f"We cannot tell. What {where} allows {who} is not clear from the texts we found."
    return f"We cannot tell. We found no rule of {where} for {who}."


def _not_met(details: Mapping[str, Any]) -> str:
    """What is not met, each in a few words; the parts of a total say more than the total."""
    names = [one["name"] for one in details.get("judged") or () if one["answer"] == "not_met" and not one["probable"]]
    if len(names) > 1:
        names = [name for name in names if name != "total_hours"] or names
    asked = details.get("requirements") or {}
    return ", ".join(asked_for(name, asked.get(name)) for name in names) or "see the rule"


def requirement(one: Mapping[str, Any], details: Mapping[str, Any]) -> tuple[str, str]:
    """One judged requirement: what is asked for, and what came of it, as in ('a written exam', 'cannot tell: …')."""
    name = one["name"]
    value = (details.get("requirements") or {}).get(name, (details.get("probable") or {}).get(name))
    if name == "scope":
        asked = f"only within these limits: {one['required']}"
    else:
        asked = asked_for(name, value) or str(one["required"])
    word = ANSWERED[one["answer"]][1]
    return f"{asked}{' (probably asked for)' if one.get('probable') else ''}", f"{word}. Known: {one['found']}"


ANSWERED: Mapping[str, tuple[str, str]] = {
    "met": ("✓", "met"),
    "not_met": ("✕", "not met"),
    "cannot_tell": ("?", "cannot tell"),
}


def date_of(text: object) -> date | None:
    """A day as stored in the details of a result."""
    return date.fromisoformat(text) if isinstance(text, str) else None


WAYS: Mapping[str, str] = {LookUpWay.WEB: "on the web", LookUpWay.PHONE: "by phone", LookUpWay.LETTER: "by letter"}
UNCONFIRMED = (HandResult.NOT_FOUND, HandResult.COULD_NOT_TELL)


def by_hand(what: str, result: str, said: str, way: str, answered_by: str, looked_on: date) -> str:
    """'Confirmed by hand on November 3, 2026: license active (“Active”), answered by phone by Jane Roe'."""
    done = "Looked up" if result in UNCONFIRMED else "Confirmed"
    told = f"{what} {result.replace('_', ' ')} (“{said}”)"
    return f"{done} by hand on {day(looked_on)}: {told}, answered {WAYS[way]} by {answered_by}"


def overlay(code: str, owner: str, when: date | None) -> str:
    """What stands above an older result when the newest attempt to read its source failed."""
    if code == CredentialStatus.SOURCE_DOWN:
        return f"{owner} could not be reached at our last attempt. The result of {day(when)} is shown."
    return f"Our last reading of {owner} failed and was set aside. The result of {day(when)} is shown."


def change(kind: ChangeKind, *, other: str | None, entry_of: str | None, fresh: bool) -> str:
    """What a publishing changed about who is who, as the person's own page tells it. ``entry_of``: title of the source
    whose entry went from one to another; ``fresh``: the profile exists since this split.
    """
    match kind:
        case ChangeKind.MERGED:
            return f"Two profiles turned out to be one person: what was shown under {other} is shown here."
        case ChangeKind.SPLIT if fresh:
            return f"This person has a profile of their own: before, these entries stood among those of {other}."
        case ChangeKind.SPLIT:
            return f"Entries that stood here turned out to be another person's: they are shown under {other}."
        case ChangeKind.JOINED:
            before = f"stood under {other}" if other else "belonged to nobody"
            return f"An entry of {entry_of} is shown here; before, it {before}."
        case ChangeKind.LEFT:
            return f"An entry of {entry_of} stands here no more: " + (
                f"it is shown under {other}." if other else "we cannot tell whose it is."
            )


NOTHING_APART = "nothing that we have read tells the two apart; ask for the license number"


def apart(one: Difference) -> str:
    """'City: Seattle, WA for this person; Tacoma, WA for the other'."""
    here, there = (" and ".join(side) or "none on record" for side in (one.here, one.there))
    return f"{one.fact[:1].upper()}{one.fact[1:]}: {here} for this person; {there} for the other"


def question(source: str, entry: str) -> str:
    return f"An entry of {source}, “{entry}”, may be of this person"


def would(sentence: str) -> str:
    """What linking says would turn its decision: 'It would link if …'."""
    return f"It {sentence}"


ANSWERS: Mapping[LinkAnswer, str] = {
    LinkAnswer.SAME: "the same person",
    LinkAnswer.DIFFERENT: "two different people",
    LinkAnswer.UNSURE: "cannot tell",
}
# What comparing one fact of an entry (left) and of a person (right) says.
COMPARED: Mapping[Says, str] = {
    Says.SAME: "the same",
    Says.FITS: "fits",
    Says.DIFFERS: "differs",
    Says.UNCLEAR: "cannot be compared",
    Says.LEFT_ONLY: "only the entry says it",
    Says.RIGHT_ONLY: "only the person's records say it",
}


# On whose side a reason of linking stands.
REASONS: Mapping[str, str] = {
    "for": "For",
    "against": "Against",
    "rival": "Somebody else fits too",
    "missing": "Not known",
}


def decided(answer: LinkAnswer, by: str, on: date, note: str) -> str:
    """'JR decided on November 3, 2026: two different people (“father and son”)'."""
    return f"{by} decided on {day(on)}: {ANSWERS[answer]}" + (f" (“{note}”)" if note else "")


def said_before(decided: str, undone: str | None, changed: Sequence[str], *, same_evidence: bool) -> str:
    """What somebody decided about a pair before, and why it holds no more where it does not."""
    if undone is not None:
        return f"{decided}; undone by {undone}"
    if same_evidence:
        return decided
    what = "; ".join(changed) or "other records of the person"
    return f"{decided}, but what the records tell has changed since: {what}"


def changed_since(fact: Fact, before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """'license number: was none, is WA PT60012345'."""
    return f"{fact}: was {', '.join(before) or 'none'}, is {', '.join(now) or 'none'}"


# What makes a record hard to link, in the tags of known sets. `_true_absent`: only the look-alike is in the register.
DIFFICULTIES: Mapping[str, str] = {
    "plain": "nothing difficult",
    "nickname": "a nickname",
    "typo_first": "given name misspelt",
    "typo_last": "surname misspelt",
    "ocr": "misread by a machine",
    "first_initial_only": "only an initial",
    "goes_by_middle": "called by the middle name",
    "former_surname_on_file": "former surname, on file",
    "surname_changed_unrecorded": "new surname, not on file",
    "hyphenated": "double surname",
    "last_first": "surname first",
    "swapped": "names swapped",
    "moved_in_state": "moved within the state",
    "moved_out_of_state": "moved to another state",
    "city_missing": "no city",
    "state_missing": "no state",
    "no_credential": "no profession",
    "licence_row": "with a license number",
    "registry_row": "from another register",
    "dac_location": "another place of practice",
    "same_state_same_profession": "namesake, same work",
    "same_state_other_profession": "namesake, other work",
    "other_state_same_profession": "namesake, other state",
    "father_son": "father and son",
    "relative_same_clinic": "relative, same clinic",
    "nobody_like_that": "absent",
}
ENTRY_KINDS: Mapping[str, str] = {
    "registry": "rows of another register",
    "listing": "entries of directories and clinics",
    "licence": "entries with a license number",
}


def difficulty(tag: str) -> str:
    """'absent: father and son', where only the look-alike is in the register."""
    what = tag.removesuffix("_true_absent")
    told = DIFFICULTIES.get(what, what.replace("_", " "))
    return told if what == tag else f"absent: {told}"


def percent(share: float) -> str:
    """'14.3 %'."""
    return f"{share * 100:.1f} %"


def at_most(bound: float) -> str:
    """'0.37 %', rounded up: a bound that was rounded down would be none."""
    return f"{math.ceil(round(bound * 10_000, 6)) / 100:.2f} %"


def false_links(tally: Tally) -> str:
    """'0 wrong of 812 links that were made without a person: at most 0.37 % are wrong, with 95 % certainty.'"""
    if not tally.settled:
        return "No link was made without a person."
    links = "1 link that was" if tally.settled == 1 else f"{tally.settled:,} links that were"
    bound = at_most(tally.upper)
    return f"{tally.wrong:,} wrong of {links} made without a person: at most {bound} are wrong, with 95 % certainty."
