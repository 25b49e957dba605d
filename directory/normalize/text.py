"""Free text as sources send it, brought to one clean spelling or to ``None``."""

import re
import unicodedata

# Exact spellings, not case-folded: 'Null' and 'Na' are surnames.
_PLACEHOLDERS = frozenset({"<UNAVAIL>", "N/A", "n/a", "None", "NONE", "none", "NULL", "null"})
_MARKS = "-._"
_ONLY_MARKS = re.compile(rf"[{_MARKS}]+")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _kept(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char


def clean(text: str | None) -> str | None:
    """NFC text without controls, bidi marks and zero-width signs, blanks collapsed and trimmed.

    Empty texts and the placeholders of the registers (``--`` and ``<UNAVAIL>`` of NPPES, ``None`` of
    Illinois; government.md 1, 2, 6.3) are ``None``; never returns ``""``. Idempotent.
    """
    if text is None:
        return None
    if text.isascii() and text.isalnum():  # one plain word, as most of them are
        return text if text not in _PLACEHOLDERS else None
    if not (text.isascii() and text.isprintable()):  # else there is nothing to take out and nothing to compose
        text = unicodedata.normalize("NFC", "".join(map(_kept, text)))
    tidy = " ".join(text.split())
    if not tidy or tidy in _PLACEHOLDERS or (tidy[0] in _MARKS and _ONLY_MARKS.fullmatch(tidy)):
        return None
    return tidy


def damaged(text: str | None) -> bool:
    """Whether a letter was lost in an earlier decoding (U+FFFD): the text cannot be compared with another."""
    return text is not None and _REPLACEMENT in text
