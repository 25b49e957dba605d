"""One person's published rows as the rows of an export, for a reader and a day. Pure: what is hidden is handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from directory import next_steps
from directory.disputes import HiddenContacts, fact_of_check, place_fact
from directory.disputes.facts import ADDRESS, PHONE, WEBSITE
from directory.exporting import values
from directory.exporting.details import Details, details_of
from directory.exporting.rows import license_row, practitioner_row, training_row, untold_row
from directory.exporting.tables import CheckRow, LicenseRow, PlaceRow, PractitionerRow, TrainingRow
from directory.store.tables import Source
from directory.verification import shown_status, shown_verdict
from directory.verification.model import true_on, usable_until
from directory.verification.reading import TOLD_OF_LISTS, may_read
from directory.vocabulary import PRACTICE_KINDS, Audience, CredentialStatus, Need, Reason

NO_MARKS: Mapping[str, date] = {}
NO_CONTACTS = HiddenContacts()
AnyRow = TypeVar("AnyRow", LicenseRow, PlaceRow, CheckRow, TrainingRow)
READ = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED, CredentialStatus.CONFIRMED_NOT_ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All rows of one person, each list in the order of its keys."""

    practitioner: PractitionerRow
    licenses: Sequence[LicenseRow]
    places: Sequence[PlaceRow]
    checks: Sequence[CheckRow]
    training: Sequence[TrainingRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """For whom and for which day people are told. ``failed``: (source, scope) -> when its newest attempt ended and how
    that is told, where it failed.
    """

    audience: Audience
    today: date
    sources: Mapping[str, Source]
    failed: Mapping[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)

    def told(
        self,
        person: Any,
        places: Iterable[Any],
        checks: Iterable[Any],
        *,
        marks: Mapping[str, date] = NO_MARKS,
        contacts: HiddenContacts = NO_CONTACTS,
        scopes: Mapping[int, str] | None = None,
    ) -> Told:
        """``person``, ``places`` and ``checks``: rows with the columns of the published tables, in their order.
        ``scopes``: of the records that checks rest on, where some attempt failed; what is hidden of a listing was taken
        out already.
        """
        licenses, made, training = [], [], []
        seen: dict[str, int] = {}
        for row in checks:
            details = details_of(row.details)
            key = self._key(person.id, row, details, seen)
            if not may_read(self.audience, row):
                if row.need == Need.EXCLUSION:
                    made.append(untold_row(key, person.id, row, self.sources.get(row.source or "")))
                continue
            check = self._check(key, person.id, row, details, marks, scopes or {})
            made.append(check)
            if row.need == Need.LICENSE and details.number:
                licenses.append(license_row(check, details))
            elif row.need == Need.TRAINING and check.status != CredentialStatus.NOT_COVERED:
                training.append(training_row(check, details))
        return Told(
            practitioner=practitioner_row(person, marks),
            licenses=_sorted(licenses),
            places=_sorted(list(self._places(person.id, places, marks, contacts))),
            checks=_sorted(made),
            training=_sorted(training),
        )

    # --- checks --------------------------------------------------------------------------------------------------

    def _key(self, person: str, row: Any, details: Details, seen: dict[str, int]) -> str:
        fact = _fact(
            row.need, row.jurisdiction, row.profession, row.source,
            details.number, details.letters, details.course, details.issuer,
        )  # fmt: skip
        return _numbered(f"{person}/{fact}", seen)

    def _check(
        self,
        key: str,
        person: str,
        row: Any,
        details: Details,
        marks: Mapping[str, date],
        scopes: Mapping[int, str],
    ) -> CheckRow:
        source = self.sources.get(row.source) if row.source else None
        shown = _shown(
            row.status, row.verdict, row.good_until, row.read_at, row.source_as_of, details.expires, self.today
        )
        aged = shown.aged
        return CheckRow(
            key,  # id
            person,  # practitioner_id
            str(row.need),  # need
            row.subject,  # subject
            row.jurisdiction,  # state
            row.profession,  # profession
            shown.status,  # status
            Reason.SOURCE_STALE.value if aged else row.reason,  # reason
            self._again(row, source) if aged else row.next_step,  # next_step
            shown.verdict,  # verdict
            row.grade,  # grade
            row.raw,  # raw
            self._overlay(row, scopes) if self.failed else None,  # overlay
            details.citation,  # citation
            details.rule_id,  # rule_id
            details.missing,  # missing
            details.entries[0].since if details.entries and row.status in TOLD_OF_LISTS else None,  # listed_since
            details.partial_of,  # partial_of
            row.source,  # source
            row.source_url,  # source_url
            row.locator,  # locator
            row.sha256,  # evidence_sha256
            shown.read_at,  # read_at
            shown.as_of,  # as_of
            shown.good_until,  # good_until
            shown.usable_until_120,  # usable_until_120
            shown.usable_until_90,  # usable_until_90
            values.marked(marks, key.partition("/")[2]) if marks else None,  # disputed_on
        )

    def _again(self, row: Any, source: Source | None) -> str | None:
        if row.need == Need.NEEDLING_RULE:
            return next_steps.LICENSE.step
        return f"Look it up at {source.page_url}" if source else row.next_step

    def _overlay(self, row: Any, scopes: Mapping[int, str]) -> str | None:
        """Only where the attempt that failed came after the reading that is shown."""
        if row.read_at is None:
            return None
        failed = self.failed.get((row.source or "", scopes.get(row.record_id, "")))
        return failed[1] if failed and failed[0] > values.moment_of(row.read_at) else None

    # --- places --------------------------------------------------------------------------------------------------

    def _places(
        self, person: str, places: Iterable[Any], marks: Mapping[str, date], contacts: HiddenContacts
    ) -> Iterable[PlaceRow]:
        seen: dict[str, int] = {}
        for row in places:
            if self.audience is not Audience.COORDINATOR and row.kind not in PRACTICE_KINDS:
                continue
            street = not (contacts and contacts.hides(ADDRESS, row))
            website = row.website if not (contacts and contacts.hides(WEBSITE, row)) else None
            fact = place_fact(row)
            yield PlaceRow(
                _numbered(f"{person}/{fact}", seen),  # id
                person,  # practitioner_id
                str(row.kind),  # kind
                row.line1 if street else None,  # line1
                row.line2 if street else None,  # line2
                row.city,  # city
                row.state,  # state
                row.zip5,  # zip5
                row.phone if not (contacts and contacts.hides(PHONE, row)) else None,  # phone
                website,  # website
                row.website_source if website else None,  # website_source
                values.time_text(row.website_read_at) if website else None,  # website_read_at
                row.lat,  # lat
                row.lon,  # lon
                str(row.precision),  # precision
                row.source,  # source
                values.time_text(row.read_at),  # read_at
                values.day_text(row.updated_on),  # updated_on
                values.marked(marks, fact) if marks else None,  # disputed_on
            )


@lru_cache(maxsize=1 << 12)
def _fact(
    need: str, state: str | None, profession: str | None, source: str | None,
    number: str | None, letters: str | None, course: str | None, issuer: str | None,
) -> str:  # fmt: skip
    """Most facts are many people's: all but license numbers."""
    details = {"number": number, "letters": letters, "course": course, "issuer": issuer}
    return fact_of_check(Need(need), state, profession, source, details)


def _numbered(key: str, seen: dict[str, int]) -> str:
    """The key itself; of several alike the second is '…/2'."""
    number = seen[key] = seen.get(key, 0) + 1
    return key if number == 1 else f"{key}/{number}"


def _sorted(rows: list[AnyRow]) -> list[AnyRow]:
    return sorted(rows, key=_ID) if len(rows) > 1 else rows


_ID = attrgetter("id")


class _Shown(NamedTuple):
    """What the day makes of a result. ``aged``: the reason that is kept is of a result not shown any more."""

    status: str
    verdict: str | None
    aged: bool
    read_at: str | None
    as_of: str | None
    good_until: str | None
    usable_until_120: str | None
    usable_until_90: str | None


@lru_cache(maxsize=1 << 14)
def _shown(
    status: str, verdict: str | None, good_until: date | str | None, read_at: datetime | str | None,
    source_as_of: date | str | None, expires: str | None, today: date,
) -> _Shown:  # fmt: skip
    """Results and their days are many people's."""
    until = values.date_of(good_until)
    now, judged = shown_status(status, until, today), shown_verdict(verdict, until, today)
    read, as_of = values.time_text(read_at), values.day_text(source_as_of)
    aged = now != status or judged != verdict
    return _Shown(str(now), judged, aged, read, as_of, values.day_text(good_until), *_usable(now, read, as_of, expires))


def _usable(status: str, read_at: str | None, as_of: str | None, expires: str | None) -> tuple[str | None, str | None]:
    """Until when a file may rest on what was read; nothing was verified where nothing was confirmed."""
    if status not in READ or read_at is None:
        return None, None
    read_on = true_on(datetime.fromisoformat(read_at), values.date_of(as_of))
    ends = values.date_of(expires) if status != CredentialStatus.CONFIRMED_NOT_ACTIVE else None
    first, second = usable_until(read_on, ends)
    return first.isoformat(), second.isoformat()
