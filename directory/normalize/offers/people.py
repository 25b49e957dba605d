"""Whom a page's sentences name as needling: by name, one by one; what is said of a group is nobody's own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from directory.normalize.folding import fold
from directory.normalize.names import PersonName
from directory.normalize.offers import blocks, cues, refusals
from directory.normalize.offers.claims import Clause, Told
from directory.normalize.offers.name_lists import Name, names_ahead, names_behind
from directory.normalize.offers.reading import Page, Read, read_page
from directory.normalize.offers.sections import Section
from directory.normalize.offers.terms import Mention
from directory.vocabulary import SaidKind, Speaker

_BY = re.compile(
    r"^[^.;?]{0,60}?\b(?:offered|provided|performed|available|done|administered|practiced|delivered|given|led)\b"
    r"(?:(?! (?:by|from|with|through)\b)[^.;?]){0,60}? (?:by|from|with|through):? (?:both |either )?|"
    r"^ (?:sessions? |appointments? |treatments? )?(?:with|by) |^ (?:therapists?|practitioners?|providers?|clinicians?|"
    r"physiotherapists?|team|specialists?) (?:at our clinic |here )?(?:is|are|include):? ",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?: is| are| include|:):? ", re.IGNORECASE)
_ORGANIZATIONS_TOO = re.compile(
    r"(?:offer|provid|includ|featur|speciali|combin|integrat|incorporat|deliver)", re.IGNORECASE
)
_BETWEEN = re.compile(  # somebody else between a name and what is said
    r"\b(?:our|we|us|they|patients?|clients?|team|staff|colleagues?|alongside|therapists|clinicians|practitioners|"
    r"providers|doctors|clinics?|students?|husband|wife|Dr\.)(?!\w)|\b[A-Z][\w'’-]+ [A-Z][\w'’-]+ (?:is|was|who)\b"
)
_PRONOUN = re.compile(r"^(?:She|He|They)\b(?! (?:were|was))")
_GROUP_OF = re.compile(
    r"\b(?:we (?:currently |now |also )?have|following|these|our|currently|meet)\b|"
    r"^\x01+ (?:therapists|practitioners|providers|clinicians|physiotherapists|team)\b",
    re.IGNORECASE,
)
_THIS_CARE = re.compile(
    r"\b(?:certified|trained|qualified|practi[cs](?:e|ing)|perform(?:ing)?|provid(?:e|ing)|offer(?:ing)?|us(?:e|ing))\b.*"
    r"\b(?:this|it|these|the (?:technique|treatment|service))\b|\bwe have\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r" (?:is|are|can|may|will)(?= )")
_JOB = re.compile(r", (?:our|an?|one of our|the)(?: [\w-]+){0,3} $", re.IGNORECASE)
_BOOKED_WITH = re.compile(r"(\b(?:with|see) [A-Z][^;:?!]{3,200}) for (?:[\w-]+ ){0,2}$")
_FOLLOWING = re.compile(r"\bfollowing\b", re.IGNORECASE)
_ROLE = re.compile(r"\b(?:clinic|lead|senior|physical|owner|director|and|founder|manager)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_COUNT = re.compile(rf"\b({'|'.join(_NUMBERS)}|\d{{1,2}}) (?:[\w-]+ ){{0,4}}{cues.GROUP.pattern}\b", re.IGNORECASE)
_CARE_BEFORE = 4  # lines back in which 'this technique' was named
_MOST_LISTED = 60
_LONGEST_LIST = 800  # characters of names before a verb
_LEAD = 120  # characters at the head of a sentence in which its person stands
_MARKS = " ,:\u2013\u2014"
_MOST_TRIED = 3  # verbs and techniques of one clause


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Somebody a page names as needling: a claim of the page. ``quote``: the words it rests on."""

    raw: str  # the byline as written
    name: PersonName
    letters: tuple[str, ...]  # known post-nominals as written
    unknown: tuple[str, ...]  # letters that nobody knows
    quote: str


def people_named(text: str) -> tuple[PersonNamed, ...]:
    """The people whom the sentences of a visible text, one line a block, name as doing dry needling, each once.

    Whole names only: 'Dr. Doe' and 'our therapists' are nobody. Names on lines of their own count below a sentence
    that announces them. Bylines with letters alone are read by `directory.normalize.bylines`.
    """
    page = read_page(text, Speaker.CLINIC)
    if not any(told.needling for read in page.reads for told in read.told):
        return ()
    found: dict[tuple[str, str], PersonNamed] = {}
    for at, name, start, end in sorted(_named(page), key=lambda one: one[0]):
        byline = name.byline
        quote = blocks.quote(page.whole, start, end, at, min(at + len(name.raw), end))
        letters = tuple(letter.raw for letter in byline.letters)
        person = PersonNamed(name.raw, byline.name, letters, byline.unknown, quote)
        found.setdefault((fold(byline.name.first), fold(byline.name.last)), person)
    return tuple(found.values())


# A name with its place in the tidied text, and the passage it rests on.
_Placed = tuple[int, Name, int, int]


def _named(page: Page) -> Iterator[_Placed]:
    subject: Name | None = None  # whom 'she' in the next sentence means
    for number, read in enumerate(page.reads):
        if read.section is Section.NOTHING:
            subject = None
            continue
        alone = _alone(read)
        if alone or read.opens:
            subject = alone if alone and alone.byline.letters else None
        for told in read.told:
            start, end = read.place(told)
            yield from ((start + name.start, name, start, end) for name in _in_sentence(told))
            if subject and _of(subject, told.text):
                if told.needling and _needles(told):
                    yield start, subject, start, end
            elif not alone:
                leading = names_ahead(told.text[:_LEAD].rstrip(".!?"))
                subject = leading[0] if len(leading) == 1 and leading[0].start == 0 else None
        yield from _below(page.reads, number)


def _alone(read: Read) -> Name | None:
    """The one person of a line that is nothing but a byline."""
    text = read.line.text.rstrip(".:")
    found = names_ahead(text) if read.line.titled else ()
    whole = len(found) == 1 and found[0].start == 0 and not _WORD.search(_without_roles(text[found[0].end :]))
    return found[0] if whole else None


def _without_roles(text: str) -> str:
    return cues.GROUP.sub("", _ROLE.sub("", text))


def _of(subject: Name, text: str) -> bool:
    """Whether a sentence goes on about somebody: 'She', 'Jane', 'Dr. Doe'."""
    name = subject.byline.name
    first, last = re.escape(name.first or ""), re.escape(name.last or "")
    return (
        _PRONOUN.match(text) is not None or re.match(rf"(?:{first}|Dr\. {last}|{last})\b(?! and\b)", text) is not None
    )


def _needles(told: Told) -> bool:
    """Whether the sentence says so of the person it is about."""
    offered = replace(told, speaker=Speaker.PERSON).offered()
    return any(mention in told.needling for mention in offered)


def _in_sentence(told: Told) -> Iterator[Name]:
    """'Jane Doe is certified in X'; 'X is offered by Jane Doe'; 'our X therapists are: Jane Doe, John Roe'."""
    if not told.needling or told.void:
        return
    text = told.text.rstrip(".!")
    for clause in told.clauses:
        needling = [place for place in told.within(clause, SaidKind.TECHNIQUE) if place[0] in told.needling]
        until_clause = text[: clause.start + len(clause.text)]
        for mention, at, until in needling[:_MOST_TRIED]:
            after = clause.text[until:]
            if not cues.another_thing(mention, after):
                yield from _acting(text, clause, at, until)
                yield from _acted_by(until_clause, mention.end, after)
                yield from _announced(until_clause, mention, told)
                yield from _described(until_clause, mention, after)


def _acting(text: str, clause: Clause, at: int, until: int) -> Iterator[Name]:
    """Who does what the verb before the technique says, the verb next to it first."""
    held = clause.held(at, until)
    taught = cues.AFTER_TECHNIQUE_TAUGHT.match(clause.text[until:]) is not None
    verbs = [verb for verb in (*clause.offers, *clause.skills) if verb.end() <= at and not taught]
    verbs = sorted([*verbs, held] if held else verbs, key=lambda verb: -verb.start())
    for verb in verbs[:_MOST_TRIED]:
        if cues.GAP_STOP.search(clause.text, verb.end(), at):
            continue
        near = max(clause.start, clause.start + verb.start() - _LONGEST_LIST)
        if not text[near : clause.start + verb.start()].strip() and text[:near].endswith((" \u2013 ", " \u2014 ")):
            near = max(0, near - _LONGEST_LIST)  # 'Jane Doe, PT – certified in X'
        subject = cues.AUXILIARIES.sub("", text[near : clause.start + verb.start()].rstrip(_MARKS))
        subject = cues.RELATIVE.sub("", subject.rstrip(_MARKS))
        found = names_behind(subject) or (_leading(subject) if near == clause.start else ())
        if _trusted(found, strict=len(found) == 1 and _ORGANIZATIONS_TOO.match(verb[0]) is not None):
            yield from (name.moved(near) for name in found)
            return


def _leading(subject: str) -> tuple[Name, ...]:
    """Whom a clause begins with, if nobody else comes before the verb: 'Jane Doe, PT, is a therapist who uses X'."""
    found = names_ahead(subject)
    if len(found) != 1 or found[0].start or _BETWEEN.search(subject, found[0].end):
        return ()
    return found if found[0].evident else ()


def _acted_by(text: str, end: int, after: str) -> Iterator[Name]:
    """'X is performed by Jane Doe and John Roe'."""
    by = _BY.match(after)
    if by is None or cues.GAP_STOP.search(_AUXILIARY.sub(" ", by[0])):
        return
    found = names_ahead(text[end + by.end() :])
    if _trusted(found, strict=True):
        yield from (name.moved(end + by.end()) for name in found)


def _announced(text: str, mention: Mention, told: Told) -> Iterator[Name]:
    """'Our therapists trained in X are Jane Doe and John Roe'; 'the following practitioners offer X: Jane Doe'."""
    listed = _LISTED.search(text, mention.end)
    if listed is None or cues.GAP_STOP.search(told.signs, mention.end, listed.start()):
        return
    group = cues.GROUP.search(told.signs, 0, listed.start())
    ours = cues.FIRST.search(told.signs, 0, mention.end) or _FOLLOWING.search(told.signs, 0, mention.end)
    if group and (ours or listed[0].startswith(":")):
        found = names_ahead(text[listed.end() :])
        if _trusted(found, strict=True):
            yield from (name.moved(listed.end()) for name in found)


def _described(text: str, mention: Mention, after: str) -> Iterator[Name]:
    """'Jane Doe, our X specialist'; 'book with Jane Doe for X'."""
    before = text[max(0, mention.start - _LONGEST_LIST) : mention.start]
    job = _JOB.search(before) if cues.HELD_IN.match(after) else None
    booked = _BOOKED_WITH.search(before)
    if job or booked:
        found = names_behind(before[: job.start() if job else booked.end(1) if booked else 0])
        if _trusted(found, strict=True):
            yield from (name.moved(mention.start - len(before)) for name in found)


def _trusted(found: Sequence[Name], *, strict: bool) -> bool:
    """Whether these are people: at least half are evidently so; ``strict``: firms and towns stand there as well."""
    evident = sum(name.evident for name in found)
    return bool(found) and (2 * evident >= len(found) if strict or len(found) > 1 else True)


def _below(reads: Sequence[Read], number: int) -> Iterator[_Placed]:
    """Names on lines of their own below 'Currently we have two physiotherapists trained in X'."""
    read = reads[number]
    announced = _announcing(reads, number)
    if announced is None:
        return
    told, most = announced
    start, end_of_sentence = read.place(told)
    taken = 0
    for below in reads[number + 1 : number + 1 + 2 * most]:
        found = _alone(below)
        if found is None:
            if taken and below.line.titled and not _WORD.search(_without_roles(below.line.text)):
                continue  # a job title between two names
            return
        fits = below.end - start <= blocks.LONGEST_QUOTE
        yield below.line.start + found.start, found, start, below.end if fits else end_of_sentence
        taken += 1
        if taken == most:
            return


def _announcing(reads: Sequence[Read], number: int) -> tuple[Told, int] | None:
    """The last sentence of a line, if it announces names, and how many at most."""
    if not reads[number].told:
        return None
    told = reads[number].told[-1]
    if not cues.GROUP.search(told.signs) or told.void or told.denied or not _GROUP_OF.search(told.signs):
        return None
    if not _of_needling(told) and not (_THIS_CARE.search(told.signs) and _needled_before(reads, number)):
        return None
    count = _COUNT.search(told.text)
    said = (_NUMBERS.get(count[1].lower()) or int(count[1])) if count else _MOST_LISTED
    return told, min(said, _MOST_LISTED)


def _of_needling(told: Told) -> bool:
    return bool(told.needling) and not refusals.COMPARED.search(told.signs)


def _needled_before(reads: Sequence[Read], number: int) -> bool:
    """Whether the lines just above name needling."""
    above = reads[max(0, number - _CARE_BEFORE) : number + 1]
    return any(_of_needling(told) for read in above for told in read.told)
