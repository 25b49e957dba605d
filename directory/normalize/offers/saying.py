"""What a page says of its own care: techniques, conditions, parts of the body, therapies, whether it takes patients."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from directory.normalize.offers import blocks, cues, refusals
from directory.normalize.offers.claims import CARE, TREATED, Told
from directory.normalize.offers.reading import Page, Read, read_page
from directory.normalize.offers.sections import Section
from directory.normalize.offers.terms import Mention, vocabulary
from directory.normalize.said import Said
from directory.vocabulary import SaidKind, Speaker

_YES = re.compile(r"(?:A: ?)?(?:yes|absolutely|of course|certainly|we do|sure|definitely)\b", re.IGNORECASE)
_NO = re.compile(r"(?:A: ?)?no\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:do|does|can|is|are)\b.*\b(?:offer|provide|perform|do|use|practice|treat|help|trained|certified|available|"
    r"offered|accepting|taking)\b",
    re.IGNORECASE,
)
_AT_WORK = re.compile(  # under a technique's own heading: that it is done here
    rf"\bour (?:[\w-]+ ){{0,3}}{cues.GROUP.pattern}\b|"
    r"\byour (?:physical )?(?:therapist|practitioner|provider|clinician|chiropractor|physiotherapist) "
    r"(?:will|may|inserts?|uses?|places?)\b|"
    r"\bwe (?:will|may|then|insert|use|place|apply|typically|usually|often|always)\b",
    re.IGNORECASE,
)
_ACUPUNCTURE = re.compile("acupunct", re.IGNORECASE)
_CARE_SIGN = re.compile(f"[{cues.TECHNIQUE}{cues.THERAPY}]")
_DESCRIBED = re.compile(r"(?: \([\w ]+\))? ?[:\u2013\u2014-] ")  # 'Dry needling – thin needles release ...'
_NEAR_START = 2
_SERVICE = "Services: "


@dataclass(frozen=True, slots=True)
class _Found:
    """What counts: named at ``at`` to ``until`` of the tidied text, resting on the passage ``start`` to ``end``."""

    kind: SaidKind
    code: str
    at: int
    until: int
    start: int
    end: int


def said_in(text: str, *, of: Speaker = Speaker.CLINIC) -> tuple[Said, ...]:
    """What a visible text says, one line a block, in reading order, each thing once with the words it rests on.

    A quote is a passage of `blocks.tidied`, at most 300 characters. ``of`` PERSON: the text is a bio, which says it
    of the person; what it says of a group is left out. Read are the first 200,000 characters. Denied, compared,
    defined, taught, sought, reviewed, contraindicated things give nothing, nor do pages of schools and directories; a
    page that says both that new patients are taken and that they are not gives neither. Never raises.
    """
    page = read_page(text, of)
    care = [*_care(page, of)]
    treated = _treated(page, of_care=bool(care))
    quoted = [
        (one, blocks.quote(page.whole, one.start, one.end, one.at, one.until))
        for one in [*care, *treated, *_accepting(page)]
    ]
    own = {one: quote for one, quote in quoted if of is Speaker.CLINIC or not refusals.OF_A_GROUP.search(quote)}
    return tuple(Said(kind=one.kind, code=one.code, quote=own[one], of=of) for one in _each_once(own))


def services_in(name: str, *, of: Speaker = Speaker.CLINIC) -> tuple[Said, ...]:
    """What a service's own name offers, such as one in a page's markup: 'Dry Needling for Back Pain'."""
    page = read_page(_SERVICE + " ".join(name.split()), of)
    care = [*_care(page, of)]
    quote = page.whole[len(_SERVICE) :][: blocks.LONGEST_QUOTE].strip()
    found = _each_once([*care, *_treated(page, of_care=bool(care))])
    return tuple(Said(kind=one.kind, code=one.code, quote=quote, of=of) for one in found)


def offers_needling(said: Iterable[Said]) -> bool:
    """Whether dry needling, or a technique under it, is among what is said."""
    family = vocabulary().needling
    return any(one.kind is SaidKind.TECHNIQUE and one.code in family for one in said)


def _each_once(found: Iterable[_Found]) -> Iterable[_Found]:
    first: dict[tuple[SaidKind, str], _Found] = {}
    for one in sorted(found, key=lambda one: (one.at, one.kind, one.code, one.start)):
        first.setdefault((one.kind, one.code), one)
    return first.values()


def _in_sentence(read: Read, told: Told, found: Iterable[Mention], end: int | None = None) -> Iterator[_Found]:
    """Terms of a sentence, which they rest on, or on the passage from there to ``end``."""
    start, own_end = read.place(told)
    for mention in found:
        if mention.kind:
            yield _Found(mention.kind, mention.code, start + mention.start, start + mention.end, start, end or own_end)


def _in_item(read: Read, mention: Mention, kind: SaidKind) -> _Found:
    """A term of a list's item: it rests on the item and, if both fit in a quote, the heading above."""
    start, above = read.line.start, read.heading
    at, until = start + mention.start, start + mention.end
    if above and read.end - above.line.start <= blocks.LONGEST_QUOTE:
        start = above.line.start
    return _Found(kind, mention.code, at, until, start, read.end)


# --- Techniques and therapies ---------------------------------------------------------------------------------------
def _care(page: Page, of: Speaker) -> Iterator[_Found]:
    for read in page.reads:
        if read.section is not Section.NOTHING:
            if read.section is Section.SERVICES and not read.opens:
                yield from _listed(read, CARE)
            for told in read.told:
                yield from _in_sentence(read, told, told.offered())
    yield from _answered(page, CARE)
    if of is Speaker.CLINIC and not page.polemic:
        yield from _under_own_heading(page)


def _listed(read: Read, kinds: tuple[SaidKind, ...]) -> Iterator[_Found]:
    """What an item of a list names; of a longer line, what it begins with."""
    if not any(mention.kind in kinds for mention in read.found) or _void(read.signs):
        return
    for mention in read.found:
        after = read.signs[mention.end :]
        named = read.item or (mention.start <= _NEAR_START and _DESCRIBED.match(after))
        other = cues.another_thing(mention, after) or cues.AFTER_TECHNIQUE_TAUGHT.match(after)
        if mention.kind in kinds and named and not (other and mention.kind in CARE):
            yield _in_item(read, mention, mention.kind)


def _void(signs: str) -> bool:
    """Whether a line or sentence denies, compares or asks, or is no clinic's offer."""
    return (
        signs.endswith("?")
        or refusals.denied(signs)
        or refusals.offers_nothing(signs)
        or refusals.COMPARED.search(signs) is not None
    )


def _answered(page: Page, kinds: tuple[SaidKind, ...]) -> Iterator[_Found]:
    """What a question names whose answer begins with a yes."""
    asked: tuple[Read, Told] | None = None
    for read in page.reads:
        for told in read.told:
            if asked and _affirmed(told, kinds):
                question = asked[1]
                named = [
                    mention
                    for mention in question.found
                    if mention.kind in kinds and not cues.another_thing(mention, question.signs[mention.end :])
                ]
                yield from _in_sentence(*asked, named, read.place(told)[1])
            wanted = told.asks and read.section is not Section.NOTHING and told.names(*kinds) and _wanted(told, kinds)
            asked = (read, told) if wanted else None


def _wanted(told: Told, kinds: tuple[SaidKind, ...]) -> bool:
    asked = _ASKED.search(told.signs) is not None or kinds is TREATED
    return asked and not _void(told.signs.rstrip("? "))


def _affirmed(told: Told, kinds: tuple[SaidKind, ...]) -> bool:
    yes = _YES.match(told.text) or (kinds is TREATED and cues.WE_CAN_HELP.search(told.text))
    return bool(yes) and not told.denied and not told.void


def _under_own_heading(page: Page) -> Iterator[_Found]:
    """A technique that heads a section in which the clinic tells of its own doing."""
    done: set[int] = set()
    for read in page.reads:
        above = read.heading
        if read.section is not Section.TECHNIQUE or above is None or above.line.start in done:
            continue
        at_work = next((told for told in read.told if _at_work(told)), None)
        if at_work:
            start, end = above.line.start, read.place(at_work)[1]
            done.add(start)
            if end - start > blocks.LONGEST_QUOTE:
                end = above.end
            for mention in above.found:
                if mention.kind is SaidKind.TECHNIQUE:
                    at, until = start + mention.start, start + mention.end
                    yield _Found(mention.kind, mention.code, at, until, start, end)


def _at_work(told: Told) -> bool:
    """Whether a sentence tells of the clinic's own doing, and not of another treatment."""
    other = any(m.kind in CARE and m not in told.needling for m in told.found) or _ACUPUNCTURE.search(told.text)
    return _AT_WORK.search(told.text) is not None and not other and not told.void and not _void(told.signs)


# --- Conditions and parts of the body -------------------------------------------------------------------------------
def _treated(page: Page, *, of_care: bool) -> Iterator[_Found]:
    regions = vocabulary().regions
    for one in _named_as_treated(page, of_care=of_care):
        yield one
        if one.kind is SaidKind.CONDITION and one.code in regions:
            yield _Found(SaidKind.BODY_REGION, regions[one.code], one.at, one.until, one.start, one.end)


def _named_as_treated(page: Page, *, of_care: bool) -> Iterator[_Found]:
    for read in page.reads:
        if read.section is Section.NOTHING:
            continue
        if read.section is Section.CONDITIONS and not read.opens and not refusals.unfit(read.signs):
            by_care = read.heading is not None and _CARE_SIGN.search(read.heading.signs) is not None
            if of_care or not by_care:
                yield from _listed(read, TREATED) if read.item else _enumerated(read)
        for told in read.told:
            yield from _in_sentence(read, told, told.treated(of_care=of_care))
    yield from _answered(page, TREATED)


def _enumerated(read: Read) -> Iterator[_Found]:
    """Conditions of a sentence that answers 'What do we treat?'."""
    for told in read.told:
        if told.names(SaidKind.CONDITION) and not told.void and not _void(told.signs):
            stop = cues.TREAT_STOP.search(told.signs)
            before = stop.start() if stop else len(told.signs)
            named = (m for m in told.found if m.kind is SaidKind.CONDITION and m.start < before)
            yield from _in_sentence(read, told, named)


# --- New patients ---------------------------------------------------------------------------------------------------
def _accepting(page: Page) -> Iterator[_Found]:
    """'yes' or 'no'; nothing when the page says both."""
    if cues.ACCEPTING.search(page.whole) or cues.NOT_ACCEPTING.search(page.whole):
        told = [*_told_of_new_patients(page)]
        if len({one.code for one in told}) == 1:
            yield from told


def _told_of_new_patients(page: Page) -> Iterator[_Found]:
    asked: _Found | None = None
    for read in page.reads:
        for told in read.told:
            start, end = read.place(told)
            if asked and not told.asks and (_YES.match(told.text) or _NO.match(told.text)):
                code = "yes" if _YES.match(told.text) and not told.denied else "no"
                yield _Found(asked.kind, code, asked.at, asked.until, asked.start, end)
            yes, no = cues.ACCEPTING.search(told.text), cues.NOT_ACCEPTING.search(told.text)
            found = no or yes
            one = found and _Found(
                SaidKind.ACCEPTING_PATIENTS,
                "no" if no else "yes",
                start + found.start(),
                start + found.end(),
                start,
                end,
            )
            asked = one if one and told.asks else None
            quiet = told.asks or read.section is Section.NOTHING or refusals.HIRING.search(told.text)
            if one and not quiet and (no or not told.denied):
                yield one
