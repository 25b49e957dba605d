"""A report from a receipt: every block in its order; nothing stands in it that the receipt does not hold."""

from directory.normalize.folding import fold
from directory.normalize.names import parse_full_name
from directory.reporting import forms
from directory.reporting.about_checks import checks, disagreements, exclusions, training
from directory.reporting.about_limits import appendix, changes, integrity, not_known, not_this, review
from directory.reporting.about_person import head, identity, person, summary
from directory.reporting.about_rules import rules
from directory.reporting.document import Report

LONGEST_TITLE = 80


def report_of(receipt: forms.Receipt) -> Report:
    """Blocks 0 to 14."""
    name = receipt.person.name
    short = name if len(name) <= LONGEST_TITLE else f"{name[:LONGEST_TITLE]}…"
    return Report(
        title=f"Verification report: {short}",
        ident=receipt.id,
        running=f"{short} · report {receipt.id} · as of {receipt.made.as_of}",
        description="What was read at the sources at the times stated. Not a consumer report.",
        sections=[
            head(receipt), person(receipt), identity(receipt), summary(receipt), checks(receipt), exclusions(receipt),
            training(receipt), rules(receipt), not_known(receipt), disagreements(receipt), changes(receipt), review(),
            not_this(), integrity(receipt), appendix(receipt),
        ],
    )  # fmt: skip


def file_name(receipt: forms.Receipt, ending: str) -> str:
    """'santos-maria_2000000002_WA_2026-11-20.pdf': ASCII, and nothing private in it."""
    name = parse_full_name(receipt.person.name)
    parts = [fold(name.last), fold(name.first)] if name else [fold(receipt.person.name)]
    who = "-".join(part.lower()[:40] for part in parts if part) or "unnamed"
    states = [one.jurisdiction for one in receipt.verdicts if one.jurisdiction]
    number = receipt.person.npi or receipt.person.id
    return f"{who}_{number}_{states[0] if states else 'XX'}_{receipt.made.as_of}.{ending}"
