"""The schema that was promised is the one that is made, and every row keeps it."""

import msgspec
import pytest
from jsonschema import Draft202012Validator

from directory.exporting import schema
from directory.exporting.order import Kind
from directory.exporting.tables import TABLES
from directory.vocabulary import Audience
from tests.directory.exporting.conftest import Exported


def test_the_tables_are_those_of_their_version() -> None:
    """Fails when a table changes: then raise `VERSION`, and write the new file with `schema.written()`."""
    assert schema.written() == schema.promised()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema.schema())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("audience", Audience)
def test_every_row_keeps_the_schema(exported: Exported, table: str, audience: Audience) -> None:
    folder, manifest = exported(Kind.JSON, audience)
    told = schema.schema()
    validator = Draft202012Validator(told | told["tables"][table], format_checker=Draft202012Validator.FORMAT_CHECKER)
    rows = [msgspec.json.decode(line) for line in (folder / f"{table}.ndjson").read_bytes().splitlines()]
    assert rows
    assert manifest.table(table).rows == len(rows)  # type: ignore[union-attr]
    for row in rows:
        validator.validate(row)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("checks", "status", "true"),
        ("checks", "status", True),
        ("checks", "status", None),
        ("checks", "reason", "because"),
        ("checks", "read_at", "yesterday"),
        ("licenses", "expires", "2026-13-01"),
        ("places", "kind", "office"),
        ("practitioners", "surprise", 1),
    ],
)
def test_the_schema_refuses(exported: Exported, table: str, column: str, value: object) -> None:
    folder, _ = exported(Kind.JSON)
    told = schema.schema()
    row = msgspec.json.decode((folder / f"{table}.ndjson").read_bytes().splitlines()[0])
    validator = Draft202012Validator(told | told["tables"][table], format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert not validator.is_valid(row | {column: value})
