"""Finds the rows that concern us in NPPES text, by bit maps of whole blocks instead of row by row.

NPPES quotes every value and allows no quote inside one. A block is taken only where that is proved for all of it:
every quote belongs to the end of a row or to one of the separators ``","``, and every row has as many of these as the
header. Anything else is left to the slow reader, which reads it right or names the fault.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 4 << 20  # bytes
LONGEST_ROW = 1 << 17  # bytes; longer values are refused by the slow reader too
LONGEST_LINE = 16 << 20  # bytes without a newline
_STRIDE = 1 << 18  # bytes compared at a time: what stays in the processor's cache
_QUOTE, _COMMA, _NEWLINE = b'",\n'
_DELETE = b"\x7f"
_CAPITALS = 0xDF  # makes small letters capitals, and digits something that no letter becomes
_SEPARATORS = b'","' * 400
_FIRST = np.zeros(1, np.int64)
_DOUBLED = np.array([2 * d - 9 if d > 4 else 2 * d for d in range(10)], np.uint8)  # Luhn, every other place
_WIDE = 11  # ten digits and the quote after them
_DECIMALS = 10 ** np.arange(9, -1, -1)
_OF_THE_PREFIX = 24  # what 80840 adds to the sum
_BIT_OF = np.array([[p for p in range(8) if b >> p & 1] + [0] * (8 - b.bit_count()) for b in range(256)], np.uint8)

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Places = NDArray[np.int64]


class DoubtError(Exception):
    """A block that cannot be proved to be of NPPES's form; it says nothing against the file."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: the columns by their place, and how the values begin that make a row ours.

    ``width``: columns of the header; ``until``: columns needed of a row of ours, from the first.
    """

    width: int
    npi: int
    deactivated: int
    until: int
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one block holds: ``rows`` of it, and of those to be read in full the place in the block (from 0), the NPI
    (0 where it is none) and the text of the first columns, without the outermost quotes and the empty values at its
    end.
    """

    rows: int
    places: Places
    npis: Places
    texts: list[bytes]


def blocks(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """The same bytes in blocks that end where a row seems to end (quote, newline); the last as it comes."""
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length > size + LONGEST_LINE:  # no row ends in sight: one doubtful block, and then no more
            break
        if length >= size and (cut := piece.rfind(b'"\n') + 2) > 1:
            held[-1] = piece[:cut]
            yield b"".join(held)
            held = [piece[cut:]]
            length = len(held[0])
    if length:
        yield b"".join(held)


class Rows:
    """A block that is proved to hold whole rows of ``width`` quoted values, and where its values stand.

    ``firsts``: the characters from which to which the values sought begin. Raises DoubtError.
    """

    def __init__(self, block: bytes, width: int, firsts: str = "12") -> None:
        if not block.isascii():
            try:
                block.decode()
            except UnicodeDecodeError as error:
                raise DoubtError(str(error)) from error
        if _DELETE in block:  # the one control that is not among the lowest or the highest bytes
            raise DoubtError("a control character")
        self.block = block
        self.width = width
        self.text = np.frombuffer(block, np.uint8)
        self.maps = maps = _maps(self.text, firsts[0], firsts[-1])
        self.separators = _Ranked(maps.quotes & _ahead(maps.commas, 1) & _ahead(maps.quotes, 2))
        after_quote = _places(maps.odd & _behind(maps.quotes, 1))
        newline = self.text[after_quote] == _NEWLINE
        self.ends, self.strange = after_quote[newline], after_quote[~newline]
        self.starts = np.concatenate((_FIRST, self.ends[:-1] + 1))
        self._prove()
        self.before = np.concatenate((_FIRST, self.separators.before(self.ends[:-1])))  # separators before each row

    def __len__(self) -> int:
        return len(self.ends)

    def _prove(self) -> None:
        """Each quote opens or closes exactly one value, and every row has as many values as the header."""
        text, starts, ends, separators = self.text, self.starts, self.ends, self.separators
        if not len(ends) or ends[-1] != len(text) - 1 or (text[starts] != _QUOTE).any():
            raise DoubtError("a line does not begin and end with a quote")
        if (separators.words & _ahead(separators.words, 2)).any():
            raise DoubtError("a value that is a comma")
        if _set_at(separators.words, starts).any() or _set_at(separators.words, ends - 3).any():
            raise DoubtError("a row that begins or ends with a separator")
        if np.bitwise_count(self.maps.quotes).sum(dtype=np.int64) != 2 * (len(separators) + len(ends)):
            raise DoubtError("a quote inside a value, or a value without")
        if (np.diff(separators.before(ends), prepend=0) != self.width - 1).any():
            raise DoubtError("a row of another width")
        if (ends - starts).max() > LONGEST_ROW:
            raise DoubtError("a very long row")

    def starts_of(self, column: int) -> Places:
        """The first byte of each row's value, after its quote."""
        if column == 0:
            return self.starts + 1
        places: Places = self.separators.place_of(self.before + (column - 1)) + 3
        return places

    def ends_of(self, column: int, rows: Places) -> Places:
        """The closing quotes of the values of some rows."""
        if column == self.width - 1:
            closing: Places = self.ends[rows] - 1
            return closing
        return self.separators.place_of(self.before[rows] + column)

    def npis(self, column: int) -> Places:
        """The numbers, 0 where one is not an NPI: ten digits, the first 1 or 2, the check digit right."""
        last = len(self.text) - _WIDE
        if last < 0:
            return np.zeros(len(self), np.int64)
        # One item for each place of the block, overlapping: quicker to pick from than byte by byte.
        wide = np.ndarray((last + 1,), f"V{_WIDE}", self.block, strides=(1,))
        values = wide[np.minimum(self.starts_of(column), last)].view(np.uint8).reshape(-1, _WIDE)
        digits = values[:, :10] - np.uint8(ord("0"))
        decimal = (digits <= 9).all(axis=1) & (values[:, 10] == _QUOTE) & ((digits[:, 0] == 1) | (digits[:, 0] == 2))
        digits[~decimal] = 0
        luhn = _DOUBLED[digits[:, ::2]].sum(axis=1, dtype=np.uint8) + digits[:, 1::2].sum(axis=1, dtype=np.uint8)
        valid = decimal & ((luhn + np.uint8(_OF_THE_PREFIX)) % 10 == 0)
        found: Places = np.where(valid, digits @ _DECIMALS, 0)
        return found


def scan(block: bytes, wanted: Wanted) -> Found:
    """The rows of one block that may be ours: a taxonomy or any other value begins as one of ours does, a
    deactivation date is there, or the NPI is not valid. Raises DoubtError.
    """
    rows = Rows(block, wanted.width, min(p[0] for p in wanted.prefixes) + max(p[0] for p in wanted.prefixes))
    npis = rows.npis(wanted.npi)
    ours = (rows.text[rows.starts_of(wanted.deactivated)] != _QUOTE) | (npis == 0)
    for places in (_beginning(rows, wanted.prefixes), rows.strange):
        ours[np.searchsorted(rows.ends, places)] = True
    chosen = np.flatnonzero(ours)
    last = rows.ends_of(wanted.until - 1, chosen)
    spans = zip((rows.starts[chosen] + 1).tolist(), last.tolist(), strict=True)
    return Found(len(rows), chosen, npis[chosen], [_trimmed(block[start:end]) for start, end in spans])


def _trimmed(text: bytes) -> bytes:
    """Most of the 15 places for taxonomies are empty: half of what would be sent and taken apart."""
    short = text.rstrip(b'",')
    empty = text[len(short) :]
    return short if len(empty) % 3 == 0 and _SEPARATORS.startswith(empty) else text


def _beginning(rows: Rows, prefixes: Sequence[str]) -> Places:
    """Where values begin as ours do, by four characters; some more than ours, never fewer."""
    at = _places(rows.maps.quotes & _ahead(rows.maps.firsts, 1) & ~_ahead(rows.maps.quotes, 2))
    at = at[at < len(rows.text) - 4]
    seconds = np.zeros(256, np.bool_)
    seconds[[ord(letter) for prefix in prefixes for letter in (prefix[1].upper(), prefix[1].lower())]] = True
    at = at[seconds[rows.text[at + 2]]]
    keys = np.zeros(len(at), np.uint32)
    for place in range(1, 5):
        keys = keys << np.uint32(8) | (rows.text[at + place] & np.uint8(_CAPITALS))
    sought = [int.from_bytes(bytes(c & _CAPITALS for c in prefix[:4].encode()), "big") for prefix in prefixes]
    return at[np.isin(keys, sought)]


# --- bit maps: one bit a byte of the block, the first byte in the lowest bit ---------------------------------------


@dataclass(frozen=True, slots=True)
class _Maps:
    quotes: Words
    commas: Words
    odd: Words  # controls, blanks, and all that is not ASCII
    firsts: Words  # characters with which a value of ours may begin


def _maps(text: Bytes, lowest: str, highest: str) -> _Maps:
    size = len(text)
    found = [np.zeros(size // 64 + 2, np.uint64) for _ in range(4)]
    quotes, commas, odd, firsts = (words.view(np.uint8) for words in found)
    shifted, truth = np.empty(_STRIDE, np.uint8), np.empty(_STRIDE, np.bool_)
    for start in range(0, size, _STRIDE):
        part = text[start : start + _STRIDE]
        less, true = shifted[: len(part)], truth[: len(part)]
        at = slice(start // 8, start // 8 + -(-len(part) // 8))
        quotes[at] = np.packbits(np.equal(part, _QUOTE, out=true), bitorder="little")
        commas[at] = np.packbits(np.equal(part, _COMMA, out=true), bitorder="little")
        # As signed numbers, what is not ASCII is below zero.
        odd[at] = np.packbits(np.less(part.view(np.int8), 33, out=true), bitorder="little")
        np.subtract(part, ord(lowest), out=less)
        firsts[at] = np.packbits(np.less_equal(less, ord(highest) - ord(lowest), out=true), bitorder="little")
    return _Maps(*found)


def _ahead(words: Words, places: int) -> Words:
    """The map of what stands so many places further on."""
    moved = words >> np.uint64(places)
    moved[:-1] |= words[1:] << np.uint64(64 - places)
    return moved


def _behind(words: Words, places: int) -> Words:
    """The map of what stands so many places before."""
    moved = words << np.uint64(places)
    moved[1:] |= words[:-1] >> np.uint64(64 - places)
    return moved


def _set_at(words: Words, places: Places) -> NDArray[np.bool_]:
    bits: NDArray[np.bool_] = (words[places >> 6] >> (places & 63).astype(np.uint64) & np.uint64(1)).astype(np.bool_)
    return bits


def _places(words: Words) -> Places:
    """Where the bits are set, in rising order; quick where few are."""
    used = np.flatnonzero(words)
    left, base = words[used], used << 6
    found: list[Places] = []
    while len(left):  # takes the lowest bit of each word until there are none
        less = left - np.uint64(1)
        found.append(base + np.bitwise_count(less & ~left))
        left &= less
        more = np.flatnonzero(left)
        left, base = left[more], base[more]
    return np.sort(np.concatenate(found), kind="stable") if found else np.zeros(0, np.int64)


class _Ranked:
    """A bit map that tells how many bits are set before a place, and where the n-th of them is."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.upto = np.cumsum(np.bitwise_count(words), dtype=np.int64)

    def __len__(self) -> int:
        return int(self.upto[-1])

    def before(self, places: Places) -> Places:
        word = places >> 6
        whole = self.words[word]
        below = whole & ((np.uint64(1) << (places & 63).astype(np.uint64)) - np.uint64(1))
        count: Places = self.upto[word] - np.bitwise_count(whole) + np.bitwise_count(below)
        return count

    def place_of(self, ordinals: Places) -> Places:
        """``ordinals`` count from 0."""
        word = np.searchsorted(self.upto, ordinals, side="right")
        whole = self.words[word]
        left = ordinals - self.upto[word] + np.bitwise_count(whole)  # bits of the word before the wanted one
        each = whole.view(np.uint8).reshape(-1, 8)
        upto = np.cumsum(np.bitwise_count(each), axis=1, dtype=np.int64)
        byte = (upto <= left[:, None]).sum(axis=1)
        rows = np.arange(len(word))
        chosen = each[rows, byte]
        bit = _BIT_OF[chosen, left - upto[rows, byte] + np.bitwise_count(chosen)]
        places: Places = (word << 6) + (byte << 3) + bit
        return places
