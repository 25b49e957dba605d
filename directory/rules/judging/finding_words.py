"""What judging found for a requirement, recognized from the words that it writes for programs and keeps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# One kind each; a group is a fact of it. Words of no kind are plain enough as they are.
_KINDS = (
    ("no-hours", r"0 hours that count; how the rest was taught or whether there is more is not known"),
    ("some-hours", r"(?P<n>[0-9.]+) hours that count; how the rest was taught or whether there is more is not known"),
    ("hours", r"(?P<n>[0-9.]+) hours that count"),
    ("parts", r"its parts: [^;]*"),
    ("not-taught", r"how the hours were taught is not known"),
    ("no-look-up", r"no look-up of the board"),
    ("no-course", r"no course that tells of (?P<what>[^;]+)"),
    ("nothing", r"not known|no record can tell|no record of these hours|no certificate known"),
    ("no-license", r"nothing known of licenses"),
    ("license-lacks", r"a license without its (?P<what>dates|status)"),
)
_PATTERNS = tuple((kind, re.compile(rf"(?:{pattern})(?=;|$)")) for kind, pattern in _KINDS)
KINDS = tuple(kind for kind, _ in _KINDS)


@dataclass(frozen=True, slots=True)
class FoundWords:
    """``kind``: one of `KINDS`, or None; ``facts``: its numbers and words; ``rest``: what was said besides."""

    kind: str | None
    facts: Mapping[str, int | float | str] = field(default_factory=dict)
    rest: str = ""


def read_found(found: str) -> FoundWords:
    """The kind of a `Judged.found`; without one, all of it is ``rest``."""
    for kind, pattern in _PATTERNS:
        if told := pattern.match(found):
            facts = {key: _number(value) if key == "n" else value for key, value in told.groupdict().items()}
            return FoundWords(kind, facts, found[told.end() :].lstrip("; "))
    return FoundWords(None, rest=found)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
