"""A training body's own static list of people as an HTML table (listings.md, platform IssuerTable)."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from parsel import Selector

from crawlers.changed import SourceChangedError
from crawlers.markup import parsed
from crawlers.platforms.entry_parts import holder_in, own_letters
from crawlers.platforms.entry_text import lines_of
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from crawlers.text import decoded
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import clean_npi
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.records import TrainingRecord
from directory.vocabulary import Profession, SourceKind


class IssuerTableSpider(SourceSpider):
    """``columns``: heading -> role ('' = ignored). Roles: name, credential, certificate, city, state, npi, license,
    status, completed. An entry counts as that of a finder does (`holder_in`). A license reads 'ST number';
    ``professions_of`` says whose it is by the credential's holders.
    """

    kind = SourceKind.TRAINING
    issuer: ClassVar[str]
    columns: ClassVar[Mapping[str, str]] = {}
    credential: ClassVar[str | None] = None  # letters of everybody on the list, where no column says them
    current_words: ClassVar[frozenset[str]] = frozenset()
    withdrawn_words: ClassVar[frozenset[str]] = frozenset()
    dates: ClassVar[tuple[DateForm, ...]] = (DateForm.ISO,)

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Rows of the one table whose headings are the declared ones. Raises SourceChangedError when none is."""
        text = decoded(body, where)
        if text.rfind("</table") < text.rfind("<table"):
            raise SourceChangedError(f"{where}: the page ends inside a table; it is cut off")
        page = parsed(text, where)
        found = []
        for table in page.css("table"):
            headings = [" ".join(_lines(cell)) for cell in table.xpath("(.//tr)[1]/*[self::th or self::td]")]
            if sorted(headings) == sorted(cls.columns):
                return (yield from cls._read_table(table, headings, where))
            found.append(headings)
        raise SourceChangedError(f"{where}: no table with the headings {sorted(cls.columns)}; found {found}")

    @classmethod
    def _read_table(cls, table: Selector, headings: list[str], where: str) -> Iterator[Reading]:
        for number, line in enumerate(table.xpath(".//tr")[1:], start=2):
            cells = [_lines(cell) for cell in line.xpath("./*[self::th or self::td]")]
            if len(cells) != len(headings):
                raise SourceChangedError(
                    f"{where}: row {number} has {len(cells)} values, the header {len(headings)} columns"
                )
            roles = [(cls.columns[heading], lines) for heading, lines in zip(headings, cells, strict=True)]
            # Each line of a byline is a part of it.
            said = {role: clean((", " if role == "name" else " ").join(lines)) for role, lines in roles if role}
            yield from cls._read_line(said, where, f"row {number}")

    @classmethod
    def _read_line(cls, said: dict[str, str | None], where: str, locator: str) -> Iterator[Reading]:
        said.setdefault("credential", cls.credential)
        who = holder_in(said, own_letters(cls.letters, cls.credential), bare_names=True)
        if isinstance(who, str):
            yield Dropped(who)
            return
        npi = completed = None
        try:
            npi = clean_npi(said.get("npi"))
        except ValueError as error:
            yield Flaw("npi", f"{where}: {locator}: column NPI: {error}")
        try:
            completed = parse_date(said.get("completed"), *cls.dates)
        except ValueError as error:
            yield Flaw("shape", f"{where}: {locator}: column completed: {error}")
        word = (said.get("status") or "").upper()
        marked = "status" in cls.columns.values()
        if marked and word not in cls.current_words | cls.withdrawn_words:
            yield Flaw("word", f"{where}: {locator}: column status: unknown word {said.get('status')!r}")
        state, number = _license(said.get("license"))
        yield Kept(
            TrainingRecord(
                issuer=cls.issuer,
                credential=said["credential"] or "",
                name=who.name,
                raw_name=said["name"] or "",
                npi=npi,
                license_number=number,
                license_state=state,
                profession=cls._profession(),
                city=said.get("city"),
                state=state_code(said.get("state")),
                completed_on=completed,
                certificate_number=said.get("certificate"),
                # Only a word we know to mean "current" leaves an entry standing.
                withdrawn=marked and word not in cls.current_words,
                raw_status=said.get("status"),
            ),
            locator,
        )

    @classmethod
    def _profession(cls) -> Profession | None:
        return cls.professions[0] if len(cls.professions) == 1 else None


def _lines(cell: Selector) -> tuple[str, ...]:
    return lines_of(cell.get())


def _license(text: str | None) -> tuple[str | None, str | None]:
    state, _, number = (text or "").partition(" ")
    return (state_code(state), clean(number)) if number and state_code(state) else (None, None)
