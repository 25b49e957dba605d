"""Passwords: Argon2id with the values its library recommends. Pure but for the salt."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 200  # characters; the first is what NIST SP 800-63B-4 asks of a password that stands alone
AT_ONCE, PATIENCE = 2, 1.0  # passwords looked at side by side, 64 MiB each; seconds that one more waits
_HASHER = PasswordHasher()
_TURNS = BoundedSemaphore(AT_ONCE)
# For a name that nobody has: an answer must take as long as for one that somebody has.
_NOBODY = _HASHER.hash("a password that nobody has")


class PasswordError(ValueError):
    """A password that is not taken; the message says why."""


class CrowdedError(Exception):
    """So many passwords are looked at that this one was not."""


def hashed(password: str, *, name: str = "") -> str:
    """The hash to keep. Raises PasswordError for one that is too short, too long or the name itself."""
    if len(password) < SHORTEST:
        raise PasswordError(f"the password needs {SHORTEST} characters at least: a few words will do")
    if len(password) > LONGEST:
        raise PasswordError(f"the password has more than {LONGEST} characters")
    if len(set(password)) < 5 or password.casefold().strip() in (name.casefold() * 4, "needleproof" * 2):
        raise PasswordError("the password is too easy to guess")
    return _HASHER.hash(_same(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password. ``kept`` None: of nobody, and the answer takes as long. Raises CrowdedError."""
    if not _TURNS.acquire(timeout=PATIENCE):
        raise CrowdedError
    try:
        return _HASHER.verify(kept or _NOBODY, _same(password[:LONGEST])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _TURNS.release()


def _same(password: str) -> str:
    """Keyboards write one letter in several ways."""
    return unicodedata.normalize("NFKC", password)
