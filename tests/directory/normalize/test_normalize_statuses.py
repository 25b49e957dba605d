import pytest

from directory.normalize.statuses import COMMON_STATUSES, license_status
from directory.vocabulary import LicenseStatus

WASHINGTON = {"EXPIRED WA - ACTIVE MSL": LicenseStatus.ACTIVE, "Closed": LicenseStatus.EXPIRED}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ACTIVE", LicenseStatus.ACTIVE),
        (" Active ", LicenseStatus.ACTIVE),
        ("Current", LicenseStatus.ACTIVE),
        ("Active - With Conditions", LicenseStatus.ACTIVE_RESTRICTED),
        ("ACTIVE \u2013 RESTRICTED", LicenseStatus.ACTIVE_RESTRICTED),
        ("Active - Provisional", LicenseStatus.ACTIVE_RESTRICTED),
        ("Active - Telehealth ONLY", LicenseStatus.ACTIVE_RESTRICTED),
        ("Active - Refresher Course Only", LicenseStatus.ACTIVE_RESTRICTED),
        ("Inactive", LicenseStatus.INACTIVE),
        ("CurrentInactive", LicenseStatus.INACTIVE),
        ("Retired", LicenseStatus.INACTIVE),
        ("CANCELLED", LicenseStatus.INACTIVE),
        ("EXPIRED", LicenseStatus.EXPIRED),
        ("Beyond 6 Years Expired", LicenseStatus.EXPIRED),
        ("NOT RENEWED", LicenseStatus.EXPIRED),
        ("LAPSED", LicenseStatus.EXPIRED),
        ("LAPSED DUE TO NON-RENEWAL", LicenseStatus.EXPIRED),
        ("Delinquent", LicenseStatus.EXPIRED),
        ("Suspended", LicenseStatus.SUSPENDED),
        ("Summary Suspension", LicenseStatus.SUSPENDED),
        ("Suspended Due to Child Support", LicenseStatus.SUSPENDED),
        ("Revoked", LicenseStatus.REVOKED),
        ("Voluntary Surrender", LicenseStatus.SURRENDERED),
        ("SUPERSEDED", LicenseStatus.SUPERSEDED),
        ("CLOSED", LicenseStatus.SUPERSEDED),
        ("Pending", LicenseStatus.PENDING),
        ("Active - something new", LicenseStatus.UNKNOWN),
        ("EXPIRED WA - ACTIVE MSL", LicenseStatus.UNKNOWN),
        ("--", LicenseStatus.UNKNOWN),
        ("", LicenseStatus.UNKNOWN),
        (None, LicenseStatus.UNKNOWN),
    ],
)
def test_common_words(raw: str | None, expected: LicenseStatus) -> None:
    assert license_status(raw) is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Expired WA -  Active MSL", LicenseStatus.ACTIVE),
        ("CLOSED", LicenseStatus.EXPIRED),
        ("ACTIVE", LicenseStatus.ACTIVE),
        (None, LicenseStatus.UNKNOWN),
    ],
)
def test_the_sources_own_table_comes_first(raw: str | None, expected: LicenseStatus) -> None:
    assert license_status(raw, WASHINGTON) is expected


def test_every_word_of_a_status_is_folded() -> None:
    assert all(word == word.casefold() == " ".join(word.split()) for word in COMMON_STATUSES)
