"""Look-ups that begin with a search form: the page's own form is filled and sent as it says, hidden fields and all."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from parsel import Selector

from crawlers.changed import SourceChangedError
from crawlers.markup import parsed
from crawlers.platforms.lookup import Ask, LookupSpider, Talk, TooManyError
from crawlers.question import Question
from crawlers.text import surprise
from directory.normalize.names import parse_full_name

Row = tuple[Mapping[str, str], str]


class FormSpider(LookupSpider):
    """``inputs``: names of the form's inputs; ``button``: the name of the one that sends it."""

    button: ClassVar[str]

    @classmethod
    def talk(cls, question: Question) -> Talk:
        page = yield Ask(cls.start_urls[0])
        return (yield cls.sent(cls.text(page.body, page.url), page.url, question))

    @classmethod
    def sent(cls, text: str, url: str, question: Question) -> Ask:
        """The form of the page with this question in it. Raises SourceChangedError when there is no such form."""
        wanted = {cls.button, *cls.inputs.values()}
        for form in parsed(text, url).css("form"):
            fields = _fields(form)
            if not wanted <= fields.keys():
                continue
            kept = {name: value for name, (kind, value) in fields.items() if kind != "submit" or name == cls.button}
            kept |= dict.fromkeys(cls.inputs.values(), "") | cls.filled(question)
            action = urljoin(url, form.attrib.get("action") or url)
            if form.attrib.get("method", "get").lower() == "post":
                return Ask(action, kept)
            return Ask(f"{action.partition('?')[0]}?{urlencode(kept)}")
        raise SourceChangedError(f"{url}: no form with the inputs {sorted(wanted)}")


def _fields(form: Selector) -> dict[str, tuple[str, str]]:
    """Name -> (kind, value) of what a browser would send of an untouched form, and of its buttons."""
    found = {}
    for field in form.css("input[name], select[name]"):
        kind = field.attrib.get("type", "text").lower()
        if field.root.tag == "select":
            chosen = field.css("option[selected]::attr(value)").get() or field.css("option::attr(value)").get()
            found[field.attrib["name"]] = ("select", chosen or "")
        elif kind not in ("reset", "button", "image", "checkbox", "radio"):
            found[field.attrib["name"]] = (kind, field.attrib.get("value", ""))
    return found


class ListedSpider(FormSpider):
    """The form answers with a list, whose one fitting row leads to a page about the licensee.

    ``table``: the list, in CSS. ``headings``: heading of the list -> number, full_name, or '' for the others. ``link``:
    the address in a row, as XPath. ``none_said``: the words of an answer that shows nobody. On the page, ``columns``
    are the first group of ids of the form ``ids``: all of them must be declared, unless ``other_ids`` may be there.
    """

    table: ClassVar[str]
    headings: ClassVar[Mapping[str, str]]
    link: ClassVar[str]
    none_said: ClassVar[str | None] = None
    ids: ClassVar[str]
    other_ids: ClassVar[bool] = False

    @classmethod
    def talk(cls, question: Question) -> Talk:
        page = yield from super().talk(question)
        assert page is not None
        listed = cls.listed(cls.text(page.body, page.url), page.url)
        fitting = [
            link for row, link in listed if question.about(row.get("number"), parse_full_name(row.get("full_name", "")))
        ]
        if len(fitting) > 1 or (question.number is None and len(listed) > cls.few):
            raise TooManyError(f"{len(listed)} licensees came")
        if fitting:
            return (yield Ask(urljoin(page.url, fitting[0])))
        if listed and question.number:
            raise SourceChangedError(f"{page.url}: asked for {question.number}, other numbers came")
        return None

    @classmethod
    def listed(cls, text: str, where: str) -> Sequence[Row]:
        """(role -> text, address) of every row of the list. Raises SourceChangedError, also for half a page: a list
        that lost its end shows nobody who stood there.
        """
        if "</html" not in text[-2000:].lower():
            raise SourceChangedError(f"{where}: the page is cut off")
        tables = parsed(text, where).css(cls.table)
        if not tables and cls.none_said and cls.none_said.lower() in text.lower():
            return []
        for table in tables:
            lines = table.xpath("./tr | ./thead/tr | ./tbody/tr")
            headings = [words(cell) for cell in lines[:1].xpath("./th | ./td")]
            if set(headings) & set(cls.headings):
                return [row for row in (cls._row(line, headings, where) for line in lines[1:]) if row]
        raise SourceChangedError(f"{where}: no list of licensees, and no word that there is none")

    @classmethod
    def _row(cls, line: Selector, headings: list[str], where: str) -> Row | None:
        if sorted(headings) != sorted(cls.headings):
            told = surprise(sorted({*cls.headings} - {*headings}), sorted({*headings} - {*cls.headings}))
            raise SourceChangedError(f"{where}: {told}")
        cells = line.xpath("./td")  # a cell may hold a table of its own
        if len(cells) != len(headings):
            if len(cells) == 1:  # the line with the numbers of the pages
                return None
            raise SourceChangedError(f"{where}: a row has {len(cells)} values, the header {len(headings)}")
        link = line.xpath(cls.link).get()
        if link is None:
            raise SourceChangedError(f"{where}: a row leads nowhere")
        said = {cls.headings[h]: words(cell) for h, cell in zip(headings, cells, strict=True) if cls.headings[h]}
        return said, link

    @classmethod
    def detail(cls, text: str, where: str) -> dict[str, str]:
        """Id -> text of the page about one licensee. Raises SourceChangedError for ids that are there twice."""
        found: dict[str, str] = {}
        for element in parsed(text, where).css("[id]"):
            match = re.fullmatch(cls.ids, element.attrib["id"])
            name = match[1] if match else None
            if name is None or (cls.other_ids and name not in cls.columns):
                continue
            if name in found:
                raise SourceChangedError(f"{where}: {name} stands there more than once")
            found[name] = words(element)
        return found


def words(cell: Selector) -> str:
    """The text of an element, blanks collapsed."""
    return " ".join(" ".join(cell.xpath(".//text()[not(parent::script or parent::style)]").getall()).split())
