"""What a person can give so that a result is known: every such *cannot tell* in exactly one item. Pure.

Only results whose reason is a fact or paper that the person has; what a board, a list, a rule or a coordinator must
settle is no item. An item is open for as long as what is published says so: nobody closes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory import next_steps, wording
from directory.next_steps import GAPS, Gap
from directory.rules.judging.finding_words import read_found
from directory.verification.papers import DOCUMENT_SEEN, same_body
from directory.vocabulary import CredentialStatus, Need, Reason, RuleVerdict

# Of each check the reasons that the person can do something about.
ASKABLE: Mapping[Need, frozenset[Reason]] = {
    Need.LICENSE: frozenset({Reason.INPUT_INSUFFICIENT, Reason.AMBIGUOUS_PERSON}),
    Need.EXCLUSION: frozenset({Reason.INPUT_INSUFFICIENT}),
    Need.NEEDLING_RULE: frozenset(
        {
            Reason.INPUT_INSUFFICIENT, Reason.NOT_PUBLISHED, Reason.SOURCE_SILENT_ON_FIELD, Reason.AMBIGUOUS_PERSON,
        }
    ),
}  # fmt: skip
# Of training the results that a certificate answers, whatever their reason.
UNPROVED = frozenset(
    {
        CredentialStatus.NOT_COVERED, CredentialStatus.CLAIMED, CredentialStatus.ISSUER_SILENT,
        CredentialStatus.NOT_LISTED,
    }
)  # fmt: skip
_LICENSES = (next_steps.LICENSE.name, next_steps.ELSEWHERE.name, next_steps.WHICH_PERSON.name)
_LICENSE, _CERTIFICATE, _NAME = "license", "certificate", "name"
_CERTIFICATES = "a copy of the certificate of each needling course you took"
# What to send, by what is missing; with {state} it is a matter of that state and profession.
PAPERS: Mapping[str, str] = {
    _LICENSE: "your license or compact privilege for {state}: its number, and a copy",
    _CERTIFICATE: _CERTIFICATES,
    "hours": _CERTIFICATES,
    "exam": _CERTIFICATES,
    "course": _CERTIFICATES,
    "supervised": "the log or letter that shows your supervised needling",
    "basic-science": "a copy of the diploma or record of courses of your degree",
    "degree": "a copy of the diploma or record of courses of your degree",
    "cpr": "a copy of your current CPR card",
    "infections": "a copy of the certificate of your course on infections carried by blood",
    "years": "a paper of the {state} board that shows since when you hold your license",
    "board": "the letter, endorsement or entry by which the {state} board has you on file for needling",
    "further-license": "a copy of the further license or certificate that {state} asks for",
    "register-class": "a paper that shows the class in which {state} has you registered",
    "first-stage": "the certificates of the rest of your training for {state}, as soon as it is complete",
    "order": "the physician's order or protocol under which you needle in {state}",
    _NAME: "your full name with all former names, and your NPI",
}
_WHAT = {
    _LICENSE: "a license or compact privilege that can be checked",
    _CERTIFICATE: "a certificate of training in needling",
    _NAME: "the full name, former names and NPI",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A published check: ``number`` of its row; ``details``: as verification wrote them."""

    number: int
    need: Need
    subject: str
    status: str
    reason: str | None
    next_step: str | None = None
    state: str | None = None
    profession: str | None = None
    verdict: str | None = None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Where something is asked for: the check by its number and in words, the requirement of a rule (``name``, and
    ``required`` in words), and the text it stands in.
    """

    check: int
    where: str
    name: str = ""
    required: str | None = None
    citation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One missing fact or paper. ``key``: the same for as long as it is missing; ``what``: part of a sentence;
    ``paper``: what to send, said to the person.
    """

    key: str
    what: str
    paper: str
    asks: tuple[Ask, ...]


_PARTS = ("theory_hours", "practical_hours", "in_person_hours", "supervised_hours")  # of all hours
Want = tuple[str, str, str, Ask]  # key, what, paper, ask


def items_of(results: Sequence[Result]) -> list[Item]:
    """The items of one person, in the order of their results."""
    papers = [str(one.details.get("issuer") or "") for one in results if _is_paper(one)]
    found: dict[str, tuple[str, str, list[Ask]]] = {}
    for result in results:
        for key, what, paper, ask in _wants(result, papers):
            found.setdefault(key, (what, paper, []))[2].append(ask)
    return [Item(key=key, what=what, paper=paper, asks=tuple(asks)) for key, (what, paper, asks) in found.items()]


def askable(result: Result, papers: Iterable[str] = ()) -> bool:
    """Whether the person can give what is missing. ``papers``: issuers of the certificates that were seen of them."""
    if result.need is not Need.TRAINING:
        return result.reason in ASKABLE.get(result.need, ())
    return result.status in UNPROVED and not _is_paper(result) and not _shown(result, papers)


def _is_paper(result: Result) -> bool:
    return result.need is Need.TRAINING and result.details.get("class") == DOCUMENT_SEEN


def _shown(result: Result, papers: Iterable[str]) -> bool:
    """Whether a certificate was seen for what is claimed: of its issuer, or of any where the claim names none."""
    issuer = result.details.get("issuer")
    return any(not issuer or same_body(str(issuer), paper) for paper in papers)


def _wants(result: Result, papers: Sequence[str]) -> Iterator[Want]:
    if not askable(result, papers):
        return
    match result.need:
        case Need.LICENSE:
            yield _want(_LICENSE, _WHAT[_LICENSE], result)
        case Need.EXCLUSION:
            yield _want(_NAME, _WHAT[_NAME], result)
        case Need.TRAINING:
            yield _of_training(result)
        case _:
            yield from _of_rule(result)


def _of_training(result: Result) -> Want:
    """Whatever training there is; or that of which letters or a course speak."""
    if result.status == CredentialStatus.NOT_COVERED:
        return _want(_CERTIFICATE, _WHAT[_CERTIFICATE], result)
    _, _, paper, ask = _want(_CERTIFICATE, "", result)
    return f"{_CERTIFICATE} {result.subject}", f"the certificate of {result.subject}", paper, ask


def _of_rule(result: Result) -> Iterator[Want]:
    """Each requirement that cannot be told and that a paper can show; a verdict that leaves the rest open, as one."""
    gap = {
        RuleVerdict.INTERIM.value: next_steps.FIRST_STAGE,
        RuleVerdict.ORDER_REQUIRED.value: next_steps.ORDER,
    }.get(result.verdict or "")
    if gap is not None:
        yield _want(_kind(gap), gap.missing, result)
        return
    unknown = [one for one in result.details.get("judged") or () if one["answer"] == "cannot_tell"]
    mended = [(one, missing) for one in unknown if (missing := _gap(one["name"])) is not None]
    for one, missing in mended:
        if read_found(str(one["found"])).kind == "parts":  # a sum of what others tell of is known once they are
            missing = next((gap for part, gap in mended if part["name"] in _PARTS), missing)
        kind = _kind(missing)
        yield _want(kind, _WHAT.get(kind, missing.missing), result, one)
    if not mended:  # so that nothing is lost that a rule of tomorrow asks for
        ask = Ask(check=result.number, where=_where(result))
        step = (result.next_step or "what the result lacks").rstrip(".")
        yield f"other {result.subject}", step, step, ask


def _gap(name: str) -> Gap | None:
    """The gap of a requirement, where the person can close it."""
    gap = next_steps.LICENSE if name == "licence" else GAPS.get(name)
    return gap if gap is not None and gap.reason in ASKABLE[Need.NEEDLING_RULE] else None


def _kind(gap: Gap) -> str:
    return _LICENSE if gap.name in _LICENSES else gap.name.removeprefix("gap-")


def _want(kind: str, what: str, result: Result, judged: Mapping[str, Any] | None = None) -> Want:
    paper = PAPERS.get(kind, "a paper that shows it")
    of_state = "{state}" in paper
    key = " ".join([kind, result.state or "", result.profession or ""]).strip() if of_state else kind
    where = wording.place_name(result.state)
    return key, f"{what} ({where})" if of_state else what, paper.format(state=where), _ask(result, judged)


def _ask(result: Result, judged: Mapping[str, Any] | None) -> Ask:
    if judged is None:
        citation = result.details.get("citation") if result.need is Need.NEEDLING_RULE else None
        return Ask(check=result.number, where=_where(result), citation=citation)
    required, _ = wording.requirement(judged, result.details)
    return Ask(
        check=result.number,
        where=_where(result),
        name=str(judged["name"]),
        required=required,
        citation=judged.get("citation"),
    )


def _where(result: Result) -> str:
    """'the rule of Washington for physical therapists' and the like."""
    place = wording.place_name(result.state)
    match result.need:
        case Need.NEEDLING_RULE:
            return f"the rule of {place} on needling by {wording.one(result.profession)}"
        case Need.LICENSE:
            return f"the check of the {place} {wording.profession_name(result.profession)} license"
        case Need.EXCLUSION:
            return "the search of public registers"
        case _:
            return "the check of training in needling"
