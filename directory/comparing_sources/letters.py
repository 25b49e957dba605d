"""Whom to tell what is wrong, and in which words. No address is made up: offices are named as sources name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory.comparing_sources.model import Column, Discrepancy, Holder
from directory.wording import day

WHAT_TO_DO = {
    Holder.REGISTRY: "Only you can change your entry in the NPI registry: do so in your own NPPES account.",
    Holder.BOARD: "Please check your record, or tell us that it is right.",
    Holder.ISSUER: "Please check your list, or tell us that it is right.",
    Holder.LISTING: "Please check the page, or tell us that it is right.",
    Holder.OURS: "Correct the row in your own file; nothing needs to be sent.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """To one office about one entry of it. ``to``: who keeps the entry; ``page``: where it can be looked at, as its
    source gives it; ``about``: the discrepancies in the order of the text.
    """

    to: str
    page: str | None
    holder: Holder
    column: Column
    about: list[Discrepancy]
    text: str


def letters(name: str, npi: str | None, found: Sequence[Discrepancy], today: date, *, sender: str) -> list[Letter]:
    """One for each entry that is wrong somewhere, in the order of what was found."""
    by_column: dict[str, list[Discrepancy]] = {}
    for one in found:
        by_column.setdefault(one.wrong.key, []).append(one)
    return [_letter(name, npi, about, today, sender) for about in by_column.values()]


def _letter(name: str, npi: str | None, about: list[Discrepancy], today: date, sender: str) -> Letter:
    column = about[0].wrong
    greeting = name if column.holder is Holder.REGISTRY else column.office
    lines = [
        day(today),
        f"To: {column.office}",
        *([f"Entry: {column.page}"] if column.page else []),
        f"About: {name}{f', NPI {npi}' if npi else ''}",
        "",
        f"Dear {greeting},",
        "",
        f"what stands in {_entry(column)} and what other sources say of the same person do not agree:",
        "",
    ]
    for number, one in enumerate(about, start=1):
        lines += [
            f"{number}. {one.fact.value.capitalize()}",
            f"   Your entry: {one.says.words}",
            f"   {one.right.title}{_when(one.right)}: {one.ruling.words}",
            f"   {one.why}",
        ]
        if one.claims:
            lines.append("   Neither is proved. Please change it only if it is wrong.")
    lines += ["", WHAT_TO_DO[column.holder], "", "What was read is attached, with its fingerprint (SHA-256).", "",
              "With kind regards", sender]  # fmt: skip
    return Letter(column.office, column.page, column.holder, column, about, "\n".join(lines) + "\n")


def _entry(column: Column) -> str:
    if column.holder is Holder.OURS:
        return "your own file"
    return f"“{column.title}”{_when(column)}"


def _when(column: Column) -> str:
    return f", read on {day(column.read_at.date())}" if column.read_at else ""
