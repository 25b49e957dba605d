"""Text as the fonts of a report can show it: other letters are written in Latin, with their code points."""

import re
import unicodedata
from bisect import bisect_right

from anyascii import anyascii

# First and last of what both fonts that Typst brings along show; Hebrew only the one for text. A test sets them all.
SHOWN = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x1C3), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE),
    (0x400, 0x45F), (0x1EA0, 0x1EF9), (0x2010, 0x2023), (0x2026, 0x2026), (0x2039, 0x203A), (0x20AC, 0x20AC),
    (0x2122, 0x2122), (0x2190, 0x2193), (0x2260, 0x2260), (0x2264, 0x2265),
)  # fmt: skip
HEBREW = (0x5D0, 0x5EA)
LONGEST = 1_500  # characters of one cell or sentence
_STARTS = [first for first, _ in SHOWN]
_LONG_WORD = re.compile(r"\S{41,}")
_HASH = re.compile(r"[0-9a-f]{64}")
BREAK = "\u200b"  # a line may end here; the template sets nothing for it
COLUMNS = 108  # of a line of what is shown as it stood
_PIECE = 36


def printable(text: str, *, longest: int = LONGEST, hebrew: bool = True, ascii_only: bool = False) -> str:
    """The text, cut with a word about it where it is too long; lines may end within long words, but not in hashes."""
    cut = text[:longest]
    told = "".join(_runs(unicodedata.normalize("NFC", " ".join(cut.split())), hebrew, ascii_only))
    if len(text) > longest:
        told += f"… ({len(text):,} characters; all of it is in the receipt)"
    return _LONG_WORD.sub(_broken, told)


def verbatim(text: str, *, ascii_only: bool = False) -> str:
    """As it stood, line by line."""
    lines = text.replace("\t", "    ").splitlines() or [""]
    told = ("".join(_runs(unicodedata.normalize("NFC", line), False, ascii_only)) for line in lines)
    return "\n".join(line[at : at + COLUMNS] for line in told for at in range(0, len(line) or 1, COLUMNS))


def _broken(word: re.Match[str]) -> str:
    text = word[0]
    if _HASH.search(text):
        return text
    return BREAK.join(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _runs(text: str, hebrew: bool, ascii_only: bool) -> list[str]:
    """The text in pieces: what can be shown, and what is told instead of the rest."""
    found: list[str] = []
    odd = ""
    for letter in text:
        if _can(letter, hebrew, ascii_only):
            if odd:
                found.append(_instead(odd))
                odd = ""
            found.append(letter)
        else:
            odd += letter
    return [*found, _instead(odd)] if odd else found


def _can(letter: str, hebrew: bool, ascii_only: bool) -> bool:
    code = ord(letter)
    if ascii_only or code < 0x7F:
        return 0x20 <= code <= 0x7E
    if hebrew and HEBREW[0] <= code <= HEBREW[1]:
        return True
    at = bisect_right(_STARTS, code) - 1
    return at >= 0 and code <= SHOWN[at][1]


def _instead(odd: str) -> str:
    """'ZhongWen [U+4E2D U+6587]'."""
    latin = "".join(letter for letter in anyascii(odd) if 0x20 <= ord(letter) <= 0x7E).strip()
    codes = f"[{' '.join(f'U+{ord(letter):04X}' for letter in odd)}]"
    return f"{latin} {codes}" if latin else codes
