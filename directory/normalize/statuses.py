"""A board's status words in one vocabulary, whole words only: an unknown word is never guessed at."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from directory.normalize.text import clean
from directory.vocabulary import LicenseStatus

_WORDS: dict[LicenseStatus, tuple[str, ...]] = {
    LicenseStatus.ACTIVE: ("active", "current"),
    LicenseStatus.ACTIVE_RESTRICTED: (
        "active - with conditions",
        "active with conditions",
        "active - restricted",
        "active - provisional",
        "active - probation",
        "active on probation",
        "active - telehealth only",
        "active - refresher course only",
        "conditional",
        "probation",
        "provisional",
        "restricted",
        "telehealth only",
    ),
    LicenseStatus.INACTIVE: (
        "inactive",
        "retired",
        "voluntarily inactive",
        "voluntary inactive",
        "currentinactive",
        "cancelled",
        "canceled",
        "deceased",
    ),
    LicenseStatus.EXPIRED: (
        "expired",
        "lapsed",
        "lapsed due to non-renewal",
        "not renewed",
        "non-renewed",
        "delinquent",
        "beyond 6 years expired",
    ),
    LicenseStatus.SUSPENDED: (
        "suspended",
        "suspension",
        "summary suspension",
        "summarily suspended",
        "suspended due to child support",
    ),
    LicenseStatus.REVOKED: ("revoked",),
    LicenseStatus.SURRENDERED: ("surrendered", "voluntary surrender", "voluntarily surrendered"),
    LicenseStatus.SUPERSEDED: ("superseded", "closed"),
    LicenseStatus.PENDING: ("pending", "application pending"),
}

COMMON_STATUSES: Mapping[str, LicenseStatus] = MappingProxyType(
    {word: status for status, words in _WORDS.items() for word in words}
)

_NO_TABLE: Mapping[str, LicenseStatus] = MappingProxyType({})
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014", "-----")


@lru_cache(maxsize=1 << 12)
def _word(raw: str) -> str:
    return (clean(raw) or "").translate(_DASHES).casefold()


def license_status(raw: str | None, table: Mapping[str, LicenseStatus] = _NO_TABLE) -> LicenseStatus:
    """Normal form of a status word (government.md 11): the own ``table`` first, then COMMON_STATUSES.

    Case, blanks and kinds of dash aside, the whole text must match: 'Active - something new' is UNKNOWN,
    and so are an empty text and words that mean something at one board only ('EXPIRED WA - ACTIVE MSL').
    """
    wanted = _word(raw or "")
    own = next((status for word, status in table.items() if _word(word) == wanted), None) if wanted else None
    return own or COMMON_STATUSES.get(wanted, LicenseStatus.UNKNOWN)
