"""The digest of a run of monitoring as text and as simple HTML, to be sent. Pure.

It leaves the desk, by e-mail or on a screen: an entry that may be somebody else's is only counted, never told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from directory import wording
from directory.monitoring.kinds import WEIGHTS, Weight
from directory.monitoring.notices import Shown, by_weight, is_discreet
from directory.monitoring.sheets import not_clear
from directory.web_addresses import visible


@dataclass(frozen=True, slots=True)
class Digest:
    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    lines: Sequence[_Line]


def digest_of(sheet: Mapping[str, Any], sha256: str, found: Sequence[Shown], base: str) -> Digest:
    """Of a run's sheet and what it told. ``base``: how others reach this server, '' where nobody said."""
    title = _title(sheet, found)
    lead = _lead(sheet)
    sections = list(_sections(sheet, sha256, found, base))
    text = [title, "", lead]
    html = [f"<h1>{escape(title)}</h1>", f"<p>{escape(lead)}</p>"]
    for one in sections:
        text += [
            "",
            one.heading,
            *(f"- {line.words}{f' {line.address}' if line.address else ''}" for line in one.lines),
        ]
        items = "".join(f"<li>{_linked(line)}</li>" for line in one.lines)
        html.append(f"<h2>{escape(one.heading)}</h2><ul>{items}</ul>")
    return Digest(title, "\n".join(text) + "\n", "\n".join(html) + "\n")


def _title(sheet: Mapping[str, Any], found: Sequence[Shown]) -> str:
    run = sheet["runs"][-1]
    day = wording.day(wording.date_of(run["as_of"]))
    counts = [(sum(one.notice.weight == weight for one in found), WEIGHTS[weight].lower()) for weight in Weight]
    told = ", ".join(f"{number} {word}" for number, word in counts if number) or "0 changes"
    of = f" of {visible(run['list'])}" if run["list"] else ""
    return f"Monitoring{of} on {day}: {told}"


def _lead(sheet: Mapping[str, Any]) -> str:
    period, people = sheet["period"], sheet["people"]["count"]
    since, until = (wording.day(wording.date_of(period[end][:10])) for end in ("from", "to"))
    return f"{people:,} {'person' if people == 1 else 'people'} looked at, from {since} to {until}."


def _sections(sheet: Mapping[str, Any], sha256: str, found: Sequence[Shown], base: str) -> Iterator[_Section]:
    for heading, some in by_weight(found):
        yield _Section(
            heading, [_Line(visible(f"{one.notice.name}: {one.notice.text}"), _page(one, base)) for one in some]
        )
    hidden = sum(is_discreet(one.notice) for one in found)
    if hidden:
        words = "1 check needs a look" if hidden == 1 else f"{hidden} checks need a look"
        yield _Section("On the desk", [_Line(f"{words}:" if base else f"{words}.", f"{base}/watch" if base else None)])
    wrong = [_Line(visible(line)) for line in not_clear(sheet["searched"])]
    if wrong:
        yield _Section("Not complete: these sources clear nobody", wrong)
    run = sheet["runs"][-1]["run"]
    address = f"{base}/proof?sheet=Run%20{run}" if base else None
    yield _Section("Proof sheet", [_Line(f"Run {run}, SHA-256 {sha256}.", address)])


def _page(one: Shown, base: str) -> str | None:
    return f"{base}/practitioner?id={one.practitioner_id}" if base and one.practitioner_id else None


def _linked(line: _Line) -> str:
    return f'<a href="{escape(line.address)}">{escape(line.words)}</a>' if line.address else escape(line.words)
