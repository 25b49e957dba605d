"""A page read once: its lines with their terms, and what the headings above make of each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from directory.normalize.offers import blocks, refusals
from directory.normalize.offers.blocks import Line
from directory.normalize.offers.claims import CARE, Told, marked
from directory.normalize.offers.sections import LABEL, Section, section_of
from directory.normalize.offers.terms import Mention, mentions, vocabulary
from directory.vocabulary import Speaker

_ABBREVIATION = re.compile(r"^ ?\((?:or )?[“\"']?([A-Za-z-]{2,6})[”\"']?\)")
_LONGEST_LABELED = 400


@dataclass(frozen=True, slots=True)
class Read:
    """A line with its terms. ``heading``: the line whose section it stands in; ``item``: one of that section's list."""

    line: Line
    found: tuple[Mention, ...]
    signs: str  # the line with its terms marked
    section: Section
    heading: "Read | None"
    opens: bool  # whether it is a heading itself
    item: bool
    told: tuple[Told, ...]  # its sentences

    @property
    def end(self) -> int:
        return self.line.start + len(self.line.text)

    def place(self, told: Told) -> tuple[int, int]:
        """Where a sentence of it begins and ends in the tidied text."""
        start = self.line.start + told.start
        return start, start + len(told.text)


@dataclass(frozen=True, slots=True)
class Page:
    """``whole``: the tidied text; ``foreign``: it names what others do; ``polemic``: it argues against needling."""

    whole: str
    reads: tuple[Read, ...]
    foreign: bool
    polemic: bool


def read_page(text: str, speaker: Speaker) -> Page:
    """The page of a visible text, one line a block; nothing is read of a foreign one."""
    found = blocks.lines(text)
    whole = " ".join(line.text for line in found)
    polemic = refusals.polemic(whole)
    if refusals.of_another_kind(whole):
        return Page(whole, (), True, polemic)
    return Page(whole, tuple(_reads(found, speaker, polemic)), False, polemic)


def _reads(found: Sequence[Line], speaker: Speaker, polemic: bool) -> Iterator[Read]:
    known = _explained(found)
    section, heading = Section.PLAIN, None
    for line in found:
        terms = mentions(line.text, known_short=known)
        signs = marked(line.text, terms)
        if labeled := _labeled(line.text, signs, terms):
            told = tuple(_told(line, terms, None, speaker, polemic))
            yield Read(line, terms, signs, labeled, None, opens=False, item=True, told=told)
            continue
        kind = section_of(line.text.rstrip(": "), signs.rstrip(": "), terms) if line.titled else None
        if kind is Section.TECHNIQUE and section in (Section.SERVICES, Section.NOTHING):
            kind = None  # one of a list
        told = tuple(_told(line, terms, None if kind else heading, speaker, polemic))
        if kind is None:
            yield Read(line, terms, signs, section, heading, opens=False, item=line.titled, told=told)
            continue
        section, heading = kind, Read(line, terms, signs, kind, None, opens=True, item=False, told=told)
        yield heading


def _told(
    line: Line, terms: Sequence[Mention], heading: Read | None, speaker: Speaker, polemic: bool
) -> Iterator[Told]:
    """The sentences of a line with their terms; one that a sentence's end cuts through is in none."""
    left = list(reversed(terms))
    after_care = heading is not None and any(term.kind in CARE for term in heading.found)
    for text, start in blocks.sentences(line.text):
        inside = []
        while left and left[-1].start < start + len(text):
            term = left.pop()
            if term.start >= start and term.end <= start + len(text):
                inside.append(replace(term, start=term.start - start, end=term.end - start))
        yield Told(text, start, marked(text, inside), tuple(inside), speaker, polemic, after_care)
        after_care = after_care or any(term.kind in CARE for term in inside)


def _explained(found: Sequence[Line]) -> frozenset[str]:
    """Abbreviations that the page gives with the technique they stand for: 'intramuscular stimulation (IMS)'."""
    family, known = vocabulary().needling, set[str]()
    for line in found:
        for mention in mentions(line.text) if "(" in line.text else ():
            full = mention.code in family and not mention.term.short and not mention.term.near
            if full and (behind := _ABBREVIATION.match(line.text[mention.end : mention.end + 12])):
                known.add(behind[1].casefold())
    return frozenset(known)


def _labeled(text: str, signs: str, terms: Sequence[Mention]) -> Section | None:
    """'Services: massage, dry needling': the section of this line alone."""
    if len(text) > _LONGEST_LABELED or not (label := LABEL.match(text)):
        return None
    kind = section_of(label[1], signs[: label.end(1)], [m for m in terms if m.end <= label.end(1)])
    return kind if kind in (Section.SERVICES, Section.CONDITIONS, Section.NOTHING) else None
