"""The bodies that sources belong to, as Organizations: boards, registries, issuers."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from directory.store.tables import Source


def short(text: str) -> str:
    """A part of an id that says nothing and stays the same."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def organization_id(owner: str) -> str:
    return f"org-{short(owner)}"


def organizations(sources: Iterable[Source]) -> Mapping[str, dict[str, Any]]:
    """Id -> resource, one for each owner, in the order of the ids."""
    owners = {organization_id(source.owner): source.owner for source in sources}
    return {
        one: {"resourceType": "Organization", "id": one, "name": owners[one]} for one in sorted(owners) if owners[one]
    }
