"""What voids a sentence, a section or a whole page: denials, comparisons, courses, adverts, reviews, polemic."""

import re

from directory.normalize.offers.cues import words

# --- Denials ------------------------------------------------------------------------------------------------------
_FAILS = r"(?:won['’]t|does(?: not|n['’]t)|has(?: not|n['’]t)|have(?: not|n['’]t)|never|not)"
HARMLESS = words(  # 'no referral needed' denies no treatment
    rf"""
    no (?:\w+ )?(?:referrals?|appointments?|prescriptions?|extra|additional|obligation|downtime|drugs?|medications?) ·
    no (?:medicine|matter|wait\w*|hidden|charge|cost) · not (?:only|just|sure|certain|limited to|to mention) ·
    no one (?:is|should) · (?:do not|don['’]t|can['’]t) (?:hesitate|wait|worry|forget|have to|need|know|ignore|let) ·
    whether or not · {_FAILS} (?:go|gone|going|responded?|heal\w*|improv\w*|quit|been (?:helped|relieved)) ·
    without (?:a |any )?(?:referral|prescription|surgery|drugs?|medications?|injections?) · non-\w+ ·
    not (?:be )?covered
    """
)
DENIED = words(
    r"""
    not · no · never · cannot · nor · neither · none · unable · unavailable · discontinu\w+ · ceased? · suspended ·
    stopp(?:ed|ing) (?:offering|using|doing|providing|performing) · prohibit\w* · illegal\w* · banned · forbid\w* ·
    declin\w+ · refus\w+ · used to (?:offer|provide|perform|do|be) · formerly · previously offered ·
    would (?:love|like) to ·
    hop(?:e|es|ing) (?:to|that|our|we) · next year · plan(?:s|ning)? (?:to|on) · coming soon · will soon ·
    soon (?:be|to|we) · rare(?:ly)? · seldom · hardly · looking forward to · working (?:on|towards?) · pursuing ·
    until (?:19|20)\d\d · will be (?:certified|trained|qualified|licensed) ·
    learning · learn · in the process · currently (?:enrolled|studying|training|completing) · interested in ·
    avoid\w* \x01+ · beware · instead · elsewhere · nobody · no one ·
    (?:without|except|excluding|other than|but|free of|against) \x01+ · advise against · stay away · abandon\w* ·
    gave up · (?:isn|aren|wasn|don|doesn|didn|won|can|couldn|shouldn|wouldn|hasn|haven|mustn)['’]?t
    """
)
DENIED_AFTER = re.compile(r"[;,\u2013\u2014] (?:but )?(?:we|they|it|he|she|i) (?:\w+ not|\w+n['’]t)\W*$", re.IGNORECASE)
CLAUSES = re.compile(  # where what is denied may end and another thing begin
    r"; |,? (?:but|however|although|though|yet)\b,? |"
    r", (?=(?:which|not|unlike|rather|as opposed|we|our|i|she|he|they)\b)|"
    r" (?=and not\b)|, and (?=(?:we|our|i|she|he)\b)| [\u2013\u2014] ",
    re.IGNORECASE,
)
_COMPARED = words(
    r"""
    unlike · rather than · instead of · as opposed to · (?:as )?compared (?:to|with) · different (?:from|than|to) ·
    differs? from · difference between · similar to · the same as · same (?:thin |sterile |filiform )?needles ·
    versus · vs\.? · confused with · (?:better|safer|more effective|other) than · alternatives? to · in contrast to ·
    (?:form|type|kind) of · based on · known as · called · derived from
    """
)
COMPARED = re.compile(rf"{_COMPARED.pattern}[^,;:()]*", re.IGNORECASE)  # up to the next comma: another practice

# --- Sentences that offer nothing, whatever they name ---------------------------------------------------------------
REVIEW = words(
    r"""
    (?:helped|treated|fixed|told|saw|gave|changed|recommended) me · highly recommend · would recommend ·
    my (?:back|neck|pain|shoulder|knee|hip|injury|life|therapist|physical therapist|pt|recovery|symptoms|migraines?) ·
    my (?:headaches?|sciatica|first (?:visit|session)|husband|wife|son|daughter|doctor|chiropractor|insurance) ·
    i(?:'ve|’ve| have) been (?:going|coming|seeing) · i (?:came|went) (?:to|here|in|back) · i felt ·
    i (?:had|tried|received|got|started) (?:[\w-]+ ){0,3}\x01+ · (?:5|five)[ -]stars? · star rating · thank you ·
    thanks to · google review
    """
)
COURSE = words(
    r"""
    (?:earn|offer|provide|for) (?:\w+ ){0,3}(?:ceus?|continuing education) · contact hours · registration · tuition ·
    register (?:now|today|here|online) · prerequisites? · (?:our|the|\x01+) (?:instructors?|faculty|graduates) ·
    attendees · participants · (?:become|get) certified · learn (?:how )?to · learn \x01+ · DN[- ]?[123]\b.{0,40}\$ ·
    certificate program · students? (?:will|must|learn|receive) · taught by · teach(?:es|ing)? (?:[\w-]+ ){0,7}\x01+ ·
    (?:for|designed for|open to) (?:licensed |qualified )?(?:clinicians|professionals|(?:physical )?therapists|pts) ·
    (?:offer|host|teach|provide|run)(?:s|es|ing)? (?:[\w\x01-]+ ){0,5}(?:courses?|workshops?|seminars?|classes) ·
    syllabus · curriculum
    """
)
HIRING = words(
    r"""
    hiring · job description · applicants? · candidates? (?:will|must|should|has|have) · ideal candidate · salary ·
    apply (?:now|today|online) · sign-?on bonus · r[ée]sum[ée]s? (?:to|and|by) · your r[ée]sum[ée] · job openings? ·
    (?:certifications?|certified|experience|training)(?: is| are)? (?:preferred|required|a plus) ·
    we are looking for · seeking an? · join our (?:team|staff|practice|clinic) · competitive (?:pay|salary|benefits)
    """
)
LEGAL = words(
    r"""
    law · laws · statutes? · regulations? · regulators? · regulated · scope of practice · practice act ·
    (?:state|licensing|the|medical) board(?! certified) · legal(?:ly)? · legislat\w+ · permitted · permits? ·
    attorney general · may perform · must · roster(?:ed)? · registrants? · licensees? · bill · ruling ·
    college of \w+ (?:therapists|practitioners) · shall
    """
)
ANIMALS = words(r"dogs? · cats? · horses? · canine · equine · pets? · veterinar\w+ · animals? · ccrt")
COSMETIC = words(
    r"""
    stretch marks? · wrinkles? · acne · collagen · tattoos? · skin needling · derma\w* · facial rejuvenation ·
    felt(?:ing)? · insects? · embroidery
    """
)
POLEMIC = words(
    r"""
    under-?trained · untrained · unqualified · inadequate(?:ly)? · insufficient(?:ly)? ·
    (?:little|minimal|less|limited|lack of|fewer hours of) (?:\w+ )?training · public (?:safety|health) · so-called ·
    unsafe · dangerous\w* · weekend (?:courses?|workshops?|seminars?) · (?:as (?:few|little) as|only|just) \d+ hours ·
    re-?brand\w* · re-?named · another name for · by another name · loophole · circumvent\w* · misleading ·
    deceptive · appropriat(?:ed|ion) · pseudo\w* · licensed acupuncturists? (?:have|complete|receive|undergo|study) ·
    thousands of hours
    """
)
DIRECTORY = words(
    r"""
    claim (?:this|your) (?:business|listing|profile) · add your business · business directory · similar businesses ·
    write a review · be the first to review · report this listing · is this your business · suggest an edit ·
    businesses (?:near|in|like) · other (?:businesses|listings) · sponsored listings?
    """
)
SCHOOL = words(
    r"""
    register (?:now|today|here) · registration (?:fee|deadline|is open) · tuition · prerequisites? · early[- ]bird ·
    course (?:dates?|schedule|fee|outline|objectives|calendar|locations?|description) · contact hours · ceus? ·
    host a course · learning objectives · upcoming (?:courses|seminars|workshops) · eligible professions
    """
)
_ENOUGH = 2  # different marks that make a page a school's or a polemic

# --- Conditions that are none to be treated -------------------------------------------------------------------------
UNFIT = words(
    r"""
    contra-?indicat\w* · should not · shouldn['’]t · do not have · not (?:suitable|appropriate|recommended) · unsafe ·
    tell (?:us|your|the) (?:\w+ )?(?:if|about) · inform · let (?:us|your \w+) know if · if you (?:are|have|take) ·
    precautions? · risks? · side[- ]effects? · adverse · complications? · sore(?:ness)? · bruis\w+ ·
    may (?:feel|experience|notice|cause|occur) · can cause · pneumothorax · consult your (?:doctor|physician)
    """
)
PERCENT = re.compile(r"\d ?(?:%|percent\b|per cent\b)|\b\d+ (?:out of|in) \d", re.IGNORECASE)

# --- Passages of a bio that are about others than its person -------------------------------------------------------
_GROUP = (
    r"(?:our|his|her|their|the|all|many|most)(?: [\w-]+){0,3}? (?:team|staff|therapists?|physiotherapists?|clinicians?|"
    r"practitioners?|providers?|colleagues?|clinics?|practice|office)"
)
# 'Our clinic offers', 'we offer', 'assists our therapists, who offer', 'works with our dry needling team'.
OF_A_GROUP = re.compile(
    rf"^\W*{_GROUP}\b|\bwe\b|\b{_GROUP},? (?:who|that|which)\b|"
    r"\b(?:our|the|a) (?:[\w-]+ ){0,2}needling (?:[\w-]+ )?(?:team|staff|group|department|program)\b",
    re.IGNORECASE,
)

SENTENCE_OFFERS_NOTHING = (REVIEW, COURSE, HIRING, LEGAL)
NO_NEEDLING = (ANIMALS, COSMETIC)


def denied(clause: str) -> bool:
    """Whether a marked clause says that something is not so, not yet or no more."""
    return DENIED.search(HARMLESS.sub(" ", clause)) is not None


def offers_nothing(sentence: str) -> bool:
    """Whether a marked sentence is a review's, an advert's, a rule's or sells a course."""
    return any(pattern.search(sentence) for pattern in SENTENCE_OFFERS_NOTHING)


def unfit(text: str) -> bool:
    """Whether conditions in a marked text are warnings, side effects or figures and none that is treated."""
    return UNFIT.search(text) is not None or PERCENT.search(text) is not None


def of_another_kind(text: str) -> bool:
    """Whether a page is a school's or a business directory's, which name what others do."""
    return DIRECTORY.search(text) is not None or _different(SCHOOL, text) >= _ENOUGH


def polemic(text: str) -> bool:
    """Whether a page argues against the needling of others: then only what it offers outright counts."""
    return _different(POLEMIC, text) >= _ENOUGH


def _different(pattern: re.Pattern[str], text: str) -> int:
    return len({found[0].casefold() for found in pattern.finditer(text)})
