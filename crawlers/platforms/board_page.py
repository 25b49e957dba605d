"""Answers of boards as pages: one block for each licensee, with labels and values."""

from collections.abc import Mapping
from typing import ClassVar

from parsel import Selector

from crawlers.changed import SourceChangedError
from crawlers.markup import parsed
from crawlers.platforms.board_form import FormSpider, ListedSpider, words
from crawlers.platforms.lookup import DirectSpider, LookupSpider, Rows
from crawlers.text import looks_like_html

NAME = "name"


class BlockSpider(LookupSpider):
    """``block``: one licensee, in CSS. ``name_at``, ``label_at``: the name and the labels in it, ``value_at`` the value
    beside a label, as XPath; ``more_labels``: label -> where its value is. ``renamed``: labels under which some blocks
    give the same thing. ``total_at``: where the number of all stands; ``more_at``: what is there when others fit too.
    ``none_said``: the words of an answer that shows nobody. The column of the name is 'name'.
    """

    block: ClassVar[str]
    name_at: ClassVar[str]
    label_at: ClassVar[str]
    value_at: ClassVar[str]
    more_labels: ClassVar[Mapping[str, str]] = {}
    renamed: ClassVar[Mapping[str, str]] = {}
    total_at: ClassVar[str | None] = None
    more_at: ClassVar[str | None] = None
    none_said: ClassVar[str | None] = None

    @classmethod
    def found(cls, body: bytes, where: str) -> Rows:
        text = cls.text(body, where)
        page = parsed(text, where)
        rows = [(cls._block(block, f"{where}: block {n}"), f"block {n}") for n, block in cls._blocks(page)]
        total = cls._total(page, where)
        if total is not None and total < len(rows):
            raise SourceChangedError(f"{where}: it counts {total} licensees, but shows {len(rows)}")
        more = bool(cls.more_at and page.xpath(cls.more_at)) or (total or 0) > len(rows)
        if not rows and total is None and not (cls.none_said and cls.none_said in text):
            raise SourceChangedError(f"{where}: no licensee, and no word that there is none")
        if looks_like_html(text) and "</html" not in text[-2000:].lower():
            raise SourceChangedError(f"{where}: the page is cut off")
        return Rows(rows, more)

    @classmethod
    def _blocks(cls, page: Selector) -> list[tuple[int, Selector]]:
        return list(enumerate(page.css(cls.block), start=1))

    @classmethod
    def _block(cls, block: Selector, where: str) -> dict[str, str]:
        found = {NAME: " ".join((block.xpath(cls.name_at).get() or "").split())}
        pairs = [(words(label).rstrip(":"), label.xpath(cls.value_at)) for label in block.xpath(cls.label_at)]
        pairs += [(label, at) for label, path in cls.more_labels.items() if (at := block.xpath(path))]
        for written, value in pairs:
            label = cls.renamed.get(written, written)
            if label in found:
                raise SourceChangedError(f"{where}: the label {label!r} stands there more than once")
            found[label] = words(value[0]) if value else ""
        return found

    @classmethod
    def _total(cls, page: Selector, where: str) -> int | None:
        if cls.total_at is None:
            return None
        said = page.xpath(cls.total_at).get()
        number = (said or "").strip().replace(",", "")
        if not number.isdecimal():
            raise SourceChangedError(f"{where}: it does not say how many licensees fit ({said!r})")
        return int(number)


class DirectBlockSpider(BlockSpider, DirectSpider):
    """Blocks that one GET brings."""


class FormBlockSpider(BlockSpider, FormSpider):
    """Blocks that a form brings."""


class DetailSpider(ListedSpider):
    """A list that leads to a page whose values have ids."""

    @classmethod
    def found(cls, body: bytes, where: str) -> Rows:
        row = cls.detail(cls.text(body, where), where)
        if not row:
            raise SourceChangedError(f"{where}: no page about a licensee")
        return Rows([(row, "the page")])
