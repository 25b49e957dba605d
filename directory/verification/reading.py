"""Who may read the result of a check. Pure."""

from typing import Any

from directory.vocabulary import Audience, ExclusionStatus, Need

# A number confirms these. Of every other result of a list nobody but coordinators reads: were "none found" told,
# whoever lacks it would be known to have a possible hit, which is mostly a namesake's.
TOLD_OF_LISTS = frozenset({ExclusionStatus.LISTED, ExclusionStatus.FORMERLY_LISTED})


def may_read(audience: Audience, check: Any) -> bool:
    """``check``: a finding or a row of `Verification`, with the status that is kept and not that of a later day."""
    if audience is Audience.COORDINATOR:
        return True
    return bool(check.audience == Audience.PATIENT and (check.need != Need.EXCLUSION or check.status in TOLD_OF_LISTS))


def details_for(audience: Audience, check: Any) -> dict[str, Any]:
    """What patients read of a listing is the entry that a number confirms, which stands first; the others beside it may
    be a namesake's, or not: which, is not told.
    """
    told = dict(check.details)
    if audience is not Audience.COORDINATOR and check.need == Need.EXCLUSION and told.get("entries"):
        told["entries"] = told["entries"][:1]
    return told
