"""What was decided of the possible hits of people, and what is told of them to coordinators instead. Never to patients.

A decision changes nothing that a list said. An entry that was found to be somebody else's is told as dismissed, by whom
and when; the list's result is then what a search without it gives, which is not "none found" where the list is old or a
part, or where the person stood on it before. One that was found to be the person stays a possible hit, with who found
so: the list gives no number that says it, so that nobody but coordinators reads of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from directory.findings.hits import Known, Searched, known_hits, people_with_hits, search
from directory.findings.standing import standing
from directory.reporting import forms
from directory.reporting.about_checks import near_hit_of
from directory.store import readings
from directory.verification.model import shown_status
from directory.vocabulary import ExclusionStatus, FindingAnswer, FindingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One near hit. ``answer`` None: nobody has decided; ``waits``: a second person has to confirm it first."""

    practitioner_id: str
    source: str
    list_title: str
    entry: str
    answer: FindingAnswer | None = None
    by: str | None = None
    on: datetime | None = None
    note: str = ""
    waits: bool = False
    decision: int | None = None

    @property
    def dismissed(self) -> bool:
        return self.answer is FindingAnswer.DIFFERENT and not self.waits

    @property
    def sentence(self) -> str:
        """'possible hit dismissed by JR on 2026-11-20: another birth date'."""
        if self.answer is None or self.on is None:
            return "possible hit that nobody has decided about"
        signed = f"{self.by} on {self.on:%Y-%m-%d}"
        note = f": {self.note}" if self.note else ""
        if self.waits:
            return f"{signed} found it to be the same person, which a second person has to confirm{note}"
        return {
            FindingAnswer.DIFFERENT: f"possible hit dismissed by {signed}{note}",
            FindingAnswer.SAME: f"a coordinator found it to be the same person: {signed}{note}",
        }.get(self.answer, f"possible hit; {signed} could not tell{note}")


def dispositions(session: Session, ids: Collection[str]) -> dict[str, list[Disposition]]:
    """Of these people, by the ids they are shown under, every near hit with what was decided of it upon the very
    evidence that stands now; people without one are left out.
    """
    told = standing(session, FindingKind.HIT)
    checks = people_with_hits(session, ids)
    entries = known_hits(session, checks, told)
    titles = readings.sources(session)
    found: dict[str, list[Disposition]] = {}
    for check in checks:
        name = check.source or ""
        title = titles[name].title if name in titles else check.subject
        for one in entries[check.id or 0]:
            found.setdefault(check.practitioner_id, []).append(_disposition(check.practitioner_id, name, title, one))
    return found


WORDS = {
    FindingAnswer.SAME: "the same person", FindingAnswer.DIFFERENT: "not the same person, dismissed",
    FindingAnswer.UNSURE: "cannot tell",
}  # fmt: skip


def decided_for_report(session: Session, practitioner_id: str) -> list[forms.Decided]:
    """What reports for coordinators tell of a person's near hits: those that were decided, upon what stands now."""
    return [
        forms.Decided(
            number=one.decision or 0,
            answer=f"{WORDS[one.answer]}, which waits for a second person" if one.waits else WORDS[one.answer],
            of=near_hit_of(one.list_title, one.entry),
            decided_by=one.by or "",
            decided_at=one.on,
            note=one.note,
        )
        for one in dispositions(session, [practitioner_id]).get(practitioner_id, ())
        if one.answer is not None and one.on is not None
    ]


def told_instead(
    session: Session, found: Mapping[str, Sequence[Disposition]], today: date
) -> dict[tuple[str, str], str]:
    """(person, source) -> what is told of a list to coordinators instead of "possible_hit", where people decided about
    all its near hits: 'none_found (possible hit dismissed by JR on 2026-11-20)'. Of others nothing is there.

    ``found``: from `dispositions`. Whoever has a dismissed hit is searched for anew, which takes seconds where lists
    are whole.
    """
    told: dict[tuple[str, str], str] = {}
    for person, all_of_person in found.items():
        searched = None
        for source in dict.fromkeys(one.source for one in all_of_person):
            near = [one for one in all_of_person if one.source == source]
            if any(one.answer is None or one.waits for one in near):
                continue
            word: str | None = ExclusionStatus.POSSIBLE_HIT.value
            if all(one.dismissed for one in near):
                searched = searched or search(session, person, today)
                word = _word(searched, source, today) if searched else None
            if word is not None:
                told[person, source] = f"{word} ({'; '.join(dict.fromkeys(_signed(one) for one in near))})"
    return told


def _word(searched: Searched, source: str, today: date) -> str | None:
    finding = searched.without_dismissed(source)
    if finding is None:
        return None
    status = shown_status(str(finding.status), finding.good_until, today)
    part = status == ExclusionStatus.NONE_FOUND and finding.details.get("partial_of")
    return f"{status} in the part of the list that was read" if part else status


def _signed(one: Disposition) -> str:
    """Without the note: who reads a cell asks the desk for it."""
    by = f"by {one.by} on {one.on:%Y-%m-%d}"
    return {
        FindingAnswer.DIFFERENT: f"possible hit dismissed {by}",
        FindingAnswer.SAME: f"found to be the same person {by}",
    }.get(one.answer or FindingAnswer.UNSURE, f"looked at {by}, who could not tell")


def _disposition(person: str, source: str, title: str, one: Known) -> Disposition:
    entry = one.entry
    words = (
        f"{entry.get('name') or 'no name'}, {entry.get('type') or 'no type told'}, since "
        f"{entry.get('since') or 'a day not told'}, {entry.get('state') or 'no state told'}, "
        f"NPI {entry.get('npi') or 'not told'}"
    )
    told = one.told
    if told is None:
        return Disposition(practitioner_id=person, source=source, list_title=title, entry=words)
    return Disposition(
        practitioner_id=person,
        source=source,
        list_title=title,
        entry=words,
        answer=told.answer,
        by=told.row.decided_by,
        on=told.row.decided_at,
        note=told.row.note,
        waits=told.waits,
        decision=told.row.id,
    )
