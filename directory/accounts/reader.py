"""Somebody who is signed in. Pure."""

from dataclasses import dataclass

from directory.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """``name``: what they sign in with; ``shown``: their name as everything that they write is signed."""

    id: int
    name: str
    shown: str
    role: Role

    @property
    def may_write(self) -> bool:
        return self.role in (Role.COORDINATOR, Role.ADMIN)

    @property
    def may_manage(self) -> bool:
        """Accounts and settings."""
        return self.role is Role.ADMIN
