"""What a heading makes of the lines below it: a list of services, of conditions, or nothing that is offered."""

import re
from collections.abc import Sequence
from enum import StrEnum

from directory.normalize.offers.refusals import HARMLESS
from directory.normalize.offers.terms import Mention, vocabulary
from directory.vocabulary import SaidKind


class Section(StrEnum):
    PLAIN = "plain"
    SERVICES = "services"
    CONDITIONS = "conditions"
    TECHNIQUE = "technique"  # the heading is a technique's name
    NOTHING = "nothing"  # whatever stands below is not offered


_NOTHING = re.compile(
    r"contra-?indicat|precaution|\brisks?\b|side[- ]effects?|adverse|\bavoid|testimonial|\breviews?\b|"
    r"what (?:our |my )?(?:patients|clients|people) (?:are saying|say)|(?:patient|success|client) stor(?:y|ies)|"
    r"careers?\b|join (?:our|the) team|hiring|job (?:openings?|opportunit|description)|employment|\bcourses?\b|"
    r"continuing education|seminars?|workshops?|for (?:professionals|clinicians|practitioners|providers)\b|"
    r"^(?:categories|category|keywords?|tags?|topics|filed under|posted in|browse by|archives)\b|"
    r"related (?:searches|categories|articles|posts|pages)|recent posts|latest (?:posts|news|articles)|"
    r"^(?:blog|news|references|bibliography|sources|research|resources|further reading|links|glossary)$|"
    r"\b(?:myths?|vs\.?|versus|history of|difference between|is it safe|safety)\b|tell (?:us|your)|"
    r"conditions (?:that|to|for which|under which)|you may (?:feel|experience|notice)|aftercare|after (?:your|the) |"
    r"\bpolic(?:y|ies)\b|forms$|terms (?:and|&|of)|training bod|approved programs?|recogni[sz]ed",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\b(?:not|no|never|don['’]?t|can['’]?t|shouldn['’]?t|isn['’]?t|who should)\b", re.IGNORECASE)
_NEGATIVE_ABOUT = re.compile(
    r"\x01|\x02|\x03|\b(?:offer|provide|treat|services?|conditions?|candidates?|who|when|should|suitable|appropriate|"
    r"recommended|available|perform|do)\b",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(
    r"\bconditions? (?:we |i |commonly |often |most |that |can |be |it |\x01+ )*(?:treat|help|managed?)(?:ed|s)?\b|"
    r"\b(?:what|which)\b.{0,40}\b(?:do we|we|can|does|i) .{0,30}\b(?:treat|help)\b|^conditions$|"
    r"^(?:we|i) (?:commonly |often |can |also )?(?:treat|help with|help)\b|"
    r"\b(?:diagnoses|injuries|problems|issues|areas|pain|regions) (?:we |i |commonly |that we |most )*treat|"
    r"^\x01+ (?:can |may )?(?:helps?|treats?|works for)\b|"
    r"who (?:can|could|may|will) benefit|(?:commonly |frequently )treated|^(?:common|commonly) (?:conditions|injuries)|"
    r"^(?:\x01+ )?(?:is )?used (?:to treat|for)|treatment (?:for|of):?$|\bgood for\b|^\x01+ for\b|"
    r"\b(?:experiencing|suffering from|suffer from|problems|conditions)\b.{0,60}\binclud(?:ing|e)\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"^(?:our |all |other |additional |the |my |specialty |specialized |clinical |\x03+ )*(?:services?|treatments?|"
    r"techniques|modalities|therapies|specialties|specialities|treatment (?:options|techniques|approaches|methods)|"
    r"areas of (?:expertise|specialty|practice))(?: (?:we|i|that we) (?:offer|provide|use)| offered| provided|"
    r" available| include| at .{1,40}| and (?:techniques|treatments|specialties|modalities|rates|pricing|fees))*:?$|"
    r"^what (?:we|i) (?:offer|do)\b|^(?:we|i) (?:also )?(?:offer|provide|specialize in|use)\b.{0,30}:?$|"
    r"^how we (?:treat|can help|help)|"
    r"^our (?:\w+ ){0,2}(?:services|treatments|techniques|therapies|specialties)(?: include)?:?$|"
    r"\bservices$|^(?:pricing|prices|rates|fees)$|^specializ(?:es|ing|ations?)(?: in)?:?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"^(?:home|welcome|about|contact|our (?:team|story|staff|mission|clinic|location|approach)|meet |locations?|hours|"
    r"insurance|faq|frequently|new patients?|book|call|directions|staff|team|patient (?:info|portal)|"
    r"our (?:physical )?(?:therapists|providers|practitioners|clinicians|doctors)|what to expect|during |"
    r"your (?:first )?(?:visit|session)|the process|how (?:it|does|do)|why |getting started|schedule|request|what is\b|"
    r"who we are|overview|introduction)",
    re.IGNORECASE,
)
_BARE = re.compile(  # besides its name, what a technique's own heading may say
    r"^(?:our|the|and|&|in|at|for|of|about|services?|therapy|treatments?|sessions?|program|with|by|[A-Z][\w.'’&-]*|,|\||\W)$"
)
LABEL = re.compile(r"^([^:]{3,40}): +(?=\S)")


def section_of(title: str, marked: str, found: Sequence[Mention]) -> Section | None:
    """What a short line opens as a heading; None when it opens nothing: an item, or a heading we do not know.

    ``marked``: the line with its terms marked (`directory.normalize.offers.cues`).
    """
    bare = HARMLESS.sub(" ", marked)
    if _NOTHING.search(marked) or (_NEGATIVE.search(bare) and _NEGATIVE_ABOUT.search(bare)):
        return Section.NOTHING
    if _CONDITIONS.search(marked):
        return Section.CONDITIONS
    if _SERVICES.search(marked):
        return Section.SERVICES
    if _names_a_technique(title, found):
        return Section.TECHNIQUE
    return Section.PLAIN if title.endswith("?") or _PLAIN.search(marked) else None


def _names_a_technique(title: str, found: Sequence[Mention]) -> bool:
    needling = [m for m in found if m.kind is SaidKind.TECHNIQUE and m.code in vocabulary().needling]
    if not needling or title.endswith("?"):
        return False
    rest = title
    for mention in reversed(found):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    return all(_BARE.match(word) for word in rest.split())
