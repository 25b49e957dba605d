"""The rule files a receipt holds, and the rules they make up when it is replayed."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

from directory.reporting import forms
from directory.rules import RuleSource, rule_source, rules_for
from directory.rules.deciding import FILE as DECIDING
from directory.rules.deciding import parse_deciding
from directory.rules.loading import packaged
from directory.rules.parsing import parse_jurisdiction
from directory.rules.parsing_table import parse_table
from directory.rules.rule_set import RuleSet
from directory.rules.whole import TABLE, file_of

COUNTRY = "US"
_NAME = re.compile(r"[a-z_]{1,40}\.toml")


def rule_files(states: Iterable[str]) -> list[forms.RuleFile]:
    """The table, what can be decided of the texts, and the states' own files, where there are such."""
    known = packaged()
    names = [file_of(COUNTRY, code) for code in sorted(set(states)) if (COUNTRY, code) in known.places]
    return [told(name) for name in (TABLE, DECIDING, *names)]


def told(name: str) -> forms.RuleFile:
    """A packaged file. Raises FileNotFoundError."""
    folder = files("directory.rules")
    body = (folder if name == DECIDING else folder.joinpath("data")).joinpath(name).read_bytes()
    return forms.RuleFile(file=name, sha256=hashlib.sha256(body).hexdigest(), text=body.decode())


def rule_texts(states: Iterable[str]) -> list[forms.RuleText]:
    """The texts that the states' rules name, sorted by their id."""
    ids = {one for code in states for rule in rules_for(code) for one in (*rule.sources, *rule.evidence.values())}
    return [_text(rule_source(one)) for one in sorted(ids)]


def _text(source: RuleSource) -> forms.RuleText:
    return forms.RuleText(**{name: getattr(source, name) for name in forms.RuleText.__struct_fields__})


def rule_set(receipt: forms.Receipt) -> RuleSet:
    """The rules as the receipt holds them. Raises RuleFileError, and ValueError without a table."""
    texts = {one.file: one.text for one in receipt.rules}
    if missing := {TABLE, DECIDING} - texts.keys():
        raise ValueError(f"the receipt holds no {', '.join(sorted(missing))}")
    deciding = parse_deciding(texts[DECIDING])
    places = [parse_jurisdiction(text, name, deciding) for name, text in texts.items() if name not in (TABLE, DECIDING)]
    sources = {
        one.id: RuleSource(**{name: getattr(one, name) for name in one.__struct_fields__}) for one in receipt.rule_texts
    }
    return RuleSet.of(parse_table(texts[TABLE], TABLE), sources, places, receipt.made.rules_version)


def falsified(receipt: forms.Receipt) -> list[str]:
    """Names of rule files whose text is not what their hash names."""
    return [one.file for one in receipt.rules if hashlib.sha256(one.text.encode()).hexdigest() != one.sha256]


def changed(held: Sequence[forms.RuleFile]) -> list[str]:
    """Names of files that this program's rules have otherwise, or have no more."""
    return [one.file for one in held if _now(one.file) != one.sha256]


def _now(name: str) -> str | None:
    try:
        return told(name).sha256 if _NAME.fullmatch(name) else None  # the name may be anybody's
    except FileNotFoundError:
        return None
