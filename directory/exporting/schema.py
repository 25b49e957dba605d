"""The JSON Schema of the tables (draft 2020-12), made from their declaration; a file keeps what was promised."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import msgspec

from directory.exporting.tables import TABLES, VERSION

FILE = f"tables-{VERSION}.json"


def schema() -> dict[str, Any]:
    """One document; ``$defs`` has a schema for the rows of each table."""
    _, components = msgspec.json.schema_components(TABLES.values(), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:needleproof:export:tables:{VERSION}",
        "title": f"Rows of a needleproof export, version {VERSION}",
        "description": "Each line of a table's file is one row. The address is a name: nothing is to be fetched there.",
        "tables": {table: {"$ref": f"#/$defs/{kind.__name__}"} for table, kind in TABLES.items()},
        "$defs": tidied(components),
    }


def tidied(components: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Schemas with their descriptions in one line, as texts of their own."""
    return {
        name: one | {"description": " ".join(one.get("description", "").split())} for name, one in components.items()
    }


def written() -> bytes:
    """The schema as it is kept and exported."""
    return (json.dumps(schema(), indent=1, ensure_ascii=False) + "\n").encode()


def promised() -> bytes:
    """The schema that this version promises to whoever reads its exports."""
    return files(__package__).joinpath("schemas", FILE).read_bytes()
