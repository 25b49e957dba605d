"""Blocks 0 to 3 of a report: what it is, whose it is, how we know, and one line for each check."""

from collections.abc import Iterator

from directory import wording
from directory.normalize.folding import fold
from directory.normalize.identifiers import license_digits
from directory.reporting import forms, words
from directory.reporting.document import Cell, Items, Part, Section, Table, Text, fields, unknown
from directory.reporting.inputs import NOT_SHOWN
from directory.vocabulary import Need, PlaceKind, RuleVerdict

PLACES = {
    PlaceKind.PRACTICE: "place of practice",
    PlaceKind.SECONDARY_PRACTICE: "further place of practice",
    PlaceKind.MAILING: "mailing address, no place of practice",
    PlaceKind.RECORD: "address of record, may be no place of practice",
}
WORDS_ONLY = "This report gives no overall grade and recommends nobody."


def head(receipt: forms.Receipt) -> Section:
    made, published = receipt.made, receipt.publication
    rows: list[tuple[str, Cell]] = [
        ("Report id", f"{receipt.id} (from the hash of the receipt)"),
        ("Made at", f"{words.moment(made.at)} ({made.local})"),
        ("As of", f"{made.as_of}: results are shown as they stand on this day"),
        ("Software", f"needleproof {made.program}"),
        ("Rules", f"knowledge of {made.rules_as_of}, version {made.rules_version[:16]}"),
        (
            "Data",
            f"publication {published.number} of {words.moment(published.published_at)}, digest {published.digest}"
            if published
            else unknown("nothing was published"),
        ),
        ("Prepared for", made.prepared_for or unknown("it was not stated")),
        ("Patient treated in", _treated(made)),
        ("Purpose", made.purpose or unknown("it was not stated")),
        ("Prepared by", made.by or unknown("it was not stated")),
        (
            "Shown to",
            "coordinators"
            if made.audience == "coordinator"
            else "patients: what only coordinators may see is left out",
        ),
    ]
    parts: list[Part] = [fields(None, rows), Text(wording.NOTICE, strong=True)]
    return Section(0, "About this report", [Text(wording.SAMPLE_BANNER, strong=True), *parts] if made.sample else parts)


def _treated(made: forms.Made) -> str:
    if made.treating_in is None:
        return unknown("no state was named: the rules of the person's own states are judged")
    where = wording.place_name(made.treating_in)
    return f"{where}{f', {made.region}' if made.region else ''}: its rules are judged too, last of all"


def person(receipt: forms.Receipt) -> Section:
    who = receipt.person
    licenses = [one for one in receipt.sightings if one.kind == "license"]
    numbers = [
        f"{one.payload['jurisdiction']} {one.payload['number']} ({wording.profession_name(one.payload['profession'])})"
        for one in licenses
    ]
    professions = {one.profession for one in receipt.verdicts if one.profession}
    names = dict.fromkeys([*who.other_names, *_names(receipt)])
    rows: list[tuple[str, Cell]] = [
        ("Name", who.name),
        ("Other and former names", "; ".join(one for one in names if one != who.name) or unknown("no record has one")),
        (
            "Writes after the name",
            f"{who.credential_text} (claimed: own words)"
            if who.credential_text
            else unknown("the NPI registry has no such entry"),
        ),
        ("NPI", who.npi or unknown("no record of this person has one")),
        (
            "License numbers",
            "; ".join(dict.fromkeys(numbers)) or unknown("no license was found at a board that we read"),
        ),
        ("Professions", "; ".join(sorted(map(wording.profession_name, professions))) or unknown("no record tells one")),
        ("Id in this directory", who.id),
    ]
    for place in who.places:
        told = f"{place.text or 'no address given'}{f', phone {place.phone}' if place.phone else ''}"
        changed = (
            f"last changed there on {place.updated_on}" if place.updated_on else "when it was last changed is not told"
        )
        rows.append((
            f"Address: {PLACES[place.kind]}",
            f"{told}. From {place.source_title}, read at {words.moment(place.read_at)}; {changed}",
        ))  # fmt: skip
    if not who.places:
        rows.append(("Address", unknown("no place is published that may be shown here")))
    return Section(
        1, "The person, as submitted and as found", [*_submitted(receipt, numbers), fields("As found", rows)]
    )


def _names(receipt: forms.Receipt) -> Iterator[str]:
    """As boards and lists write the name."""
    for one in receipt.verdicts:
        if name := one.details.get("name_at_board") or one.details.get("name_on_list"):
            yield str(name)


def _submitted(receipt: forms.Receipt, numbers: list[str]) -> Iterator[Part]:
    asked = receipt.made.submitted
    if not asked:
        yield Text(f"What was submitted: {unknown('the person was chosen by the id in this directory')}.")
        return
    found = {
        "npi": receipt.person.npi or "",
        "name": "; ".join([receipt.person.name, *receipt.person.other_names]),
        "license": "; ".join(numbers),
    }
    rows = [(key, value, _compared(key, value, found)) for key, value in asked.items()]
    yield Table(("Submitted", "As submitted", "Against what we found"), rows, (2, 3, 4), "As submitted")


def _compared(key: str, value: str, found: dict[str, str]) -> str:
    """'agrees', or 'DIFFERS: …': marked in words."""
    if key not in found:
        return "not compared"
    there = found[key]
    if not there:
        return "DIFFERS: we found none"
    if key == "license":
        digits = license_digits(value)
        same = any(license_digits(one.split(" ")[1]) == digits for one in there.split("; "))
    elif key == "npi":
        same = value == there
    else:
        same = any(fold(value) == fold(one) for one in there.split("; "))
    return "agrees" if same else f"DIFFERS: {there}"


def identity(receipt: forms.Receipt) -> Section:
    who = receipt.person
    rows = [
        (one.source_title, "; ".join(one.reasons) or "the record that the others were compared with")
        for one in who.joined
    ]
    parts: list[Part] = [
        Table(("Record of", "Why it is this person's"), rows, (2, 5))
        if rows
        else Text(f"Records: {unknown('none is linked')}."),
        Text("For and against", strong=True),
        Items(_against(receipt) or ["No contrary fact was found."]),
    ]
    count = len(who.look_alikes)
    other = "person" if count == 1 else "people"
    parts.append(Text(f"Look-alikes: {count or 'no'} other {other} here may be taken for this one.", strong=True))
    if who.look_alikes:
        parts.append(Items([f"{one.name}: {'; '.join(one.apart) or wording.NOTHING_APART}" for one in who.look_alikes]))
    if who.open:
        parts.append(Text("Questions that nobody has settled", strong=True))
        parts.append(Items([f"{one.source_title}, “{one.entry}”: {'; '.join(one.reasons)}" for one in who.open]))
    parts.append(Text("Who decided", strong=True))
    decided = [
        f"Decision {one.number}: “{one.answer}” about {one.of}, by {one.decided_by} at {words.moment(one.decided_at)}"
        f"{f'; note: {one.note}' if one.note else ''}"
        for one in who.decisions
    ]
    parts.append(Items(decided or ["No person decided: the records were joined by program, for the reasons above."]))
    return Section(2, "How we know it is the same person", parts)


def _against(receipt: forms.Receipt) -> list[str]:
    """What speaks against a record, or is open; to patients only what a check of theirs says anyhow."""
    return [f"Against or open: {one.sentence}" for one in receipt.doubts if one.sentence != NOT_SHOWN]


def summary(receipt: forms.Receipt) -> Section:
    lines = [(_title(one), words.status(one)) for one in receipt.verdicts if one.need in (Need.LICENSE, Need.NPI)]
    limits = [one for one in receipt.verdicts if one.need is Need.LICENSE and list(wording.discipline(one.details))]
    told = f"noted for {len(limits)} license{'' if len(limits) == 1 else 's'}: see block 5"
    lines.append(
        ("Restrictions and discipline", told if limits else "nothing noted in the lists we read; that clears nobody")
    )
    for need in (Need.EXCLUSION, Need.TRAINING, Need.NEEDLING_RULE):
        lines += [(_title(one), words.status(one)) for one in receipt.verdicts if one.need is need]
    for need in (Need.LICENSE, Need.EXCLUSION, Need.TRAINING, Need.NEEDLING_RULE, Need.NPI):
        if not any(one.need is need for one in receipt.verdicts):
            lines.append((words.NEEDS[need], unknown(MISSING[need])))
    return Section(3, "Summary", [
        Table(("Check", "Result"), lines, (3, 4)), Text(_counts(receipt)), Text(WORDS_ONLY),
    ])  # fmt: skip


MISSING = {
    Need.LICENSE: "no record tells of a profession and state to look in",
    Need.EXCLUSION: "no list may be shown here, or none was read",
    Need.TRAINING: "nothing was looked for",
    Need.NEEDLING_RULE: "no record tells of a profession and state",
    Need.NPI: "no record of the NPI registry is linked",
}


def _title(one: forms.Verdict) -> str:
    return f"{words.NEEDS[one.need]}: {subject(one)}"


def subject(one: forms.Verdict) -> str:
    if one.need is Need.NEEDLING_RULE:
        return f"{wording.place_name(one.jurisdiction)}, {wording.profession_name(one.profession)}"
    if one.need is Need.LICENSE:
        number = one.details.get("number")
        what = one.details.get("authority") or f"{wording.profession_name(one.profession)} license"
        return f"{wording.place_name(one.jurisdiction)} {what}{f' {number}' if number else ''}"
    return one.subject


def _counts(receipt: forms.Receipt) -> str:
    checks = [one for one in receipt.verdicts if one.need is not Need.EXCLUSION]
    claimed = sum(one.shown in words.CLAIMS for one in checks)
    settled = (RuleVerdict.MET, RuleVerdict.NO_STANDARD, RuleVerdict.NOT_MET, RuleVerdict.NOT_PERMITTED)
    confirmed = sum(
        one.shown in words.CONFIRMED
        or (one.need is Need.NEEDLING_RULE and one.verdict in settled and one.shown == one.status)
        for one in checks
    )
    return (
        f"Without exclusion lists: {confirmed} confirmed or judged, {claimed} claimed only, "
        f"{len(checks) - confirmed - claimed} cannot tell."
    )
