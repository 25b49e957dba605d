"""What a search entry amounts to on a day: verified training, an active license."""

from datetime import date

from directory.store.tables import SearchEntry
from directory.verification.training import VERIFIED_FROM


def verified(entry: SearchEntry, today: date) -> bool:
    """Training an issuer or regulator confirms, still fresh, or a certificate that was seen, with a license that still
    is; and nothing that contradicts it.
    """
    return checked(entry, today) or (entry.certificate_seen and active(entry, today) and not entry.excluded)


def checked(entry: SearchEntry, today: date) -> bool:
    """The first half of `verified`: by an issuer or regulator."""
    fresh = entry.training_good_until is None or today <= entry.training_good_until
    return entry.training_grade >= VERIFIED_FROM and not entry.excluded and fresh


def active(entry: SearchEntry, today: date) -> bool:
    """A license that was confirmed active, and not longer ago than that holds."""
    fresh = entry.license_good_until is None or today <= entry.license_good_until
    return entry.license_active and fresh
