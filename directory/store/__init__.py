"""Everything kept between runs. The schema is known once the package is imported."""

from directory.store import (  # noqa: F401
    accounts_tables,
    chasing_tables,
    findings_tables,
    reports_tables,
    rosters_tables,
    tables,
    watching_tables,
)
