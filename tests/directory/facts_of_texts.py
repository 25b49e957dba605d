"""What stands in the braces of a text, and something typical in its place."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentResource
from fluent.syntax import ast

from directory.texts import book_of
from directory.texts.book import Book, Key

NUMBER = 5
TYPICAL = dict.fromkeys(("day", "first", "second", "since", "true_on", "known_on"), "November 20, 2026") | {
    "time": "November 20, 2026 at 12:00 UTC", "who": "a physical therapist", "where": "Washington",
    "owner": "the board", "hours": "50 hours", "missing": "how many hours were done",
}  # fmt: skip


@cache
def english() -> Book:
    return book_of("en")


@cache
def source() -> str:
    return files("directory.texts").joinpath("en.ftl").read_text("utf-8")


@cache
def entries() -> tuple[ast.EntryType, ...]:
    return tuple(FluentResource(source()).body)


def facts_of(book: Book, key: Key) -> dict[str, str | int]:
    """Every fact that the text can ask for, with a typical value: a number where a plural is chosen by it."""
    found: dict[str, str | int] = {}
    for node in _nodes(book, key):
        match node:
            case ast.SelectExpression(selector=ast.VariableReference(id=name)):
                keys = [one.key.name for one in node.variants if isinstance(one.key, ast.Identifier)]
                found[name.name] = NUMBER if set(keys) <= {"zero", "one", "two", "few", "many", "other"} else keys[0]
            case ast.VariableReference(id=name):
                found.setdefault(name.name, TYPICAL.get(name.name, "Pat"))
    return found


def _nodes(book: Book, key: Key) -> Iterator[ast.BaseNode]:
    waiting: list[ast.BaseNode] = [book.patterns[key]]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.MessageReference):
            waiting.append(book.patterns[node.id.name, node.attribute.name if node.attribute else None])
        for value in vars(node).values():
            waiting += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.BaseNode)]
