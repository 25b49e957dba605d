"""A proof sheet as headings, sentences and tables: the same for the page and for the PDF. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from directory import wording
from directory.monitoring.hits import IN_PART
from directory.monitoring.kinds import KINDS, WEIGHTS, Kind, Weight
from directory.monitoring.sheets import Sheet
from directory.reporting.document import Cell, Items, Link, Part, Report, Section, Table, Text
from directory.vocabulary import CredentialStatus, ExclusionStatus, SourceKind

RESULTS: Mapping[str, str] = {
    ExclusionStatus.NONE_FOUND: "searched, no entry found",
    ExclusionStatus.LISTED: "listed, with the person's own NPI",
    ExclusionStatus.FORMERLY_LISTED: "was listed",
    ExclusionStatus.POSSIBLE_HIT: "a like name, no number: may be somebody else",
    ExclusionStatus.TOO_LITTLE_DATA: "not searched: too little is known",
    IN_PART: "no entry found in the part of the list that was read, which clears nobody",
    CredentialStatus.STALE: "the last reading is too old, which clears nobody",
}
SOURCE_KINDS = {
    SourceKind.EXCLUSION: "List of exclusions",
    SourceKind.LICENSE: "Board",
    SourceKind.IDENTITY: "NPI registry",
    SourceKind.TRAINING: "Training body",
}
NOTHING = "0 changes: nothing that is told was otherwise than at the last monitoring."
NO_EXCEPTION = (
    "None: every list and board named above was read, none of it is too old, and the last attempt at each ended well."
)
NOT_SIGNED = "Not signed yet. Software gathered this; a person reviews and signs it."
LINE = "Name, date and signature: ______________________________________________"


def report_of(sheet: Sheet) -> Report:
    """Everything of it."""
    content = sheet.content
    since, until = (day(content["period"][end]) for end in ("from", "to"))
    runs = ", ".join(str(one["run"]) for one in content["runs"])
    parts: list[tuple[str, Sequence[Part]]] = [
        ("Period and runs", list(_runs(sheet))),
        ("People in scope", list(_people(content))),
        ("What was searched", [_searched(content["searched"])]),
        ("Criteria", [Items(content["criteria"])]),
        ("Hits and what became of them", list(_hits(content))),
        ("Changes", list(_changes(content["changes"]))),
        ("Exceptions", [_exceptions(content["exceptions"])]),
        ("Sign-off", list(_signed(sheet))),
    ]
    return Report(
        title=f"Monitoring proof sheet, {since} to {until}",
        ident=sheet.sha256[:16],
        running=f"Monitoring proof sheet · run {runs} · {sheet.sha256[:16]}",
        description=f"What was monitored from {since} to {until}: lists, people, criteria, hits, changes, sign-off.",
        sections=[Section(number, heading, told) for number, (heading, told) in enumerate(parts, start=1)],
    )


def day(moment: str) -> str:
    """Of a moment in ISO form."""
    return wording.day(datetime.fromisoformat(moment).astimezone(UTC).date())


def moment(text: str) -> str:
    return wording.moment(datetime.fromisoformat(text))


def _runs(sheet: Sheet) -> Iterator[Part]:
    rows = [
        (
            str(one["run"]), one["list"] or "everybody watched", moment(one["began"]), moment(one["ended"]),
            wording.day(wording.date_of(one["as_of"])), f"{one['publication']}, {moment(one['published_at'])}",
        )
        for one in sheet.content["runs"]
    ]  # fmt: skip
    heads = ("Run", "Of", "Began", "Ended", "Day it is for", "Publication")
    yield Table(heads, rows, (1, 3, 3, 3, 3, 3))
    yield Text(f"SHA-256 of this sheet: {sheet.sha256}")
    if not sheet.whole:
        told = ", ".join(map(str, sheet.broken))
        yield Text(f"The sheet of run {told} is not what was written when it was made: do not rely on it.", strong=True)


def _people(content: Mapping[str, Any]) -> Iterator[Part]:
    """``scopes`` stand only on the sheet of several runs."""
    for scope in content.get("scopes") or [{"people": content["people"]}]:
        if "runs" in scope:
            yield Text(f"{_when(scope['runs'], content)}, of {scope['list'] or 'everybody watched'}:")
        people = scope["people"]
        rows = [("All of them", f"{people['count']:,}", people["sha256"])]
        rows += [(one["name"], f"{one['count']:,}", one["sha256"]) for one in people["lists"]]
        yield Table(("People", "How many", "SHA-256 of the sorted ids, a line each"), rows, (3, 1, 6))


def _when(runs: Sequence[int], content: Mapping[str, Any]) -> str:
    """Which runs of a sheet, and when they ended."""
    ended = {one["run"]: moment(one["ended"]) for one in content["runs"]}
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return f"Run {first}, {ended[first]}"
    return f"{len(runs):,} runs, the first {first}, {ended[first]}, the last {last}, {ended[last]}"


def _searched(lines: Sequence[Mapping[str, Any]]) -> Part:
    rows: list[tuple[Cell, ...]] = []
    for one in lines:
        title = f"{one['title']} ({one['part']})" if one["part"] else one["title"]
        version = wording.day(wording.date_of(one["as_of"])) if one["as_of"] else one["version"]
        tried = ", ".join(f"{number} {how}" for how, number in one["attempts"].items())
        rows.append(
            (
                Link(title, one["url"]), SOURCE_KINDS[SourceKind(one["kind"])],
                version or "the source tells no date", f"{one['rows']:,}" if one["rows"] is not None else "none",
                moment(one["fetched_at"]) if one["fetched_at"] else "never", one["state"], tried or "none",
            )
        )  # fmt: skip
    heads = (
        "List or board",
        "What it is",
        "Its own date or version",
        "Rows",
        "Read",
        "State",
        "Attempts in the period",
    )
    return Table(heads, rows, (4, 3, 3, 2, 3, 2, 3))


def _hits(content: Mapping[str, Any]) -> Iterator[Part]:
    for outcome in content.get("outcomes") or [{"results": content["results"]}]:
        if "runs" in outcome:
            yield Text(f"{_when(outcome['runs'], content)}:")
        told = [
            f"{number:,} {'check' if number == 1 else 'checks'}: {RESULTS.get(status, status)}"
            for status, number in outcome["results"].items()
        ]
        yield Items(told or ["No list of exclusions was ever read: nobody was searched for."])
    rows = [
        (
            one["name"], one["npi"] or "none", one["list"], RESULTS.get(one["status"], one["status"]),
            "; ".join(_entry(entry) for entry in one["entries"]) or "not kept", one["disposition"],
            _when(one["runs"], content) if "runs" in one else "",
        )
        for one in content["hits"]
    ]  # fmt: skip
    heads, widths = ("Person", "NPI", "List", "Result", "Entries", "Disposition", "Seen by"), (3, 2, 3, 3, 4, 3, 3)
    if rows and "scopes" in content:
        yield Table(heads, rows, widths)
    elif rows:
        yield Table(heads[:-1], [row[:-1] for row in rows], widths[:-1])


def _entry(entry: Mapping[str, Any]) -> str:
    parts = (entry.get("name"), entry.get("type"), entry.get("since"), entry.get("state"), entry.get("npi"))
    return ", ".join(str(part) for part in parts if part)


def _changes(changes: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    if not changes:
        yield Text(NOTHING)
        return
    rows = [
        (
            WEIGHTS[Weight(one["weight"])], KINDS[Kind(one["kind"])], one["name"],
            wording.day(wording.date_of(one["day"])), one["text"],
        )
        for one in changes
    ]  # fmt: skip
    yield Table(("Weight", "Kind", "Person", "Day", "What"), rows, (2, 2, 3, 2, 7))


def _exceptions(lines: Sequence[str]) -> Part:
    return Items(lines) if lines else Text(NO_EXCEPTION)


def _signed(sheet: Sheet) -> Iterator[Part]:
    for one in sheet.signed:
        if one.at is None:
            yield Text(f"Run {one.run}: {NOT_SIGNED}")
            yield Text(LINE)
        else:
            note = f" Note: {one.note}" if one.note else ""
            yield Text(f"Run {one.run}: reviewed and signed by {one.by} on {wording.moment(one.at)}.{note}")


def lines_of(sheet: Sheet) -> Iterator[str]:
    """All of it as lines of text."""
    report = report_of(sheet)
    yield report.title
    for section in report.sections:
        yield f"\n{section.number}. {section.title}"
        for part in section.parts:
            match part:
                case Text():
                    yield part.words
                case Items():
                    yield from (f"- {line}" for line in part.lines)
                case Table():
                    for row in part.rows:
                        texts = [one.words if isinstance(one, Link) else one for one in row]
                        yield "- " + "; ".join(
                            f"{head}: {text}" for head, text in zip(part.columns, texts, strict=True)
                        )
                case _:
                    yield part.words
