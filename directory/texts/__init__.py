"""Every text a patient reads, from one file a language: `en.ftl`, in Fluent's form, so that Spanish can follow.

A language is a file dropped in beside it, `es.ftl`; what it lacks yet is said in English, and `missing` tells it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from directory.texts.book import Book, Key, TextError

__all__ = [
    "LANGUAGE",
    "TextError",
    "book_of",
    "every_name",
    "language",
    "languages",
    "missing",
    "say",
    "say_part",
    "speaking",
]

LANGUAGE = "en"  # the whole file; others fall back to it
_spoken: ContextVar[Book | None] = ContextVar("spoken", default=None)


def say(name: str, /, **facts: Any) -> str:
    """The text of that name with its facts. Raises TextError for an unknown name or a missing fact."""
    return _said((name, None), facts)


def say_part(name: str, part: str, /, **facts: Any) -> str:
    """An attribute of a text, such as the label of a button beside its help. Raises TextError."""
    return _said((name, part), facts)


@contextmanager
def speaking(tongue: str, folder: Path | None = None) -> Iterator[None]:
    """Says everything in another language within a `with`. ``folder``: where its file is, if not among ours.

    Raises TextError where there is no such file.
    """
    before = _spoken.set(_book(tongue, folder))
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The one that is spoken now."""
    book = _spoken.get()
    return book.language if book else LANGUAGE


def every_name(tongue: str = LANGUAGE, folder: Path | None = None) -> tuple[str, ...]:
    """The names of all texts, in the order of the file."""
    return _book(tongue, folder).names()


def languages() -> tuple[str, ...]:
    """Those that have a file."""
    names = (file.name.partition(".") for file in files(__package__).iterdir())
    return tuple(sorted(language for language, _, ending in names if ending == "ftl"))


def missing(tongue: str, folder: Path | None = None) -> tuple[str, ...]:
    """What a language lacks yet and is said in English: 'name', or 'name.part'."""
    theirs = _book(tongue, folder).patterns
    return tuple(".".join(filter(None, key)) for key in _book(LANGUAGE, None).patterns if key not in theirs)


def book_of(tongue: str, folder: Path | None = None) -> Book:
    """All texts of a language. Raises TextError where it has no file."""
    return _book(tongue, folder)


@cache
def _book(tongue: str, folder: Path | None) -> Book:
    file = (folder or files(__package__)).joinpath(f"{tongue}.ftl")
    if not tongue.isalpha() or not file.is_file():
        raise TextError(f"no texts in {tongue!r}: there is no such file; there are {', '.join(languages())}")
    return Book(tongue, file.read_text("utf-8"))


def _said(key: Key, facts: dict[str, Any]) -> str:
    book = _spoken.get()
    text = book.said(key, facts) if book else None
    if text is None:
        text = _book(LANGUAGE, None).said(key, facts)
    if text is None:
        name, part = key
        raise TextError(f"{LANGUAGE}.ftl has no text named {name!r}{f' with a part {part!r}' if part else ''}")
    return text
