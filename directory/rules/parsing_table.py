"""The two files beside the rules, read as strictly: what holds for the whole table, and its sources."""

from collections.abc import Mapping
from types import MappingProxyType

from directory.rules.model import EXTENTS, RULE_SOURCE_KINDS, RuleSource, Table
from directory.rules.row import Row
from directory.vocabulary import Profession


def parse_sources(text: str, file: str) -> Mapping[str, RuleSource]:
    """The sources' TOML (one table an id) to id -> source; raises `RuleFileError`."""
    top = Row.of_file(text, file)
    return MappingProxyType({key: _source(key, top.row(key)) for key in top.names()})


def _source(key: str, row: Row) -> RuleSource:
    source = RuleSource(
        id=key,
        kind=row.word("kind", RULE_SOURCE_KINDS),
        title=row.text("title"),
        url=row.optional_text("url"),
        source_date=row.text("source_date"),
        seen=row.word("seen", EXTENTS),
        note=row.optional_text("note"),
    )
    row.close()
    return source


def parse_table(text: str, file: str) -> Table:
    """``_table.toml`` to its values; raises `RuleFileError`."""
    top = Row.of_file(text, file)
    compact, places, missing = top.row("compact"), top.row("jurisdictions"), top.row("not_established")
    table = Table(
        schema_version=top.number("schema_version"),
        as_of=top.iso_day("as_of"),
        sources_read_on=top.iso_day("sources_read_on"),
        notice=top.text("notice"),
        original_sha256=top.text("original_sha256"),
        professions=top.row("professions").text_map({word.value for word in Profession}),
        compact=MappingProxyType({"rule": compact.text("rule"), "sources": compact.texts("sources")}),
        jurisdictions=_by_country(places),
        not_established_note=missing.text("note"),
        not_established=_by_country(missing),
    )
    compact.close()
    top.close()
    return table


def _by_country(row: Row) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({country: row.row(country).text_map() for country in row.names()})
