"""Patients' sentences can be read after eight years of school (Flesch-Kincaid grade, syllables by groups of vowels)."""

import re
from calendar import month_name
from collections.abc import Iterator

import pytest
from fluent.syntax import ast

from directory import next_steps, wording
from directory.next_steps import Gap
from directory.texts.book import Key
from directory.vocabulary import PROFESSION_NAMES, CredentialStatus, Need, NeedlingDisplay, RuleVerdict
from tests.directory.facts_of_texts import english, entries, facts_of
from tests.directory.test_wording import DETAILS, WORDS, said

HIGHEST = 8.0
SHORT = 10  # words: labels and parts of sentences are measured together, heading by heading
# Names, which nobody can put more simply.
NAMES = re.compile(
    "|".join(
        [
            *sorted(PROFESSION_NAMES.values(), key=len, reverse=True), *month_name[1:], "licensing board", "Washington",
            "Federal list", "Example Institute", "the NPI registry", "National Practitioner Data Bank",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
_SENTENCE, _WORD = re.compile(r"[.!?]+[”\"]?(?:\s|$)"), re.compile(r"[A-Za-z']+")
_SILENT, _VOWELS = re.compile(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$"), re.compile(r"[aeiouy]{1,2}")


def grade(text: str) -> float:
    """Years of school: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid 1975)."""
    text = NAMES.sub("Pat", text)
    words, sentences = _WORD.findall(text), max(1, len(_SENTENCE.findall(text)))
    syllables = sum(max(1, len(_VOWELS.findall(_SILENT.sub("", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_the_measure_tells_hard_from_easy() -> None:
    assert grade("We read this on the list. Ask to see the card.") < 3
    assert grade("Notwithstanding jurisdictional heterogeneity, credentialing necessitates verification.") > 15


def results() -> Iterator[str]:
    for need, found in WORDS.items():
        listed = {"list": "Federal list"} if need is Need.EXCLUSION else {}
        yield from (said(need, status, {**details, **listed}) for status in found for details in DETAILS)


def verdicts() -> Iterator[str]:
    hours = next_steps.GAPS["total_hours"]
    for permission in ("permitted", "unclear", "prohibited", None):
        details = {"permission": permission, "requirements": {"total_hours": 75}, "missing": hours.missing,
                   "question": hours.question}  # fmt: skip
        yield from (said(Need.NEEDLING_RULE, "x", details, verdict=verdict) for verdict in RuleVerdict)


def gaps() -> Iterator[str]:
    own = [value for value in vars(next_steps).values() if isinstance(value, Gap)]
    for gap in (*own, *next_steps.GAPS.values()):
        yield gap.question
        yield gap.step.format(board="the Maine licensing board", who="a physical therapist", look="Look it up.")


@pytest.mark.parametrize("texts", [results, verdicts, gaps], ids=lambda made: made.__name__)
def test_no_sentence_is_harder_than_eight_years_of_school(texts: object) -> None:
    hard = {text: round(grade(text), 1) for text in texts() if grade(text) > HIGHEST}  # type: ignore[operator]
    assert not hard


def in_braces_filled(key: Key) -> str:
    """A text of the file with something typical in its braces; addresses and commands are no words of ours."""
    text = english().said(key, facts_of(english(), key)) or ""
    return re.sub(r"`[^`]*`|https?://\S+", "Pat", text)


def by_heading() -> dict[str, list[str]]:
    """All texts of the file."""
    found: dict[str, list[str]] = {}
    heading = ""
    for entry in entries():
        if isinstance(entry, ast.GroupComment):
            heading = (entry.content or "").partition(" (")[0]
        elif isinstance(entry, ast.Message):
            keys = [key for key in english().patterns if key[0] == entry.id.name]
            found.setdefault(heading, []).extend(map(in_braces_filled, keys))
    return found


@pytest.mark.parametrize("key", english().patterns, ids=lambda key: ".".join(filter(None, key)))
def test_no_text_of_the_file_is_harder(key: Key) -> None:
    for paragraph in in_braces_filled(key).split("\n\n"):
        if len(_WORD.findall(paragraph)) >= SHORT:
            assert grade(paragraph) <= HIGHEST, paragraph


@pytest.mark.parametrize("heading", by_heading())
def test_short_texts_are_no_harder_together(heading: str) -> None:
    short = [text.removesuffix(".") for text in by_heading()[heading] if len(_WORD.findall(text)) < SHORT]
    assert grade(". ".join(short) + ".") <= HIGHEST


def test_badges_are_plain_words() -> None:
    words = [word for _, word, _ in wording.BADGES.values()]
    assert all(len(word.split()) <= 6 for word in words)
    assert {*NeedlingDisplay, *CredentialStatus} <= set(wording.BADGES)
