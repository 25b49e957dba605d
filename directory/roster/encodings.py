"""In which encoding the text of a roster is written; where that is in doubt, nothing is guessed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from anyascii import anyascii
from charset_normalizer import from_bytes

from directory.roster.columns import RosterError

KEPT = "surrogateescape"  # bytes that are no UTF-8 pass through as marks, and are written as they came
SPELT = "needleproof.spelt"  # of ours, a letter that the encoding has not got is spelt in those that it has
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_SIXTEEN = "The text is UTF-16; the file that is written is too."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEYOND = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_WORD = re.compile(r"[^\W\d_]+")
# How signs of Windows-1252 that are no letters must stand to be no letters of another encoding: an apostrophe as in
# O'Brien, a dash between blanks, a hard blank before a capital.
_SIGN = re.compile(
    r"(?<=\b[A-Z])’(?=[A-Z][a-z]|[A-Z]{2})|(?<=[a-z])’(?=s\b)|(?<=[ \d])[–—](?=[ \d])|(?<=[A-Z]{2})®(?!\w)"
    r"|(?<=[ \W])•(?= )|(?<![A-Za-z])\xa0|\xa0(?![a-z])"
)
_TWO_WAYS = frozenset("ËÌÍ")  # in Mac Roman À, Ã and Õ: what else is accented must show which of both it is


@dataclass(frozen=True, slots=True)
class Encoding:
    """``name``: for `open`; ``errors``: what to do with what it cannot write; ``mark``: stands at the start."""

    name: str
    errors: str = KEPT
    mark: str = ""
    told: str | None = None

    @property
    def strict(self) -> bool:
        """Whether everything in the file is of the encoding."""
        return self.errors != KEPT


def _spelt(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(anyascii(char) if not "\ud800" <= char <= "\udfff" else "?" for char in wrong), error.end


codecs.register_error(SPELT, _spelt)


def encoding_of(path: Path) -> Encoding:
    """The encoding of a file that can be read. Raises RosterError for one that is no text."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            if not name:
                raise RosterError(f"{path}: the text is UTF-32; save the file as CSV in UTF-8")
            if name == "utf-8-sig":
                return _checked(path, Encoding(name))
            return _whole(path, Encoding(name, SPELT, "\ufeff", _SIXTEEN))
    if (sixteen := _sixteen(start)) is not None:
        return _whole(path, Encoding(sixteen, SPELT, "", _SIXTEEN))
    return _checked(path, Encoding("utf-8"))


def _sixteen(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what is mostly English is nothing."""
    pairs = len(start) // 2
    if pairs < 2 or b"\0" not in start:
        return None
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        if start[at::2].count(0) > 0.9 * pairs and not start[1 - at :: 2].count(0):
            return name
    return None


def _whole(path: Path, found: Encoding) -> Encoding:
    """The same where the file is of it to its end. Raises RosterError naming the line where it is not."""
    decoder, line = codecs.getincrementaldecoder(found.name)("strict"), 1
    with path.open("rb") as file:
        for block in chain(iter(partial(file.read, _BLOCK), b""), [b""]):
            try:
                line += decoder.decode(block, not block).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].decode(found.name, "ignore").count("\n")
                raise RosterError(
                    f"{path}, line {line}: the text is not all UTF-16; save the file as CSV in UTF-8"
                ) from None
    return found


def _checked(path: Path, utf8: Encoding) -> Encoding:
    """UTF-8, unless all that is beyond ASCII is no UTF-8 and for certain Windows-1252."""
    sample, proven = b"", False
    for line in _beyond(path):
        if utf8.name == "utf-8-sig" or (shown := _is_windows(line)) is None:
            return utf8
        proven = proven or shown
        if len(sample) < _SAMPLE:
            sample += line[:_SAMPLE] + b"\n"
    if proven and _fits_windows(sample):
        return Encoding("cp1252", SPELT, "", "The text is Windows-1252; the file that is written is too.")
    return utf8


def _beyond(path: Path) -> Iterator[bytes]:
    """The lines with bytes beyond ASCII; of text that is all UTF-8 none. Raises RosterError for NUL bytes."""
    decoder, valid, lines = codecs.getincrementaldecoder("utf-8")("strict"), True, 1
    with path.open("rb") as file:
        for block in iter(partial(file.read, _BLOCK), b""):
            if (at := block.find(b"\0")) >= 0:
                row = lines + block.count(b"\n", 0, at)
                raise RosterError(f"{path}, row {row}: it holds NUL bytes, which text never does; save it as CSV again")
            lines += block.count(b"\n")
            if valid:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    valid = False
    if valid and not _unfinished(decoder):
        return
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                yield from _BEYOND.findall(line)


def _unfinished(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return True
    return False


def _is_windows(line: bytes) -> bool | None:
    """Whether a line shows that it is Windows-1252; False where it may be another encoding too, None where it is none
    or in doubt.
    """
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None  # some of the file is UTF-8
    try:
        text = line.decode("cp1252")
    except UnicodeDecodeError:
        return None
    certain = {found.start() for found in _SIGN.finditer(text)}
    for found in _WORD.finditer(text):
        if _is_windows_word(found[0]):
            certain.update(range(*found.span()))
    signs = {place: char for place, char in enumerate(text) if not char.isascii()}
    return any(char not in _TWO_WAYS for char in signs.values()) if signs.keys() <= certain else None


def _is_windows_word(word: str) -> bool:
    """Whether the accented letters of a word have the case of their neighbors, as in Peña, MÜLLER and Ángel; read in
    another encoding than that in which it was written, a word seldom looks so.
    """
    accented = [(place, char) for place, char in enumerate(word) if not char.isascii()]
    if any(not "À" <= char <= "ÿ" for _, char in accented):
        return False
    if word.isupper():
        return True
    return not any(char.isupper() if place else char.islower() for place, char in accented) and not re.search(
        "[A-Z]{2}", word
    )


def _fits_windows(sample: bytes) -> bool:
    """Whether Windows-1252 is among the readings in which the text is no jumble."""
    found = from_bytes(sample, cp_isolation=["cp1252", "cp1250", "mac_roman", "cp437"])
    return any("cp1252" in reading.could_be_from_charset for reading in found)
