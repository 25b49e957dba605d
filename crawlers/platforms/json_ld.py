"""The schema.org objects of a page's JSON-LD scripts as one graph: references followed, wrong scripts told apart."""

import html
import json
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from crawlers.text import twice
from directory.normalize.text import clean

Node = Mapping[str, Any]
MOST_NODES = 5_000  # of one page
LONGEST = 2_083  # characters of a text; none that is read is longer than a web address
DEEPEST = 40  # objects within objects
# Of scripts without blanks about them; that blanks are counted keeps the search quick on a page of blanks.
_OPENED = re.compile(r"^(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)")
_CLOSED = re.compile(r"(?:-->|(?://|/\*)?\s{0,9}\]\]>(?:\s{0,9}\*/)?)$")
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")


class Graph:
    """The objects at the top of a page's scripts, and ways to read them. ``wrong``: what could not be, in words."""

    def __init__(self, scripts: Iterable[str]) -> None:
        self.top: list[Node] = []
        self.wrong: list[str] = []
        self._named: dict[str, Node] = {}
        for number, script in enumerate(scripts, start=1):
            try:
                self._add(_parsed(script))
            except (ValueError, RecursionError) as error:
                self.wrong.append(f"JSON-LD script {number}: {str(error)[:120]}")
        try:
            nodes = list(self.walk())
        except ValueError as error:
            self.wrong.append(str(error))
            self.top, nodes = [], []
        for node in nodes:
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self._named.get(name, {"@id": name})):
                self._named[name] = node

    def _add(self, value: Any) -> None:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                inner = part.get("@graph")
                if isinstance(inner, list | dict):
                    self._add(inner)
                if set(part) - {"@context", "@graph", "@id"}:
                    self.top.append(part)

    def walk(
        self, within: Iterable[Node] | None = None, *, never: Collection[str] = (), enter: Callable[[Node], bool] = bool
    ) -> Iterator[Node]:
        """Every object, those at the top first, each once. ``never``: properties that are not followed; ``enter``:
        whether an object and what it holds is read at all. Raises ValueError for more than MOST_NODES.
        """
        waiting = deque((node, 0) for node in (self.top if within is None else within))
        seen: set[int] = set()
        while waiting:
            node, depth = waiting.popleft()
            if id(node) in seen or not enter(node):
                continue
            seen.add(id(node))
            if len(seen) > MOST_NODES:
                raise ValueError(f"more than {MOST_NODES:,} objects in the markup")
            yield node
            if depth < DEEPEST:
                below = (part for key in node if key not in never for part in self.objects(node, key))
                waiting.extend((part, depth + 1) for part in below)

    def objects(self, node: Node, *properties: str) -> list[Node]:
        """The objects of these properties, lists laid flat, references followed."""
        found: list[Node] = []
        waiting = deque(node.get(name) for name in properties)
        while waiting:
            value = waiting.popleft()
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, dict):
                refers = set(value) == {"@id"} and isinstance(value["@id"], str)
                found.append(self._named.get(value["@id"], value) if refers else value)
        return found


def _parsed(script: str) -> Any:
    bare = _CLOSED.sub("", _OPENED.sub("", script.lstrip("\ufeff").strip())).strip()
    if bare.startswith(("{&quot;", "[{&quot;")):
        bare = html.unescape(bare)
    return json.loads(bare, strict=False, object_pairs_hook=_once) if bare else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # which of two values is meant nobody can know
        raise ValueError(f"one object has {twice(name for name, _ in pairs)} more than once")
    return found


def types(node: Node) -> frozenset[str]:
    """Its schema.org types without their prefix."""
    told = node.get("@type")
    return frozenset(
        _PREFIX.sub("", name) for name in (told if isinstance(told, list) else [told]) if isinstance(name, str)
    )


def texts(node: Node, *properties: str) -> list[str]:
    """The clean texts of these properties, in order: plain ones, and the value of those with a language. Longer ones
    than LONGEST are left out.
    """
    found: list[str] = []
    for name in properties:
        value = node.get(name)
        for part in value if isinstance(value, list) else [value]:
            told = part.get("@value") if isinstance(part, dict) else part
            if isinstance(told, int) and not isinstance(told, bool):
                told = str(told)
            if isinstance(told, str) and len(told) <= LONGEST and (tidy := clean(html.unescape(told))):
                found.append(tidy)
    return found


def text(node: Node, *properties: str) -> str | None:
    """The first of the `texts`."""
    return next(iter(texts(node, *properties)), None)
