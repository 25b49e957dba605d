"""What a reader may see of a record's own line: patients no home, no address for mail, and no number of an entry."""

from collections.abc import Mapping
from typing import Any

from directory.vocabulary import PRACTICE_KINDS, Audience

# Fields of a record that stay with coordinators even in the person's own line.
RESTRICTED = frozenset({"entry", "sex"})
OF_EXCLUSIONS = frozenset({"city", "zip5"})  # where the post goes, and the address of record, may be a home


def own_line(payload: Mapping[str, Any], audience: Audience, *, exclusion: bool) -> dict[str, Any]:
    """The fields of a stored record that ``audience`` may see, empty ones left out; ``exclusion``: it is on such a
    list.
    """
    said = {key: value for key, value in payload.items() if value not in (None, [], "")}
    if audience is not Audience.PATIENT:
        return said
    if (one := said.get("address")) and one.get("kind") not in PRACTICE_KINDS:
        del said["address"]
    if "addresses" in said:
        said["addresses"] = [one for one in said["addresses"] if one.get("kind") in PRACTICE_KINDS]
    hidden = RESTRICTED | OF_EXCLUSIONS if exclusion else RESTRICTED
    return {key: value for key, value in said.items() if key not in hidden and value not in (None, [], "")}
