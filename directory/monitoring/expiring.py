"""What runs out when, credential by credential: licenses as boards list them, and CPR cards that coordinators saw."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from directory import wording
from directory.monitoring.cards import last_cards
from directory.monitoring.kinds import OVER, Kind, News, Weight, reached
from directory.monitoring.parts import parts
from directory.profiles import title_of
from directory.store import readings
from directory.store.tables import Practitioner, Source, Verification
from directory.verification import shown_status
from directory.verification.model import usable_until
from directory.vocabulary import CredentialStatus, LicenseStatus, Need

CPR = "CPR card"
HEADS = (
    "expires", "days_left", "name", "npi", "practitioner_id", "credential", "status", "source", "read_on",
    "usable_until_120", "usable_until_90", "lists",
)  # fmt: skip
# A license of which the board says that it ran out is told as that; of one that ended otherwise no date matters.
# That we failed to read a license moves its last day no further away.
ENDING = (
    CredentialStatus.CONFIRMED,
    CredentialStatus.CONFIRMED_RESTRICTED,
    CredentialStatus.CONTRADICTED,
    CredentialStatus.OUR_ERROR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Something of a person's that ends by itself. ``expires``: its last day; ``usable``: the last days of 120 and 90
    on which a file may rest on what was read, None where nothing was confirmed; ``subject``: stays when it is
    renewed, and is its person's only one.
    """

    practitioner_id: str
    name: str
    npi: str | None
    subject: str
    title: str
    expires: date
    status: str  # as it is shown today
    ended: bool = False  # the issuer itself says that it is over
    source: str | None = None
    read_on: date | None = None
    usable: tuple[date, date] | None = None
    lists: tuple[str, ...] = ()  # names of the watch lists the person is on

    def left(self, today: date) -> int:
        """Days until its last day; negative once it is over."""
        return (self.expires - today).days

    def row(self, today: date) -> dict[str, str]:
        """As a line of a table or file."""
        first, second = (day.isoformat() for day in self.usable) if self.usable else ("", "")
        return {
            "expires": self.expires.isoformat(), "days_left": str(self.left(today)), "name": self.name,
            "npi": self.npi or "", "practitioner_id": self.practitioner_id, "credential": self.title,
            "status": self.status, "source": self.source or "", "read_on": str(self.read_on or ""),
            "usable_until_120": first, "usable_until_90": second, "lists": "; ".join(self.lists),
        }  # fmt: skip


def credentials(session: Session, people: Mapping[str, tuple[str, ...]], today: date) -> list[Credential]:
    """All credentials of these people that end by themselves and have not ended otherwise, the earliest end first.

    ``people``: current ids, and the names of the lists they are on.
    """
    known = readings.sources(session)
    found: list[Credential] = []
    persons: dict[str, Practitioner] = {}
    for part in parts(sorted(people)):
        query = select(Practitioner).where(col(Practitioner.id).in_(part))
        persons |= {one.id: one for one in session.exec(query)}
        rows = select(Verification).where(
            col(Verification.practitioner_id).in_(part), Verification.need == Need.LICENSE
        )
        for row in session.exec(rows.order_by(col(Verification.id))):
            told = _of_license(row, persons[row.practitioner_id], known, today)
            found += [told] if told else []
    found += _cards(session, persons)
    found = [replace(one, lists=people[one.practitioner_id]) for one in _told_apart(found)]
    return sorted(found, key=lambda one: (one.expires, one.name, one.subject))


def _told_apart(found: Collection[Credential]) -> Iterator[Credential]:
    """One number may be that of two kinds of license of one person; what a kind is called is no name to go by."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in found:
        seen[one.practitioner_id, one.subject] += 1
        number = seen[one.practitioner_id, one.subject]
        yield one if number == 1 else replace(one, subject=f"{one.subject} ({number})")


def table_of(found: Collection[Credential], today: date) -> list[list[str]]:
    """As a file has it, the heads first."""
    return [list(HEADS), *([one.row(today)[head] for head in HEADS] for one in found)]


def within(found: Collection[Credential], today: date, days: int) -> list[Credential]:
    """Those that end within so many days, and all that have ended and were not renewed, however long ago."""
    return [one for one in found if one.left(today) <= days]


def due(found: Collection[Credential], today: date) -> Iterator[tuple[str, News]]:
    """(practitioner's id, news) of each credential that has reached a threshold. What the issuer itself calls expired
    is a change of its status, and told as such.
    """
    for one in found:
        days = reached(one.expires, today)
        if days is None or one.ended:
            continue
        over = days == OVER
        left = one.left(today)
        yield (
            one.practitioner_id,
            News(
                kind=Kind.EXPIRED if over else Kind.EXPIRES,
                weight=Weight.ACT if over or days <= 30 else Weight.LOOK,
                subject=one.title,
                day=one.expires,
                text=(_OVER if over else _SOON).format(
                    title=one.title, day=wording.day(one.expires), left=f"{left} day{'' if left == 1 else 's'}"
                ),
                key=f"{one.subject} {one.expires} {days}",
                details={"expires": one.expires.isoformat(), "threshold": days},
            ),
        )


_OVER = "{title} ran out on {day}. We have read no renewal."
_SOON = "{title} runs out on {day}, in {left}."


def _of_license(row: Verification, person: Practitioner, known: Mapping[str, Source], today: date) -> Credential | None:
    expires = wording.date_of(row.details.get("expires"))
    ended = (
        row.status == CredentialStatus.CONFIRMED_NOT_ACTIVE
        and row.details.get("license_status") == LicenseStatus.EXPIRED
    )
    if expires is None or not (ended or row.status in ENDING):
        return None
    source = known.get(row.source or "")
    read_on = wording.true_on(row.read_at, row.source_as_of)
    usable = usable_until(read_on, expires) if read_on and row.status in wording.USABLE else None
    return Credential(
        practitioner_id=person.id, name=person.display_name, npi=person.npi, subject=row.subject,
        title=title_of(row, source), expires=expires, status=shown_status(row.status, row.good_until, today),
        ended=ended, source=source.title if source else row.source, read_on=read_on, usable=usable,
    )  # fmt: skip


def _cards(session: Session, people: Mapping[str, Practitioner]) -> Iterator[Credential]:
    """Of CPR cards that were seen the one that is valid longest, a person."""
    for owner, (until, paper) in sorted(last_cards(session, people).items()):
        person = people[owner]
        yield Credential(
            practitioner_id=person.id, name=person.display_name, npi=person.npi, subject=CPR,
            title=CPR, expires=until, status=CredentialStatus.CLAIMED, source=f"Document {paper.id}",
            read_on=paper.seen_on,
        )  # fmt: skip
