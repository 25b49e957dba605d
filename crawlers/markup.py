"""Web pages parsed, but for those that the parser would be busy with for minutes."""

import re

from parsel import Selector

from crawlers.changed import SourceChangedError

MOST_ATTRIBUTES = 200  # of one tag
# libxml2 compares every attribute of a tag with all before it: 100,000 of them cost a minute. Tags are taken whole and
# nothing in them is tried a second time (possessive), so that looking costs one pass.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_MANY = f"(?P<many>(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES + 1}}}+)"
_TAG = re.compile(rf"<(?P<name>[A-Za-z][^\s/>]*+)(?:{_MANY}|(?:{_ATTRIBUTE})*+)")
_RAW = {name: re.compile(f"</{name}", re.I) for name in ("script", "style")}  # what they hold is no markup


def bearable(text: str, where: str) -> None:
    """Raises SourceChangedError for a page that the parser would be busy with; ``where`` names it in the message."""
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        if tag["many"]:
            line = text.count("\n", 0, tag.start()) + 1
            told = f"a tag has more than {MOST_ATTRIBUTES} attributes: {tag[0][:40]!r}"
            raise SourceChangedError(f"{where}: line {line}: {told}")
        at = tag.end()
        if (end := _RAW.get(tag["name"].lower())) is not None:
            found = end.search(text, at)
            at = found.end() if found else len(text)


def parsed(text: str, where: str) -> Selector:
    """The page, to be searched, if it is `bearable`.

    >>> parsed("<p a=1>x</p>", "page").css("p::text").get()
    'x'
    """
    bearable(text, where)
    return Selector(text, type="html")
