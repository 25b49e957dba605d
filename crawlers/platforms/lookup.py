"""The base of look-ups: a board is asked about one named practitioner, and its answer is read by declared labels."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.question import Question
from crawlers.reading import Dropped, Flaw, Reading
from crawlers.source import SourceSpider
from crawlers.text import decoded, surprise
from directory.web import Page

WEB_PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
ANOTHER_TYPE = "another license type"


class TooManyError(Exception):
    """More practitioners fit than one question may be about; the message says how many."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a look-up: a GET, or a POST where ``fields`` of a form are given."""

    url: str
    fields: Mapping[str, str] | None = None


Talk = Generator[Ask, Page, Page | None]


@dataclass(frozen=True, slots=True)
class Rows:
    """What an answer holds: rows of label -> text with where they stand. ``more``: the board has others that fit."""

    rows: Sequence[tuple[Mapping[str, str], str]]
    more: bool = False


class LookupSpider(LicenseRows, SourceSpider):
    """``inputs``: what the board calls number, last and first; a question it has no input for is not asked.
    ``optional``: labels that some licensees lack. ``only_ours``: the board licenses nobody else, so that an unknown
    license type is a flaw. ``few``: more rows than these answer no question about one practitioner.
    """

    lookup = True
    inputs: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[str] = ""
    only_ours: ClassVar[bool] = True
    few: ClassVar[int] = 5
    cache_days: ClassVar[int] = 7
    accept: ClassVar[str] = WEB_PAGE
    encoding: ClassVar[str] = "utf-8"

    # --- asking -------------------------------------------------------------------------------------------------

    @classmethod
    def talk(cls, question: Question) -> Talk:
        """The requests one after the other, each made of the page before; returns the page that holds the answer, or
        None where the board shows nobody. Raises TooManyError and SourceChangedError.
        """
        raise NotImplementedError

    @classmethod
    def filled(cls, question: Question) -> dict[str, str]:
        """Its own names of what is asked, with the values; others it has are left empty."""
        said = {"number": question.number, "last": question.last, "first": question.first}
        return {name: said[role] or "" for role, name in cls.inputs.items() if said[role]}

    @classmethod
    def takes(cls, question: Question) -> bool:
        return ("number" if question.number else "last") in cls.inputs

    # --- reading ------------------------------------------------------------------------------------------------

    @classmethod
    def found(cls, body: bytes, where: str) -> Rows:
        """The licensees of an answer. Raises SourceChangedError for what is neither licensees nor the word that there
        is none.
        """
        raise NotImplementedError

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Readings of a saved answer."""
        yield from cls.read_rows(cls.found(body, where), where)

    @classmethod
    def read_rows(cls, found: Rows, where: str) -> Iterator[Reading]:
        """Readings of the rows of an answer. Raises SourceChangedError naming labels nobody has declared."""
        needed = {label for label, role in cls.columns.items() if role} - set(cls.optional.split("|"))
        for row, locator in found.rows:
            missing, unknown = sorted(needed - set(row)), sorted(set(row) - set(cls.columns))
            if missing or unknown:
                raise SourceChangedError(f"{where}: {locator}: {surprise(missing, unknown)}")
            for reading in cls.read_row(row, where, locator):
                if cls.only_ours and isinstance(reading, Dropped) and reading.reason.startswith(ANOTHER_TYPE):
                    word = reading.reason.partition(": ")[2]
                    yield Flaw("word", f"{where}: {locator}: unknown license type {word!r}")
                yield reading

    @classmethod
    def text(cls, body: bytes, where: str) -> str:
        """The page as text. Raises SourceChangedError."""
        if cls.encoding == "utf-8":
            return decoded(body, where)
        try:
            return body.decode(cls.encoding)
        except UnicodeDecodeError as error:
            raise SourceChangedError(f"{where}: byte {error.start}: not {cls.encoding}; wrong encoding") from error


class DirectSpider(LookupSpider):
    """Asked with one GET at ``start_urls``: ``inputs`` are parameters of its query, ``fixed`` the others."""

    fixed: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def talk(cls, question: Question) -> Talk:
        empty = dict.fromkeys(cls.inputs.values(), "")
        return (yield Ask(f"{cls.start_urls[0]}?{urlencode({**cls.fixed, **empty, **cls.filled(question)})}"))
