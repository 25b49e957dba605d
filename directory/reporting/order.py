"""What a report is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from directory.reporting import forms
from directory.store.moments import Moment
from directory.vocabulary import Audience

LONGEST = 200  # characters of what somebody writes on a report


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is asked for.

    ``at``: aware time of making it, told in ``zone`` too; ``submitted``: what the person was asked for by, field ->
    words; ``since``: an earlier receipt that changes are counted from; ``moment``: an earlier day, whose ``true_on``
    ``as_of`` is then; ``treating_in``: the patient's state, which is judged too, and for which ``region`` of the body.
    """

    as_of: date
    at: datetime
    audience: Audience
    zone: tzinfo = UTC
    submitted: Mapping[str, str] = field(default_factory=dict)
    prepared_for: str | None = None
    purpose: str | None = None
    by: str | None = None
    since: forms.Receipt | None = None
    moment: Moment | None = None
    treating_in: str | None = None
    region: str | None = None


def made_at(today: date | None) -> datetime:
    """Now; with a day that is asked for noon (UTC) of it exactly, so that the same inputs make the same bytes."""
    return datetime.combine(today, time(12), UTC) if today else datetime.now(UTC)


def here() -> tzinfo:
    """The zone of this machine."""
    return datetime.now().astimezone().tzinfo or UTC
