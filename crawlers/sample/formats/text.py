"""Small text helpers that several formats share."""

import unicodedata


def ascii_upper(text: str) -> str:
    """Capitals without accents, as in federal registries: ``Muñoz-O'Neil`` becomes ``MUNOZ-O'NEIL``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.upper()
