"""What tells an offer from a denial, a definition, a course, an advert, a review: the words, in tables.

Terms of the vocabulary are marked in the sentences these patterns read: TECHNIQUE, CONDITION, THERAPY, REGION,
NAMESAKE, each sign as often as the term has characters.
"""

import re

from directory.normalize.offers.terms import Mention
from directory.vocabulary import SaidKind

TECHNIQUE, CONDITION, THERAPY, REGION, NAMESAKE = "\x01", "\x02", "\x03", "\x04", "\x05"


def words(table: str) -> re.Pattern[str]:
    """Any of the table's patterns, parted by '·', as whole words in any case."""
    return re.compile(rf"\b(?:{'|'.join(' '.join(cell.split()) for cell in table.split('·'))})(?!\w)", re.IGNORECASE)


def ending(table: str) -> re.Pattern[str]:
    """The patterns of `words` where a text ends with one."""
    return re.compile(rf"{words(table).pattern}$", re.IGNORECASE)


_GROUP = (
    r"(?:therapists?|physiotherapists?|physios?|pts|clinicians|practitioners?|providers?|chiropractors|doctors|"
    r"physicians|acupuncturists|trainers|professionals|specialists|staff|team|nurses|assistants|osteopaths)"
)
GROUP = re.compile(_GROUP, re.IGNORECASE)

# --- Who speaks ---------------------------------------------------------------------------------------------------
FIRST = words(r"we · we're · we've · our · us · i · i'm · i've · my · here at")
STRANGERS = ending(  # who is never the clinic, an 'our' before or not
    r"""
    patients? · clients? · students? · graduates · athletes · competitors · neighbors? · members · registrants ·
    licensees · states? · countries · provinces · schools? · insurers? · doctor · physicians? · how · workshops? ·
    courses?
    """
)
OTHERS = ending(  # somebody or anybody, when no 'our' stands before
    rf"""
    (?<!of our )(?:many|most|some|other|others|few|certain|which|who|that|they|people|individuals) · clinics ·
    offices · practices · companies · hospitals ·
    an? (?:\w+ ){{0,2}}(?:therapist|practitioner|provider|clinician|chiropractor|acupuncturist|doctor|clinic) ·
    {_GROUP}
    """
)
OUR_GROUP = re.compile(
    r"\b(?:our|my|we (?:are|have|employ)|i am|i'm|the (?-i:[A-Z])\w+(?= team| staff)|"
    r"(?:the|these|all|both|two|three|four|five|several|many|most|some)"
    r"(?: of (?:our|the))?(?= (?:[\w-]+ ){0,3}(?:here|at our|on our|on staff|in our))|\w+'s(?= team| staff))"
    r"(?: (?!that|which|who|lets?|allows?|knows?|many|most|some|other|few)[\w'’,&-]+){0,6}$",
    re.IGNORECASE,
)
SERVICES = re.compile(r"(?:services|specialties)(?: (?:offered|provided|here))?$", re.IGNORECASE)
UNSURE = re.compile(  # 'if we offer', 'our friends at Example Clinic'
    r"\b(?:if|whether|unless|before|until|once) (?:we|our(?: [\w-]+){1,4})$|"
    r"\b(?:friends|partners?|colleagues|neighbors|affiliates?) (?:at|in|from)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"[\s,]+(?:who|that|which)$", re.IGNORECASE)
AUXILIARIES = re.compile(
    r"(?:[\s,]+(?:is|are|was|has|have|had|been|being|be|can|will|may|all|both|each|also|currently|now|often|then|to|"
    r"a|an|one|of|the|highly|fully|even|regularly|routinely|proudly|specially|extensively|additionally|formally|"
    r"previously|became|becoming|got|further|advanced|extensive|additional|special|specialized|specific|post-?graduate|hold|holds|holding|"
    r"earned|received|completed|obtained|undergone|pursued|taken|gained|enjoys?|loves?|able|proud|pleased|happy|"
    r"excited|licensed|certified|trained|qualified|registered|level|\d))+$",
    re.IGNORECASE,
)
MANY = words("therapists · physiotherapists · chiropractors · acupuncturists · doctors · physicians · pts")
ELLIPTIC = re.compile(r"(?!certif|train|qualif|licens|experienc)\w+(?:ing|s)\b", re.IGNORECASE)
PROPER = re.compile(r"(?:^|[\s(])(?:(?:Dr\.|[A-Z][\w&'’.-]*)[\s,]+){1,5}(?:[A-Z][\w&'’./-]*|at|on|of|in)$")
LIST_OF_TWO = re.compile(r"\b[A-Z][\w'’.-]+ [A-Z][\w'’.-]+(?:,[\w ,.'’/&-]*)? (?:and|&) [A-Z][\w'’.-]+ [A-Z]")

# --- What is done -------------------------------------------------------------------------------------------------
OFFERS = words(
    r"""
    (?:treat|help|address|manag|reliev)\w* (?:[^,;:.()]{0,60}? )?(?:with|using|through) ·
    (?:offer|provide|use) (?:is|are) · specialt(?:y|ies) (?:is|are) ·
    offer(?:s|ing)? · provid(?:e|es|ing) · perform(?:s|ing|ed)? · practi[cs](?:es|ing) ·
    (?<!our )(?<!the )(?<!my )(?<!this )(?<!private )(?<!a )(?<!best )practi[cs]e · us(?:e|es|ing) ·
    utili[sz](?:e|es|ing) · do(?:es|ing)? · deliver(?:s|ing)? · employ(?:s|ing)? · appl(?:y|ies|ying) ·
    administer(?:s|ing)? · incorporat(?:e|es|ing) · integrat(?:e|es|ing) · combin(?:e|es|ing) · add(?:s|ed|ing)? ·
    introduc(?:e|es|ed|ing) · blend(?:s|ing)? · includ(?:e|es|ing) ·
    (?:has|have) (?:been )?(?:used|offered|provided|practiced) · featur(?:e|es|ing) · speciali[sz](?:e|es|ing) in ·
    pair(?:s|ing)?
    """
)
SKILLED = words(
    r"""
    certified · certifications? · certificates? · trained · training · qualified · credentialed · rostered ·
    experienced? · skilled · expert(?:ise)? · proficient · competent · authorized · accredited · licensed ·
    speciali[sz]ing · specialists?
    """
)
SKILL_IN = re.compile(r"^ (?:[\w-]+ ){0,4}(?:in|to|with|of|as|for)\b", re.IGNORECASE)
OURS = re.compile(r"\b(?:our|my) (?:[\w-]+ ){0,4}$", re.IGNORECASE)
NOT_OURS = words(
    r"""
    (?!sports)\w+s · blog · article · page · post · guide · believe · patient · client · about · on · of · for · and ·
    or · stance · view · opinion · friends? · partners?
    """
)
PASSIVE = re.compile(
    r"^(?: \([^()]{1,20}\))?(?: (?:[\w-]+ ){0,2}| )(?:is|are|(?:may|can|might|will)(?: also| often)? be)"
    r"(?: \w+ly| also| often| now| one of| an?| another| just)* "
    r"(?P<verb>offered|available|here(?! to)|included|part of|provided|performed|used|administered|done|given|"
    r"delivered|practiced|our|(?:\w+ )?service)\b(?P<rest>.*)",
    re.IGNORECASE,
)
AT_US = re.compile(r"\b(?:our|us|here|we|my|this (?:clinic|office|practice))(?!\w)|\bat [A-Z]", re.IGNORECASE)
AT_US_ONLY = re.compile(r"\b(?:our|us|here|we|my|this (?:clinic|office|practice))(?!\w)", re.IGNORECASE)
AT_LARGE = words(
    r"""
    in (?:many|most|some|all|other|the) · by(?! (?:our|appointment|request|dr)) · to(?! (?:our|all|you)) · online ·
    throughout · worldwide · elsewhere · from · over the counter · nationwide · across
    """
)
OUR_USE = re.compile(  # 'X is one of the many techniques we use'
    r"^ (?:is|are) (?:(?!term|name|word|not\b)[\w-]+ ){1,8}?(?:we|i|our (?:[\w\x03-]+ ){0,3}[\w\x03-]+) "
    r"(?:also |often |now )?(?:use|offer|provide|perform|practice)\b|"
    r"^ (?:is|are) (?:(?:just|only|also) )?(?:one|an?) (?:[\w-]+ ){0,4}(?:in|of) our (?:toolbox|services|treatments|"
    r"techniques|specialties|most popular)\b",
    re.IGNORECASE,
)
HELD = re.compile(
    r"\b(?:is|are|has|have|had|holds?|completed|received|earned|obtained|finished|undergone)\b(?: [\w-]+){0,5} $",
    re.IGNORECASE,
)
HELD_IN = re.compile(
    r"^[- ](?:[\w-]+ )?(?:certified|trained|certifications?|training|practitioners?|specialists?|providers?|"
    r"therapists?)\b",
    re.IGNORECASE,
)
BOOKING = re.compile(r"\b(?:book|schedule|request|reserve)(?: [\w'’-]+){0,4} $", re.IGNORECASE)
WHETHER = re.compile(r"\b(?:whether|if)(?: you (?:think|feel|believe))? $", re.IGNORECASE)
BOOKED = re.compile(
    r"^ (?:therapy )?(?:sessions?|appointments?|visits?|treatments?|consultations?|evaluations?|today|now|online|"
    r"with (?:us|(?:one of |any of )?our))",
    re.IGNORECASE,
)
RIGHT_FOR_YOU = re.compile(
    r"^ (?:therapy |treatment )?(?:is|might be|may be|could be|can|could|may|might) "
    r"(?:right|appropriate|a good|suitable|help|an option|benefit|beneficial)",
    re.IGNORECASE,
)
REACH_US = re.compile(
    r"\b(?:call|contact|visit|ask|reach out to|talk to|speak with) (?:us|our)\b|"
    r"\b(?:schedule|book|request) (?:a|an|your)\b",
    re.IGNORECASE,
)
AT_CLINIC = re.compile(
    r"^ (?:[\w-]+ )?(?:at (?:our|(?:[A-Z][\w&'’.-]* ){1,5}?(?:Physical|Therapy|Physio\w*|Clinic|Chiropractic|Rehab\w*|"
    r"Wellness|Center|Centre|Performance|Sports|Health|PT)\b)|with (?:us|(?:one of )?our)\b)"
)
WITH_IT = re.compile(r"^\W*(?:with|using|through) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
WE_THEN = re.compile(r"^,? (?:our|we)\b", re.IGNORECASE)
FROM_US = re.compile(r"\b(?:from|by|with|at) our\b", re.IGNORECASE)
PRICED = re.compile(r"^[^.?!]{0,40}\$ ?\d")
# Between a verb and its object: what makes it another verb's, or another thing.
GAP_STOP = words(
    r"""
    if · whether · that · because · who · whom · when · where · why · how · so · until · unless · about · (?<!-)on ·
    regarding · information · articles? · resources? · advice · education · courses? · workshops? · seminars? ·
    classes · referrals? · refer · questions? · alternatives? · terms? · word · name · phrase · versus · vs · before ·
    without · is · are · was · were · has · can · may · might · will · would · should · believe · think · feel ·
    know · recommend · suggest · to become · interests? · interested · similar to · like · study · studies ·
    research · of the
    """
)
AFTER_TECHNIQUE = re.compile(  # 'dry needling course', 'dry needling guidelines'
    r"^ ?(?:[-\u2013(] ?)?(?:[\w.-]+ ){0,2}(?:courses?|workshops?|seminars?|class(?:es)?|roster|program for|"
    r"instructors?|articles?|blog|videos?|debate|laws?|rules?|standards?|competenc(?:y|ies)|guidelines?|association|"
    r"academy|institute|society|conference|faq|facts?|myths?|controversy|vs\b|versus\b|needles\b|"
    r"suppl(?:y|ies)\b|equipment|kits?\b|products?\b|textbooks?\b|books?\b)",
    re.IGNORECASE,
)
AFTER_TECHNIQUE_TAUGHT = re.compile(r"^ (?:[\w-]+ )?(?:training|certifications?|education|programs?)\b", re.IGNORECASE)
AFTER_THERAPY = re.compile(  # 'soft tissue injuries' are no massage
    r"^ (?:injur\w+|damage|problems?|restrictions?|pain|conditions?|adhesions?|science|program|needling)|^-induced",
    re.IGNORECASE,
)


def another_thing(mention: Mention, after: str) -> bool:
    """Whether what follows makes a treatment's name another thing's: 'soft tissue injuries', 'dry needling laws'."""
    return (AFTER_THERAPY if mention.kind is SaidKind.THERAPY else AFTER_TECHNIQUE).match(after) is not None


# --- What is treated ----------------------------------------------------------------------------------------------
TREATS = words(
    r"""
    treat(?:s|ed|ing|ment|ments)? · help(?:s|ed|ing|ful)? · reliev(?:e|es|ing) · relief · eas(?:e|es|ing) ·
    reduc(?:e|es|ing) · manag(?:e|es|ing|ement) · alleviat(?:e|es|ing) · address(?:es|ing)? ·
    heal(?:s|ing)?(?! process) · resolv(?:e|es|ing) · effective · beneficial · benefits? ·
    works? (?:well )?(?:for|on|with) · useful · recover(?:y|ing)? · rehabilitat(?:e|es|ing|ion) ·
    speciali[sz](?:e|es|ing) in · targets? · solutions? for · improv(?:e|es|ing) · care (?:of|for) ·
    see (?:many |most )?(?:patients|people|clients|individuals) with ·
    work with (?:patients|people|clients|individuals) · conditions (?:such as|like|including) · ideal for
    """
)
IT = re.compile(r"(?:it|this|these|the (?:technique|treatment|procedure|therapy|needles?))\b", re.IGNORECASE)
TREATED = re.compile(
    r"^.{0,60}?\b(?:(?:can|may|is|are|often)(?: \w+ly| also| often)? )+(?:be )?(?:\w+ly )?(?:treated|helped|relieved|"
    r"eased|managed|improved|addressed|resolved)\b|^.{0,60}?\brespond(?:s|ing)? (?:\w+ )?to\b",
    re.IGNORECASE,
)
FOR_IT = re.compile(r"\x01+(?: [\w-]+){0,3} (?:for|to (?:help )?(?:[\w-]+ ){1,3}with) (?:[^.;:?!]{0,90})$")
TREAT_STOP = words(
    r"""
    if · caus(?:e|es|ed|ing) · worsen(?:s|ed)? · after · before · without · unless · avoid(?:s|ing)? · prevent ·
    understand · learn · diagnos(?:e|es|ing|is) · risk · whether · is · are · was · were · than · may · might ·
    unlike
    """
)
PAINFUL = words(
    r"""
    pain · injur(?:y|ies) · problems? · conditions? · issues · disorders? · dysfunctions? · stiffness · tightness ·
    aches? · surger(?:y|ies) · rehabilitation · sprains?
    """
)
WE_CAN_HELP = re.compile(r"\b(?:we|our \w+(?: \w+)?|i) (?:can|may|could|are here to|will) help\b", re.IGNORECASE)

# --- Whether new patients are taken -------------------------------------------------------------------------------
ACCEPTING = re.compile(
    r"\b(?:accept|welcom|tak)(?:e|es|ing|s)?(?: on| all| in)? new (?:patients|clients)\b|"
    r"\bnew (?:patients|clients)(?: are| is)?(?: always| now| currently)? (?:welcome|accepted|being accepted)\b",
    re.IGNORECASE,
)
NOT_ACCEPTING = re.compile(
    r"\b(?:not|no longer|unable to|cannot|can't|aren't|isn't|stopped)(?: \w+){0,3} (?:accept|tak)(?:e|es|ing)?"
    r"(?: on| any| in)*(?: new)? (?:new )?(?:patients|clients)\b|\bclosed to new (?:patients|clients)\b|"
    r"\bnew (?:patients|clients) are not\b",
    re.IGNORECASE,
)
