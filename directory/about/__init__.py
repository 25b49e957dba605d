"""What dry needling is, as far as sources tell it: every line with what it rests on, for pages of any kind."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from directory.texts import say, say_part

NOTES = ("guideline", "unsourced")


class AboutError(ValueError):
    """about.toml names a source that is not there, or a line that rests on nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page that something rests on. ``read``: in words, how much of it we read; ``doi``: of a paper; ``clinic``: of
    those who sell what it is about.
    """

    id: str
    title: str
    url: str
    read: str
    doi: str | None = None
    clinic: bool = False

    @property
    def name(self) -> str:
        """Who says it: 'Boyce and others 2020', 'Integrity Physical Therapy (a clinic's page)'."""
        who = self.title.partition(": ")[0]
        return say("about-of-clinic", name=who) if self.clinic else who


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. ``term``: the word it explains; ``note``: what the sources do not establish; ``own``: it is about
    ourselves or about what we have not read, and rests on no source.
    """

    id: str
    text: str
    sources: tuple[Source, ...]
    term: str | None = None
    note: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``ordered``: its lines are steps; ``terms``: they explain words."""

    id: str
    title: str
    lines: tuple[Line, ...]
    lead: str | None = None
    ordered: bool = False
    terms: bool = False


def about() -> Sequence[Section]:
    """The whole page, in its order. Raises AboutError where about.toml is not in order."""
    return tuple(_section(told) for told in _file()["section"])


def tell_beforehand() -> Sequence[Line]:
    """What to tell the practitioner before the first needle: prompts to talk, never a help to decide."""
    return next(section for section in about() if section.id == "tell").lines


def sources() -> Sequence[Source]:
    """Everything that any line rests on."""
    return tuple(_sources().values())


def compiled() -> date:
    """The day the sources were read."""
    day: date = _file()["compiled"]
    return day


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("about.toml").read_text("utf-8"))


def _sources() -> Mapping[str, Source]:
    return {
        told["id"]: Source(
            told["id"],
            told["title"],
            told["url"],
            say(f"about-read-{told['read']}"),
            told.get("doi"),
            told.get("clinic", False),
        )
        for told in _file()["source"]
    }


def _section(told: Mapping[str, Any]) -> Section:
    name = f"about-{told['id']}"
    known = _sources()
    return Section(
        id=told["id"],
        title=say(name),
        lines=tuple(_line(line, known, terms=told.get("terms", False)) for line in told["lines"]),
        lead=say_part(name, "lead") if told.get("lead") else None,
        ordered=told.get("ordered", False),
        terms=told.get("terms", False),
    )


def _line(told: Mapping[str, Any], known: Mapping[str, Source], *, terms: bool) -> Line:
    note, own, named = told.get("note"), told.get("own", False), told.get("sources", [])
    if note is not None and note not in NOTES:
        raise AboutError(f"about.toml: {told['id']}: there is no note {note!r}; there are {', '.join(NOTES)}")
    if not (named or own or note == "unsourced"):
        raise AboutError(f"about.toml: {told['id']} rests on nothing: name its sources, or say that it is our own")
    if unknown := [name for name in named if name not in known]:
        raise AboutError(f"about.toml: {told['id']}: there is no source {unknown[0]!r}")
    facts = {name: f"{number:,}" if name not in ("year",) else str(number) for name, number in _numbers(told)}
    name = f"about-{told['id']}"
    return Line(
        id=told["id"],
        text=say(name, **facts),
        sources=tuple(known[source] for source in named),
        term=say_part(name, "term") if terms else None,
        note=say(f"about-note-{note}") if note else None,
        own=own,
    )


def _numbers(told: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
    numbers: Mapping[str, float] = told.get("numbers", {})
    return tuple(numbers.items())
