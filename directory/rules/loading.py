"""The packaged rule files, each read when first asked for and then kept."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from directory.rules.model import Jurisdiction, RuleFileError, RuleSource, Table, UnknownJurisdictionError
from directory.rules.parsing import parse_jurisdiction
from directory.rules.parsing_table import parse_sources, parse_table

_CODE = re.compile(r"[A-Z]+(-[A-Z]+)*")


def _text(name: str) -> str:
    """Raises ``FileNotFoundError``."""
    return files("directory.rules").joinpath("data", name).read_text(encoding="utf-8")


@cache  # successes only, so it cannot outgrow the folder
def load_jurisdiction(country: str, jurisdiction: str) -> Jurisdiction:
    """One jurisdiction's rules; reads that one file and no other.

    Raises `UnknownJurisdictionError` when there is no such file (codes are capital letters, as in SCHEMA.md)
    and `RuleFileError` when the file is not in order.
    """
    # The codes may come from a visitor, so nothing but letters and dashes becomes a file name.
    if not (_CODE.fullmatch(country) and _CODE.fullmatch(jurisdiction)):
        raise UnknownJurisdictionError(f"{country!r}, {jurisdiction!r}")
    name = f"{country}_{jurisdiction}".replace("-", "_").lower() + ".toml"
    try:
        text = _text(name)
    except FileNotFoundError:
        raise UnknownJurisdictionError(f"{country!r}, {jurisdiction!r}") from None
    loaded = parse_jurisdiction(text, name)
    if (loaded.country, loaded.code) != (country, jurisdiction):
        raise RuleFileError(name, "jurisdiction", "does not belong to the name of the file")
    return loaded


@cache
def load_table() -> Table:
    """What holds for the whole table; raises `RuleFileError`."""
    return parse_table(_text("_table.toml"), "_table.toml")


@cache
def load_sources() -> Mapping[str, RuleSource]:
    """All sources by id; raises `RuleFileError`."""
    return parse_sources(_text("_sources.toml"), "_sources.toml")
