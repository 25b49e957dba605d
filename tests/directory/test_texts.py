"""All texts of patients: one file, each said somewhere, none twice, nothing promised, ready for another language."""

import ast as python
import re
import tomllib
from collections import defaultdict
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentSerializer, ast

from directory import texts, wording
from directory.requirement_words import BOARD, FLAGS, INTERIM, NUMBERS, TEXTS
from directory.texts import TextError, every_name, missing, say, say_part, speaking
from directory.texts.book import Key
from directory.vocabulary import PROFESSION_NAMES, LicenseStatus
from tests.directory.facts_of_texts import english, entries, facts_of, source
from tests.directory.names_of_texts import PROGRAM, program

NEVER = re.compile(
    r"\b(un)?(qualified|safe|approved|certified by us|credentialed|top|best|illegal|background check)\b", re.IGNORECASE
)
# Modules that only choose which text is said.
CHOOSING = (
    "wording", "paper_words", "requirement_words", "next_steps", "pages/sources", "pages/mistakes",
    "pages/earlier", "pages/treating", "pages/check", "pages/said", "pages/requirements", "pages/shared",
)  # fmt: skip
# What the rules' own notice says to developers, to be left out.
NO_TEXTS = {"Read SCHEMA.md before use.", "Working table for a rule engine,"}
# Texts of so many words stand once, but for these.
LONG = 5
TWICE: dict[frozenset[str], str] = {
    frozenset({"search", "find", "plain"}): "one search, told by the engine and asked by two forms",
    frozenset({"states", "plain"}): "one page, with and without JavaScript",
    frozenset({"person", "compare", "plain"}): "one person, on pages of their own",
    frozenset({"ask", "gap"}): "a gap's question is kept with results, and may not change with the list of questions",
    frozenset({"ask"}): "the same reason for several questions",
    frozenset({"coverage"}): "the same reason for several checks",
    frozenset({"find", "treating"}): "a label of two forms",
}
# An invented language, of which four texts are there: days are told in another order, and three is a plural of its own.
INVENTED = """
day = {$day}. {$month} {$year}
month-3 = Marzu
hours = { $n ->
    [one] {$n} horo
   *[other] {$n} horoj
    }
gap-cpr =
    .question = Karto?
"""


def dotted(key: Key) -> str:
    return ".".join(filter(None, key))


def test_the_file_can_be_read_and_no_name_stands_twice() -> None:
    assert not [entry.content for entry in entries() if isinstance(entry, ast.Junk)]
    names = [entry.id.name for entry in entries() if isinstance(entry, ast.Message)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("key", english().patterns, ids=dotted)
def test_each_text_is_said_as_fluent_says_it(key: Key) -> None:
    facts = facts_of(english(), key)
    bundle = _bundle()
    message = bundle.get_message(key[0])
    pattern = message.attributes[key[1]] if key[1] else message.value
    assert pattern
    told, problems = bundle.format_pattern(pattern, facts)
    assert not problems
    assert english().said(key, facts) == told
    assert "{" not in str(told)


def _bundle(made: list[FluentBundle] = []) -> FluentBundle:  # noqa: B006  one for all
    if not made:
        made.append(FluentBundle(["en-US"], use_isolating=False))
        made[0].add_resource(FluentResource(source()))
    return made[0]


@pytest.mark.slow
def test_every_name_that_is_said_is_in_the_file() -> None:
    known = english().patterns
    assert not [
        call for call in program().calls if (call.name, call.part) not in known and (call.name, None) not in known
    ]


def test_every_text_of_the_file_is_said_somewhere() -> None:
    referred = {node.id.name for entry in entries() for node in _below(entry) if isinstance(node, ast.MessageReference)}
    assert not [name for name in every_name() if name not in referred and not program().says(name)]


def _below(node: ast.BaseNode) -> list[ast.BaseNode]:
    held = [one for value in vars(node).values() for one in (value if isinstance(value, list) else [value])]
    return [node, *(below for one in held if isinstance(one, ast.BaseNode) for below in _below(one))]


def test_every_fact_is_given_by_the_call() -> None:
    lacking = {
        call.where: needed - call.facts
        for call in program().calls
        if call.facts is not None
        and (call.name, call.part) in english().patterns
        and (needed := set(facts_of(english(), (call.name, call.part)))) > call.facts & needed
    }
    assert not lacking


def test_every_requirement_board_and_profession_has_its_words() -> None:
    for key in NUMBERS | TEXTS | FLAGS:
        assert f"need-{key.replace('_', '-')}" in every_name(), key
    for key in FLAGS:
        assert say_part(f"need-{key.replace('_', '-')}", "no")
    assert {f"need-board-{key.replace('_', '-')}" for key in BOARD} <= set(every_name())
    assert {f"need-interim-{key.replace('_', '-')}" for key in INTERIM} <= set(every_name())
    assert {code: wording.profession_name(code) for code in PROFESSION_NAMES} == PROFESSION_NAMES
    words = [wording.plain_license(status) for status in LicenseStatus]
    assert len(set(words)) == len(words)


def test_no_text_stands_twice() -> None:
    places = defaultdict(list)
    for key, pattern in english().patterns.items():
        if len(re.findall(r"[A-Za-z']+", re.sub(r"\{.*?\}", "", _written(pattern)))) >= LONG:
            places[_written(pattern)].append(dotted(key))
    twice = {text: keys for text, keys in places.items() if len(keys) > 1}
    assert not [keys for keys in twice.values() if not any({k.split("-")[0] for k in keys} <= among for among in TWICE)]


def _written(pattern: ast.Pattern) -> str:
    return FluentSerializer().serialize_entry(ast.Message(ast.Identifier("x"), pattern)).removeprefix("x = ")


@pytest.mark.parametrize("key", english().patterns, ids=dotted)
def test_no_text_promises_what_nobody_checked(key: Key) -> None:
    assert not NEVER.search(_written(english().patterns[key]))


@pytest.mark.parametrize("module", CHOOSING)
def test_who_chooses_texts_holds_none(module: str) -> None:
    tree = python.parse((PROGRAM / "directory" / f"{module}.py").read_text("utf-8"))
    aside = {
        id(node)
        for parent in python.walk(tree)
        for node in python.walk(parent)
        if isinstance(parent, python.Raise) or _is_of_the_log(parent)
    }
    docstrings = {
        id(parent.body[0].value)
        for parent in python.walk(tree)
        if isinstance(parent, python.Module | python.ClassDef | python.FunctionDef)
        and isinstance(parent.body[0], python.Expr)
    }
    held = [
        node.value
        for node in python.walk(tree)
        if isinstance(node, python.Constant) and isinstance(node.value, str) and id(node) not in aside | docstrings
    ]
    assert not [
        text
        for text in held
        if text not in NO_TEXTS and len(re.findall(r"[A-Za-z']{2,}", text)) > 3 and " " in text.strip()
    ]


def _is_of_the_log(node: python.AST) -> bool:
    return (
        isinstance(node, python.Call)
        and isinstance(node.func, python.Attribute)
        and isinstance(node.func.value, python.Name)
        and node.func.value.id == "log"
    )


# --- what is asked for wrongly --------------------------------------------------------------------------------------


def test_unknown_names_and_missing_facts_are_told() -> None:
    with pytest.raises(TextError, match="no text named 'nothing-like-it'"):
        say("nothing-like-it")
    with pytest.raises(TextError, match="with a part 'colour'"):
        say_part("day", "colour")
    with pytest.raises(TextError, match="'day': the fact 'day' is missing"):
        say("day", month="March", year="2026")
    with pytest.raises(TextError, match="'hours': Unknown external: n"):
        say("hours")


def test_facts_are_put_in_as_they_are() -> None:
    hostile = "100 % {$who} %(owner)s {day} \u202e<b>" + "x" * 10_000
    assert say("license-our-fault", word=hostile) == f"Our fault. We could not read the answer ({hostile})."
    assert say("rule-open-hours", where="W", who="x", hours=50, missing=hostile).startswith("W allows x to needle")
    assert say("link-wrong", wrong="2", links="3", bound="1%").endswith("at most 1% are wrong, with 95% certainty.")


def test_a_text_that_refers_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "xq.ftl").write_text("day = { month-1 } {$day}\nmonth-1 = { day }\n", "utf-8")
    with speaking("xq", tmp_path), pytest.raises(TextError, match="Cyclic"):
        say("day", day="1")


@pytest.mark.parametrize(
    ("n", "told"), [(1, "1 hour"), (0, "0 hours"), (54, "54 hours"), (1_200, "1,200 hours"), (27.5, "27.5 hours")]
)
def test_numbers_choose_their_plural(n: float, told: str) -> None:
    assert say("hours", n=n) == told
    assert say("hours", n=n) == told  # as it is remembered


# --- another language -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "xq.ftl").write_text(INVENTED, "utf-8")
    return tmp_path


def test_a_file_dropped_in_is_another_language(folder: Path) -> None:
    when = date(2026, 3, 9)
    english_day = wording.day(when)
    with speaking("xq", folder):
        assert texts.language() == "xq"
        assert wording.day(when) == "9. Marzu 2026"
        assert say("hours", n=1) == "1 horo"
        assert say("hours", n=3) == "3 horoj"
        assert wording.BADGES["confirmed"][1] == "Checked"  # not there yet: in English
        assert say_part("gap-cpr", "question") == "Karto?"
        assert say_part("gap-cpr", "missing") == "a current CPR card"
    assert wording.day(when) == english_day == "March 9, 2026"
    assert say("hours", n=3) == "3 hours"


def test_notices_and_tables_are_said_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    (tmp_path / "xq.ftl").write_text("notice = Avizo\nbadge-checked = Kontrolita\nnot-checked-results = Rezultoj\n")
    with speaking("xq", tmp_path):
        assert wording.NOTICE == "Avizo"
        assert wording.BADGES["confirmed"] == ("✓", "Kontrolita", "green")
        assert wording.NOT_CHECKED[0] == "Rezultoj"
    assert wording.NOTICE.startswith("Not a consumer report")


def test_what_a_language_lacks_is_counted(folder: Path) -> None:
    lacking = missing("xq", folder)
    assert len(lacking) == len(english().patterns) - 4
    assert "gap-cpr.missing" in lacking
    assert "gap-cpr.question" not in lacking
    assert "hours" not in lacking


@pytest.mark.parametrize("language", ["xq", "../en", "", "EN.ftl"])
def test_a_language_without_a_file_is_refused(language: str) -> None:
    with pytest.raises(TextError, match="there are en"), speaking(language):
        pass


def test_every_language_asks_for_facts_that_english_has() -> None:
    for language in texts.languages():
        book = texts.book_of(language)
        for key in book.patterns:
            assert key in english().patterns, (language, key)
            assert set(facts_of(book, key)) <= set(facts_of(english(), key)), (language, key)


def test_the_files_go_into_the_package() -> None:
    told = tomllib.loads((PROGRAM / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    for language in texts.languages():
        assert any(fnmatch(f"texts/{language}.ftl", pattern) for pattern in told["directory"])
