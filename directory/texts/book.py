"""One language's texts, read from its Fluent file once; each is made ready when it is first said."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

Key = tuple[str, str | None]  # a name, and the part of it that is meant
Facts = Mapping[str, Any]
Ready = Callable[[Facts], str]
MOST_COUNTED = 1 << 10  # numbers that are remembered of a text: choosing a plural takes 75 µs
LONGEST = 2_000  # signs of a fact beside a plural: Fluent takes 2,500


class TextError(LookupError):
    """A text that is not in the file, or that was asked for without a fact it needs."""


class Book:
    """The texts of one file, by name and part."""

    def __init__(self, language: str, source: str) -> None:
        self.language = language
        resource = FluentResource(source)
        # No marks around facts: receipts and reports hold these texts. Plurals of a language nobody knows are English.
        self._bundle = FluentBundle([f"{language}-US", language, "en-US"], use_isolating=False)
        self._bundle.add_resource(resource)
        self.patterns: dict[Key, ast.Pattern] = dict(_patterns(resource))
        self._ready: dict[Key, Ready] = {}

    def names(self) -> tuple[str, ...]:
        """In the order of the file."""
        return tuple(dict.fromkeys(name for name, _ in self.patterns))

    def said(self, key: Key, facts: Facts) -> str | None:
        """The text with its facts; None where this language has none. Raises TextError for a missing fact."""
        ready = self._ready.get(key)
        if ready is None:
            if key not in self.patterns:
                return None
            ready = self._ready[key] = self._make(key)
        return ready(facts)

    def _make(self, key: Key) -> Ready:
        """A text without facts is kept as it is; one whose facts are words is filled in; Fluent does the rest."""
        plain, problems = self._format(key, {})
        if not problems:
            return lambda _: plain
        template = self._template(self.patterns[key])

        @lru_cache(maxsize=MOST_COUNTED)
        def counted(facts: tuple[tuple[str, int], ...]) -> str:
            return self._by_fluent(key, dict(facts))

        def filled(facts: Facts) -> str:
            if template is not None and all(isinstance(fact, str) for fact in facts.values()):
                try:
                    return template % facts
                except KeyError as error:
                    raise self._error(key, f"the fact {error} is missing") from None
            if all(type(fact) is int for fact in facts.values()):
                return counted(tuple(facts.items()))
            return self._by_fluent(key, facts)

        return filled

    def _template(self, pattern: ast.Pattern, *within: ast.Pattern) -> str | None:
        """'Until %(day)s', where a text holds nothing but words, facts and other texts of that kind."""
        if pattern in within:  # it refers to itself, which Fluent will tell
            return None
        parts: list[str | None] = []
        for element in pattern.elements:
            match element:
                case ast.TextElement():
                    parts.append(element.value.replace("%", "%%"))
                case ast.Placeable(expression=ast.VariableReference(id=fact)):
                    parts.append(f"%({fact.name})s")
                case ast.Placeable(expression=ast.MessageReference(id=name, attribute=part)):
                    other = self.patterns.get((name.name, part.name if part else None))
                    parts.append(self._template(other, pattern, *within) if other is not None else None)
                case _:
                    return None
        return None if None in parts else "".join(filter(None, parts))

    def _by_fluent(self, key: Key, facts: Facts) -> str:
        cut = {name: fact[:LONGEST] if isinstance(fact, str) else fact for name, fact in facts.items()}
        text, problems = self._format(key, cut)
        if problems:
            raise self._error(key, "; ".join(map(str, problems)))
        return text

    def _format(self, key: Key, facts: Facts) -> tuple[str, list[Exception]]:
        name, part = key
        message = self._bundle.get_message(name)
        pattern = message.value if part is None else message.attributes[part]
        assert pattern is not None  # `patterns` holds what the file has
        text, problems = self._bundle.format_pattern(pattern, dict(facts))
        return str(text), problems

    def _error(self, key: Key, why: str) -> TextError:
        return TextError(f"{self.language}.ftl: {'.'.join(filter(None, key))!r}: {why}")


def _patterns(resource: ast.Resource) -> Iterator[tuple[Key, ast.Pattern]]:
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            if entry.value is not None:
                yield (entry.id.name, None), entry.value
            yield from (((entry.id.name, part.id.name), part.value) for part in entry.attributes)
