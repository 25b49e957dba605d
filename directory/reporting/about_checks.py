"""Blocks 4 to 7 and 9 of a report: each check with when and where from, lists, training, rules, disagreements."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory import wording
from directory.reporting import forms, words
from directory.reporting.about_person import subject
from directory.reporting.about_rules import rule_file
from directory.reporting.document import Cell, Items, Link, Part, Section, Table, Text, fields, unknown
from directory.reporting.inputs import NOT_SHOWN
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Audience, CredentialStatus, ExclusionStatus, Need, SourceKind

NEEDS_REVIEW = "Results that need a review are not shown here."  # the same for every patient, whatever was found


def checks(receipt: forms.Receipt) -> Section:
    sources = {one.name: one for one in receipt.sources}
    payloads = {one.record_id: one.payload for one in receipt.sightings}
    parts: list[Part] = [Text(words.CLASSES)]
    for number, one in enumerate(receipt.verdicts, start=1):
        payload = payloads.get(one.record_id or 0, {})
        parts.append(_check(number, one, sources.get(one.source or ""), payload, receipt))
    for look_up in receipt.by_hand:
        parts.append(_by_hand(look_up))
    if len(parts) == 1:
        parts.append(Text(f"Checks: {unknown('no record of this person can be shown here')}."))
    return Section(4, "Checks", parts)


def _check(
    number: int, one: forms.Verdict, source: forms.Source | None, payload: Mapping[str, Any], receipt: forms.Receipt
) -> Table:
    day = receipt.made.as_of
    issued, ends = one.details.get("issued_on") or one.details.get("completed_on"), one.details.get("expires")
    rule = one.need is Need.NEEDLING_RULE
    not_dated = "the state's rule has neither" if rule else "the source gives none"
    rows: list[tuple[str, Cell]] = [
        ("What exactly", f"{words.NEEDS[one.need]}: {subject(one)}"),
        ("Result", words.result(one, source)),
        ("Status", f"{words.status(one)} (code: {one.verdict.value if rule and one.verdict else one.shown})"),
        ("Raw word", one.raw or unknown("the source gives no word for it")),
        ("Source", f"{source.title} ({source.owner})" if source else _no_source(one)),
        ("Class", words.check_class(one, source, payload)),
        *_addresses(one, source),
        ("Method", words.method(one, source)),
        ("Read at", _read_at(one)),
        (
            "The source's own date",
            str(one.details.get("source_date")) if rule and one.details.get("source_date") else words.as_of(one),
        ),
        ("By whom", _by_whom(one)),
        ("Issued", str(issued) if issued else unknown(not_dated)),
        ("Expires", str(ends) if ends else unknown(not_dated)),
        ("Next check due", words.next_due(one, day)),
        ("Usable until", "as long as the checks it rests on" if rule else words.usable(one, day)),
        ("Evidence", _evidence(one, receipt)),
    ]
    if one.reason:
        rows.insert(3, ("Why not known", f"{one.reason.value.replace('_', ' ')}. Next step: {one.next_step}"))
    failed = next((f for f in receipt.failed if f.source == one.source), None)
    if failed is not None and source is not None:
        rows.insert(
            3,
            (
                "Newest attempt",
                f"failed at {words.moment(failed.at)}: {words.STATUS[failed.code]}; the older result is shown",
            ),
        )
    return fields(f"Check {number}: {subject(one)}", rows)


def _read_at(one: forms.Verdict) -> str:
    if one.need is Need.NEEDLING_RULE and one.details.get("read_on"):
        return f"{one.details['read_on']} (the day on which a person last read the texts of the rule)"
    return words.moment(one.read_at) if one.read_at else unknown("nothing was read")


def _evidence(one: forms.Verdict, receipt: forms.Receipt) -> str:
    if one.need is Need.NEEDLING_RULE:
        held = next((r.sha256 for r in receipt.rules if r.file == rule_file(one)), None)
        return f"rule file {rule_file(one)}, SHA-256 {held}" if held else unknown("there is no rule file for the state")
    return f"SHA-256 {one.sha256}, {one.locator}" if one.sha256 else unknown("no bytes were kept: nothing was read")


def _no_source(one: forms.Verdict) -> str:
    if one.need is Need.NEEDLING_RULE:
        return str(one.details.get("source_title") or unknown("no rule was found"))
    return "the paper itself" if one.details.get("class") == DOCUMENT_SEEN else unknown("no source of ours tells of it")


def _addresses(one: forms.Verdict, source: forms.Source | None) -> Iterator[tuple[str, Cell]]:
    """The page a reader can open, and the address of the very bytes."""
    page = one.details.get("verify_url") or (source.page_url if source else one.details.get("source_url"))
    label = source.title if source else "the text behind the rule"
    if page and str(page).startswith(("http://", "https://")):
        yield "Page", Link(f"Page of {label}: {page}", str(page))
    else:
        yield "Page", unknown("there is no page for it")
    yield "Address read", one.url or unknown("nothing was read")


def _by_whom(one: forms.Verdict) -> str:
    if one.details.get("class") == DOCUMENT_SEEN:
        return f"user: {one.details.get('seen_by')}, for {one.details.get('organization')}"
    return "system: needleproof, without a person"


def _by_hand(one: forms.HandLookUp) -> Table:
    rows: list[tuple[str, Cell]] = [
        ("What exactly", f"{one.what.value} {one.license_number or ''} {one.state or ''}".strip()),
        ("Result", words.looked_up(one)),
        ("Raw word", one.said or unknown("none was noted")),
        ("Source", one.board),
        ("Class", words.BY_HAND),
        ("Address read", one.address or unknown("it was no page on the web")),
        ("Method", f"looked up {wording.WAYS[one.way]}"),
        ("Read at", f"{one.looked_on} (the day; the hour is not known because only the day was noted)"),
        ("By whom", f"user: {one.looked_by}; answered by {one.answered_by}"),
        ("Usable until", "as the check that rests on it"),
        ("Evidence", f"SHA-256 {one.sha256}, document on file"),
    ]
    return fields(f"By hand: receipt {one.number}", rows)


def exclusions(receipt: forms.Receipt) -> Section:
    sources = {one.name: one for one in receipt.sources}
    rows = [_list(one, sources.get(one.source or "")) for one in receipt.verdicts if one.need is Need.EXCLUSION]
    parts: list[Part] = []
    if rows:
        columns = ("List", "The list's date, and read at", "Searched by", "Result", "Entries")
        parts.append(Table(columns, rows, (3, 3, 3, 3, 4)))
    else:
        parts.append(Text(f"Lists searched: {unknown('none was read, or none may be shown here')}."))
    if receipt.made.audience is Audience.PATIENT:
        parts.append(Text(NEEDS_REVIEW))
    parts.append(Text("Lists not searched", strong=True))
    never = [f"Never read: {'; '.join(receipt.not_searched)}."] if receipt.not_searched else []
    parts.append(Items(never or ["Every list that we have a source for was searched."]))
    parts.append(Text("Near hits, and who decided about them", strong=True))
    near = [one for one in receipt.verdicts if one.status == ExclusionStatus.POSSIBLE_HIT]
    told = [line for one in near for line in _near(one, receipt)]
    shown = receipt.made.audience is Audience.COORDINATOR
    parts.append(Items(told or ["No near hit." if shown else NEEDS_REVIEW]))
    parts.append(Text("Discipline", strong=True))
    found = [
        f"{subject(one)}: {sentence}"
        for one in receipt.verdicts
        if one.need is Need.LICENSE
        for sentence in wording.discipline(one.details)
    ]
    parts.append(
        Items(found or ["Nothing was found in the lists of boards that we read. Not every list tells of discipline."])
    )
    return Section(5, "Exclusions and discipline", parts)


def _near(one: forms.Verdict, receipt: forms.Receipt) -> Iterator[str]:
    """Each near hit of a list with what was decided of it; a list may have several."""
    decided = [each for each in receipt.person.decisions if each.of.startswith(near_hit_of(one.subject, ""))]
    for each in decided:
        note = f"; note: {each.note}" if each.note else ""
        yield f"{each.of}: {each.answer}, by {each.decided_by} at {words.moment(each.decided_at)}{note}"
    left = len(one.details.get("entries") or ()) - len(decided)
    if receipt.made.known_on is not None:
        yield f"{subject(one)}: near hit, disposition not told because the report is of an earlier day. {one.next_step}"
    elif left > 0:
        many = f" of {left} entries" if left > 1 or decided else ""
        yield f"{subject(one)}: near hit, disposition{many} not known because nobody has reviewed it. {one.next_step}"


def near_hit_of(list_title: str, entry: str) -> str:
    """How a receipt names the entry that a decision is about."""
    return f"near hit on {list_title}: {entry}"


def _list(one: forms.Verdict, source: forms.Source | None) -> tuple[str, ...]:
    when = f"{one.as_of or 'no date of its own'}; read at {words.moment(one.read_at)}"
    part = one.details.get("partial_of")
    entries = [_entry(entry, one.details) for entry in one.details.get("entries") or ()]
    return (
        f"{source.title} ({source.owner})" if source else subject(one),
        when,
        "; ".join(one.details.get("criteria") or ()) or unknown("nothing could be searched by"),
        words.status(one) + (f"; only a part of at least {part:,} entries was searched" if part else ""),
        "; ".join(entries) or "none",
    )


def _entry(entry: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    ended = details.get("gone_on") or details.get("ended_on")
    return (
        f"{entry.get('name') or 'no name'}, {entry.get('type') or 'no type told'}, "
        f"since {entry.get('since') or 'a day not told'}, "
        f"{entry.get('state') or 'no state told'}, NPI {entry.get('npi') or 'not told'}"
        f"{f', gone on {ended}' if ended else ''}"
    )


def training(receipt: forms.Receipt) -> Section:
    sources = {one.name: one for one in receipt.sources}
    payloads = {one.record_id: one.payload for one in receipt.sightings}
    parts: list[Part] = []
    for one in (v for v in receipt.verdicts if v.need is Need.TRAINING):
        source = sources.get(one.source or "")
        parts.append(fields(one.subject, list(_course(one, source, payloads.get(one.record_id or 0, {})))))
    return Section(6, "Needling training", parts or [Text(f"Training: {unknown('nothing was looked for')}.")])


def _course(one: forms.Verdict, source: forms.Source | None, payload: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    told = one.details
    kind = words.check_class(one, source, payload)
    claimed = one.shown in words.CLAIMS
    confirmed = {words.ISSUER: "issuer-confirmed", words.PAPER: f"{words.PAPER}; claimed as far as the issuer goes"}
    no_word = "no source gives it"
    yield "Course or certificate", str(told.get("course") or told.get("letters") or unknown(no_word))
    yield "Body", str(told.get("issuer") or unknown("no issuer is named"))
    yield "Class", f"claimed ({kind})" if claimed and kind != words.PAPER else confirmed.get(kind, kind)
    yield "Status", words.status(one)
    yield (
        "Level",
        f"grade {one.grade} of 5: who says it, not how good it is"
        if one.grade is not None
        else unknown("it waits for review"),
    )
    yield "Hours claimed", _hours(told.get("hours_claimed"), "nobody states them")
    yield "Hours implied", _hours(told.get("hours_implied"), "the letters stand for no number of hours")
    yield (
        "Hours evidenced, in person and online",
        _hours(told.get("hours_evidenced"), "no paper that shows hours was seen"),
    )
    yield "Date", str(told.get("completed_on") or unknown(no_word))
    exams = [
        name.replace("_", " ") for name in ("written_exam", "practical_exam", "competency_assessment") if told.get(name)
    ]
    yield "Exam", ", ".join(exams) or unknown("no paper that shows one was seen")
    yield "Renewal", unknown("no source of ours gives it")
    yield "Document or list", f"SHA-256 {one.sha256}, {one.locator}" if one.sha256 else unknown("there is none")


def _hours(value: object, why: str) -> str:
    if value is None or value == {}:
        return unknown(why)
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')}: {number}" for key, number in value.items())
    return str(value)


def disagreements(receipt: forms.Receipt) -> Section:
    sources = {one.name: one for one in receipt.sources}
    rows = [
        (
            subject(one),
            str(one.details.get("why") or f"{one.raw or 'no word'}, until {one.details.get('expires') or 'no date'}"),
            sources[one.source].title if one.source in sources else unknown("there is no source"),
            words.moment(one.read_at),
            _authority(one),
        )
        for one in receipt.verdicts
        if one.shown == CredentialStatus.CONTRADICTED
    ]
    rows += [(subject_of(doubt), doubt.sentence, _source_of(doubt, sources), _read(doubt), "the issuer's own record")
             for doubt in receipt.doubts if doubt.code == "contradiction" and doubt.sentence != NOT_SHOWN]  # fmt: skip
    if not rows:
        return Section(9, "Disagreements between sources", [Text("None was found among the sources that were read.")])
    columns = ("Field", "Values", "Source", "Read at", "Authoritative for it")
    return Section(9, "Disagreements between sources", [Table(columns, rows, (3, 4, 3, 2, 2))])


def subject_of(doubt: forms.Doubt) -> str:
    return " ".join(part for part in (words.NEEDS[doubt.need], doubt.jurisdiction, doubt.profession) if part)


def _source_of(doubt: forms.Doubt, sources: Mapping[str, forms.Source]) -> str:
    if doubt.sighting is None:
        return unknown("the entry is not shown here")
    return sources[doubt.sighting.source].title if doubt.sighting.source in sources else doubt.sighting.source


def _read(doubt: forms.Doubt) -> str:
    return words.moment(doubt.sighting.read_at) if doubt.sighting else unknown("the entry is not shown here")


def _authority(one: forms.Verdict) -> str:
    return {
        Need.LICENSE: "the licensing board",
        Need.NPI: "the NPI registry",
        Need.TRAINING: "the issuer of the certificate",
    }.get(one.need, f"the {SourceKind.EXCLUSION.value} list itself")
