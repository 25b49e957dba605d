"""Blocks 8 and 10 to 14 of a report: what is not known, what changed, who signs, what it is not, how to check it."""

from directory import wording
from directory.reporting import forms, words
from directory.reporting.about_person import subject
from directory.reporting.document import Items, Part, Section, Table, Text, Verbatim, fields, unknown
from directory.reporting.excerpts import unpacked

NEVER_CHECKED = (*wording.NOT_CHECKED, "work history")
LONGEST_SHOWN = 4_000  # characters of one excerpt on paper; the receipt has all of it
DECIDES = "Software gathered, a person decides. This block is empty until a person signs."
BLANK = "_" * 40
NOT_THIS = (
    wording.NOTICE,
    "It is no legal advice and no medical advice, endorses nobody, and tells nothing of the results of treatment.",
    "It holds for the times shown and no longer. What is claimed is marked as claimed.",
    "If something is wrong: tell whoever made this report, with the report id and the number of the check; what comes "
    "from a public register is put right by the register itself.",
)
OFFLINE = (
    "The receipt is attached to this PDF as receipt.json. `needleproof receipt replay FILE` reaches the same verdicts "
    "again without a network, from the PDF or from the JSON.",
    "`python check_receipt.py FILE` checks every hash of the receipt with nothing but Python's standard library.",
)


def not_known(receipt: forms.Receipt) -> Section:
    gaps = [
        (subject(one), one.reason.value.replace("_", " "), one.next_step or unknown("none is stored"))
        for one in receipt.verdicts
        if one.reason is not None
    ]
    parts: list[Part] = [Text("Never checked, of anybody", strong=True), Items(list(NEVER_CHECKED))]
    parts.append(Text("Not known of this person", strong=True))
    if gaps:
        parts.append(Table(("Check", "Reason", "Next step"), gaps, (3, 2, 4)))
    else:
        parts.append(Text("Every check that was made has an answer."))
    return Section(8, "Not checked and not known", parts)


def changes(receipt: forms.Receipt) -> Section:
    who = receipt.person
    against = (
        f"Compared with report {who.since}."
        if who.since
        else f"Earlier report: {unknown('none was given to compare with')}."
    )
    rows = [(str(one.on), one.field, one.before, one.after) for one in who.changes]
    parts: list[Part] = [Text(against)]
    parts.append(
        Table(("Date", "Field", "Before", "After"), rows, (2, 3, 3, 4)) if rows else Text("No change is on record.")
    )
    return Section(10, "Changes since the last report", parts)


def review() -> Section:
    names = ("Reviewer", "Role", "Date", "Decision", "Note", "Signature")
    return Section(11, "Review", [Text(DECIDES), fields(None, [(name, BLANK) for name in names])])


def not_this() -> Section:
    return Section(12, "What this is not", [Items(list(NOT_THIS))])


def integrity(receipt: forms.Receipt) -> Section:
    hashes = dict.fromkeys(one.sha256 for one in receipt.evidence)
    chain = (
        f"{len(receipt.chain)} proofs are attached that this evidence stood in the published chain."
        if receipt.chain
        else f"Chain: {unknown('no day of the chain was closed over this evidence when the report was made')}."
    )
    parts: list[Part] = [
        fields(None, [("Receipt, SHA-256 over the hashes of its items", receipt.sha256), ("Report id", receipt.id)]),
        Text(chain),
        Text("Evidence, each body as received (SHA-256)", strong=True),
        Items(list(hashes) or [unknown("no bytes were kept: nothing was read")]),
        Text("How to check it offline", strong=True),
        Items(list(OFFLINE)),
    ]
    return Section(13, "Integrity", parts)


def appendix(receipt: forms.Receipt) -> Section:
    parts: list[Part] = []
    for number, one in enumerate(receipt.evidence, start=1):
        parts.append(
            fields(
                f"Evidence {number}",
                [
                    ("Address", one.url or unknown("it is a document on file")),
                    ("Read at", words.moment(one.read_at)),
                    ("Place in it", one.locator or unknown("it is one body")),
                    ("SHA-256 of the whole", one.sha256),
                    ("What is shown", one.note or "The bytes as they stand there."),
                ],
            )
        )
        parts.append(Verbatim(_excerpt(one)))
    return Section(14, "Evidence", parts or [Text(f"Evidence: {unknown('nothing was read')}.")])


def _excerpt(one: forms.Evidence) -> str:
    if one.excerpt is None:
        return "No extract: see above."
    text = unpacked(one.excerpt).decode("utf-8", "replace")
    if len(text) <= LONGEST_SHOWN:
        return text or "The extract is empty."
    return f"{text[:LONGEST_SHOWN]}… ({len(text):,} characters, the rest is in the receipt)"
