"""Which texts the program says: the names in its code and templates, and what each call gives them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROGRAM = Path(__file__).parents[2]
_QUOTED = re.compile(r"""["']([A-Za-z][\w-]*)["']""")
_CALLED = re.compile(r"""\bsay(?:_part)?\(\s*["']([\w-]+)["']""")
_BEGUN = re.compile(r"""["']([a-z][\w-]*-)["']\s*~""")


@dataclass(frozen=True)
class Call:
    """A text said by its name. ``facts``: None where they are not all written out."""

    where: str
    name: str
    part: str | None
    facts: frozenset[str] | None


@dataclass(frozen=True)
class Program:
    """``words``: every string of it that may be a name or the end of one; ``composed``: names made while it runs."""

    calls: tuple[Call, ...]
    words: frozenset[str]
    composed: tuple[re.Pattern[str], ...]

    def says(self, name: str) -> bool:
        """Whether anything can say that text: by its name, or by a name composed of words that the program has."""
        if name in self.words:
            return True
        ends = (found for pattern in self.composed if (found := pattern.fullmatch(name)))
        return any(all(self._known(end) for end in found.groups()) for found in ends)

    def _known(self, end: str) -> bool:
        return end.isdigit() or end in self.words or end.replace("-", "_") in self.words


def sources() -> list[Path]:
    found = [*PROGRAM.glob("directory/**/*.py"), PROGRAM / "dashboard.py"]
    return [path for path in found if "migrations" not in path.parts]


@cache
def program() -> Program:
    calls: list[Call] = []
    words: set[str] = set()
    composed: list[re.Pattern[str]] = []
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            if isinstance(node, ast.Call) and _name_of(node.func) in ("say", "say_part"):
                calls += _calls(node, f"{path.relative_to(PROGRAM)}:{node.lineno}")
                composed += _composed(node.args[0] if node.args else None)
    told = _QUOTED.findall((PROGRAM / "directory/about/about.toml").read_text("utf-8"))
    words |= {*told, *(f"about-{name}" for name in told)}
    for template in PROGRAM.glob("directory/plain/templates/*"):
        text = template.read_text("utf-8")
        words |= set(_QUOTED.findall(text))
        calls += (Call(template.name, name, None, None) for name in _CALLED.findall(text))
        composed += (re.compile(re.escape(begun) + "(.+)") for begun in _BEGUN.findall(text))
    return Program(tuple(calls), frozenset(words), tuple(composed))


def _name_of(function: ast.expr) -> str | None:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", None)


def _calls(node: ast.Call, where: str) -> Iterator[Call]:
    facts = frozenset(given.arg for given in node.keywords if given.arg)
    whole = all(given.arg for given in node.keywords)
    part = None
    if _name_of(node.func) == "say_part" and len(node.args) > 1:
        (part, *_) = (*_texts(node.args[1]), None)
    for name in _texts(node.args[0] if node.args else None):
        yield Call(where, name, part, facts if whole else None)


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The names that an argument may be: written out, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def _composed(node: ast.expr | None) -> Iterator[re.Pattern[str]]:
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(p.value) if isinstance(p, ast.Constant) else "(.+)" for p in node.values)
        yield re.compile("".join(map(str, parts)))
    elif isinstance(node, ast.IfExp):
        yield from (*_composed(node.body), *_composed(node.orelse))
