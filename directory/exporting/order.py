"""What to export: the format, for whom, for which day, of whom."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directory.vocabulary import Audience


class Kind(StrEnum):
    """A format of full exports."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"
    FHIR = "fhir"


class Wanted(StrEnum):
    """Of how many people the resources are looked at."""

    NONE = "none"
    SAMPLE = "sample"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``made_at``: aware; ``states``: all of them where none; ``processes``: 0 does everything here, None decides by
    the number of people. Whatever it is, the bytes are the same.
    """

    kind: Kind
    today: date
    made_at: datetime
    audience: Audience = Audience.PATIENT
    states: tuple[str, ...] = ()
    validate: Wanted = Wanted.NONE
    processes: int | None = None
