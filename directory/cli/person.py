"""Prints one person as the terminal shows them: every line with its status, dates, source and evidence."""

from collections.abc import Iterator

from directory import profiles, wording
from directory.cli.console import escaped, out
from directory.texts import say
from directory.vocabulary import Need


def print_profile(person: profiles.Profile) -> None:
    letters = f" (writes: {person.credential_text})" if person.credential_text else ""
    out.print(f"\n[bold]{escaped(person.name)}[/]{escaped(letters)}  id {person.id}", highlight=False)
    if person.dated:
        for told in (person.dated.sentence, *person.dated.notes):
            out.print(f"  {escaped(told)}", highlight=False)
    for other in person.other_names:
        out.print(f"  also: {escaped(other)}", highlight=False)
    for place in person.places:
        out.print(f"  {place.kind.value}: {escaped(place.text)} {place.phone or ''}", highlight=False)
    for alike in person.look_alikes:
        told = "; ".join(wording.apart(one) for one in alike.differs) or wording.NOTHING_APART
        out.print(f"  [yellow]Not to be mistaken for {escaped(alike.name)}: {escaped(told)}[/]", highlight=False)
    for line in person.lines:
        print_line(line)
    for line in person.treating:
        print_line(line)
    out.print(f"\n{wording.NOTICE}", highlight=False)


def print_line(line: profiles.Line) -> None:
    mark, word, _ = line.badge
    out.print(f"\n  {mark} {escaped(line.title)}: [bold]{word}[/] ({_codes(line)})", highlight=False)
    for text in (line.sentence, line.overlay, *_told(line)):
        if text:
            out.print(f"    {escaped(text)}", highlight=False)


def _codes(line: profiles.Line) -> str:
    """The display word, and of a rule the engine's own verdict."""
    return f"{line.status}, {line.verdict}" if line.verdict and line.verdict != line.status else line.status


def _told(line: profiles.Line) -> Iterator[str]:
    if line.raw:
        yield f"The source's own word: {line.raw}"
    if line.need is Need.LICENSE:
        yield from wording.discipline(line.details)
    if line.details.get("citation"):
        sure = [f"sure: {line.details['confidence']}"]
        sure += [f"numbers: {numbers}"] if (numbers := line.details.get("numbers_confidence")) else []
        yield f"Rule {line.details['rule_id']}: {line.details['citation']} ({', '.join(sure)})"
    if line.details.get("proposed"):
        yield say("states-proposed", what=line.details["proposed"])
    for one in line.details.get("judged") or ():
        asked, found = wording.requirement(one, line.details)
        yield f"{wording.ANSWERED[one['answer']][0]} {asked}: {found}"
    if line.reason:
        yield f"Why not: {line.reason}. Next: {line.next_step or ''}"
    yield from wording.how_long(
        line.status, line.read_at, line.source_as_of, line.good_until, line.details, coordinator=True
    )
    if (e := line.evidence) is not None:
        yield f"Evidence: {e.url}, {e.locator}, read {e.read_at:%Y-%m-%d %H:%M} UTC, {e.sha256}"
