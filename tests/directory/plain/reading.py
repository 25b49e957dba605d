"""Reads a page as strictly as no browser does, and says everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})
FIELDS = frozenset({"input", "select", "textarea"})
Attributes = dict[str, str | None]


@dataclass
class Page(HTMLParser):
    """``faults``: in words; ``texts``: of each element by its tag; ``structured``: bodies of ld+json."""

    body: str
    faults: list[str] = field(default_factory=list)
    tags: list[tuple[str, Attributes]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    structured: list[str] = field(default_factory=list)
    labeled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.body)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += self._all_wrong()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if len(told) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if any(name.startswith("on") or name == "style" for name in told):
            self.faults.append(f"<{tag}> has a handler or a style of its own")
        if tag in FIELDS and "label" not in self.open and told.get("type") != "hidden":
            self.labeled.add(f"field {told.get('id')}")
        if tag == "label" and told.get("for"):
            self.labeled.add(f"label {told['for']}")
        if tag == "script" and told.get("type") != "application/ld+json":
            self.faults.append("there is a script")
        if tag in ("ul", "ol") and self.open[-1:] == ["p"]:
            self.faults.append(f"<{tag}> in <p>")
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        self.tags.append((tag, told))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"]:
            self.structured.append(data)
        elif data.strip():
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str]:
        return [told["href"] or "" for tag, told in self.tags if tag == "a"]

    def _all_wrong(self) -> Iterator[str]:
        if self.headings.count(1) != 1:
            yield f"{self.headings.count(1)} headings of the first level"
        for before, after in zip([0, *self.headings], self.headings, strict=False):
            if after > before + 1:
                yield f"a heading of level {after} follows one of level {before}"
        ids = [told["id"] for _, told in self.tags if "id" in told]
        yield from (f"the id {one} stands twice" for one in set(ids) if ids.count(one) > 1)
        for name in self.labeled:
            kind, _, ident = name.partition(" ")
            if kind == "field" and f"label {ident}" not in self.labeled:
                yield f"the field {ident} has no label"
            if kind == "label" and ident not in ids:
                yield f"a label is for {ident}, which is not there"
        for tag, told in self.tags:
            if tag == "html" and told.get("lang") != "en":
                yield "no language"
            if tag == "th" and told.get("scope") not in ("col", "row"):
                yield "a heading of a table says not of what"
            address = (told.get("src") or told.get("href") or told.get("action") or "") if tag != "a" else ""
            if urlsplit(address).netloc and told.get("rel") != "canonical":
                yield f"<{tag}> loads from {address}"
            if tag == "a" and urlsplit(told.get("href") or "").scheme not in ("", "http", "https", "tel"):
                yield f"a link leads to {told.get('href')}"
        names = {tag for tag, _ in self.tags}
        yield from (f"no <{tag}>" for tag in ("title", "main", "header", "nav", "footer") if tag not in names)
