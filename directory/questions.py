"""What to ask a practitioner: from what is not known of this person, each with its gap, and the standing questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from directory.paper_words import EXAMS
from directory.profiles import Line, Profile
from directory.texts import say
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import PRACTICE_KINDS, CredentialStatus, Need, Reason, RuleVerdict

MOST_OF_GAPS = 7  # more than that nobody asks
STANDING = ("experience", "sessions", "risks", "sterile", "no-help", "consultation")
# In the order in which they matter: who may needle at all, then what was learned, then the rest.
ORDER = (
    "license", "conflict", "limits", "not-active", "order", "rule", "training", "withdrawn", "certificate", "course",
    "hours", "in-person", "exam", "supervised", "years", "rest-of-training", "board-record", "rest-of-rule",
    "other-license", "degree", "science", "class", "infections", "cpr", "scope", "place",
)  # fmt: skip
NOT_SHOWN = ("training", "place")  # of a hidden listing
# Requirement of a rule -> the question where it cannot be told; every one of `next_steps.GAPS`, and the license.
ASKED_FOR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "licence": ("license",),
        **dict.fromkeys(("total_hours", "dn_specific_hours", "theory_hours", "practical_hours"), ("hours",)),
        "subject_minimums": ("hours",),
        **dict.fromkeys(("in_person_hours", "in_person_majority", "hands_on_training"), ("in-person",)),
        **dict.fromkeys(EXAMS, ("exam",)),
        **dict.fromkeys(
            ("board_approved_course", "course_approvers", "course_standard", "instructor_years_dn"), ("course",)
        ),
        **dict.fromkeys(("supervised_sessions", "supervised_hours"), ("supervised",)),
        "years_licensed_before": ("years",),
        "board_registration": ("board-record",),
        "special_licence": ("other-license",),
        "prerequisite_hours": ("science",),
        "bloodborne_pathogen_proof": ("infections",),
        "register_class": ("class",),
        **{name: (name,) for name in ("degree", "cpr", "scope")},
    }
)
AGING = ("board_registration", "cpr")  # what else of a rule's ground gets too old
# What a verdict leaves open, beside single requirements.
OF_VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        RuleVerdict.ORDER_REQUIRED: "order",
        RuleVerdict.SILENT: "rule",
        RuleVerdict.MET_SO_FAR: "rest-of-rule",
        RuleVerdict.INTERIM: "rest-of-training",
    }
)
OF_LICENSES: Mapping[str, str] = MappingProxyType(
    {
        CredentialStatus.CONFIRMED_RESTRICTED: "limits",
        CredentialStatus.CONFIRMED_NOT_ACTIVE: "not-active",
        CredentialStatus.CONTRADICTED: "conflict",
        **dict.fromkeys(
            (
                CredentialStatus.CLAIMED, CredentialStatus.ISSUER_SILENT, CredentialStatus.NOT_LISTED,
                CredentialStatus.STALE, CredentialStatus.AMBIGUOUS_PERSON, CredentialStatus.SOURCE_DOWN,
                CredentialStatus.OUR_ERROR, CredentialStatus.NOT_COVERED,
            ),
            "license",
        ),
    }
)  # fmt: skip
# The board was read and its number is shown: nobody need ask for the number, whatever the rule still lacks.
READ_AT_THE_BOARD = frozenset(
    {CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONTRADICTED}
)
OF_TRAININGS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(OF_LICENSES, "certificate"),
        CredentialStatus.NOT_COVERED: "training",
        CredentialStatus.CONFIRMED_NOT_ACTIVE: "withdrawn",
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known: the title of the line that leaves it open, and its status or the requirement's name."""

    line: str
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``why``: what we could not tell, in a sentence; empty ``gaps``: a question to everybody."""

    code: str
    text: str
    why: str
    gaps: tuple[Gap, ...] = ()

    @property
    def standing(self) -> bool:
        return not self.gaps


def questions(person: Profile) -> list[Question]:
    """At most seven from this person's gaps, the weightiest first, then the standing ones (jobs.md P10)."""
    found: dict[str, list[Gap]] = {}
    for code, gap in _gaps(person):
        found.setdefault(code, []).append(gap)
    own = sorted(found, key=ORDER.index)[:MOST_OF_GAPS]
    made = [_question(code, tuple(dict.fromkeys(found[code]))) for code in own]
    if person.why_hidden:  # what we do not show is nothing that we did not find
        made = [replace(one, why=say("wrong-hidden-why")) if one.code in NOT_SHOWN else one for one in made]
    return [*made, *(_question(code) for code in STANDING)]


def _question(code: str, gaps: tuple[Gap, ...] = ()) -> Question:
    return Question(code=code, text=say(f"ask-{code}"), why=say(f"ask-{code}-why"), gaps=gaps)


def _gaps(person: Profile) -> Iterator[tuple[str, Gap]]:
    """Of what the reader is shown. Lists of exclusions give none: what they leave open is for no patient to ask."""
    licenses = person.of(Need.LICENSE)
    for line in licenses:
        if code := OF_LICENSES.get(line.status):
            yield code, Gap(line.title, line.status)
    if not licenses:
        yield "license", Gap("", "no license")
    read = frozenset((line.state, line.profession) for line in licenses if _read_at_the_board(line))
    for line in [*person.of(Need.NEEDLING_RULE), *person.treating]:
        yield from _of_rule(line, license_read=(line.state, line.profession) in read)
    for line in person.of(Need.TRAINING):
        yield from _of_training(line)
    if person.why_hidden:
        yield "training", Gap("", "not shown")
    if not any(place.kind in PRACTICE_KINDS for place in person.places):
        yield "place", Gap("", "no place of practice")


def _read_at_the_board(line: Line) -> bool:
    return line.status in READ_AT_THE_BOARD and bool(line.details.get("number"))


def _of_rule(line: Line, *, license_read: bool) -> Iterator[tuple[str, Gap]]:
    """``license_read``: whether the license the rule asks for was read at the board; its own line asks the rest."""
    if code := OF_VERDICTS.get(line.verdict or ""):
        yield code, Gap(line.title, line.verdict or "")
    if line.verdict != RuleVerdict.CANNOT_TELL:
        return
    judged = line.details.get("judged") or ()
    unknown = [one["name"] for one in judged if one["answer"] == "cannot_tell"]
    for name in unknown:
        if name == "licence" and license_read:
            continue
        for code in ASKED_FOR.get(name, ("rest-of-rule",)):
            yield code, Gap(line.title, name)
    if line.details.get("permission") != "permitted":
        yield "rule", Gap(line.title, str(line.details.get("permission")))
    elif not unknown and line.reason != Reason.SOURCE_STALE:  # the rule was not read to its end
        yield "rest-of-rule", Gap(line.title, line.status)
    elif not unknown and not license_read:  # what it rests on is too old by now
        yield "license", Gap(line.title, line.status)
    elif not unknown:  # and that is no license
        for name in (one["name"] for one in judged if one["name"] in AGING):
            for code in ASKED_FOR[name]:
                yield code, Gap(line.title, name)


def _of_training(line: Line) -> Iterator[tuple[str, Gap]]:
    """Nothing found: whether there is any; a claim: its certificate; a list: the hours, which no list states."""
    code = OF_TRAININGS.get(line.status)
    if code and line.details.get("class") != DOCUMENT_SEEN:
        yield code, Gap(line.title, line.status)
    if line.status == CredentialStatus.NOT_COVERED:
        return
    hours = line.details.get("hours_evidenced") or {}
    if "total" not in hours:
        yield "hours", Gap(line.title, "hours")
    if not {"in_person", "practical"} & set(hours):
        yield "in-person", Gap(line.title, "in person")
    if not any(line.details.get(name) is not None for name in EXAMS):
        yield "exam", Gap(line.title, "exam")
