"""Convert the rule table (dry_needling.yaml, see its SCHEMA.md) into our rule files, one TOML a jurisdiction.

Usage: ``python tools/convert_rules.py YAML OUTDIR``; then run tests/directory/test_rules.py, which rebuilds
the document from the files and compares its digest with the one recorded here.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w
import yaml

HEADER = "# Written by tools/convert_rules.py. A key that is absent means: the table does not say.\n"


def without_nulls(entry: Mapping[str, Any]) -> dict[str, Any]:
    """TOML has no null: the loader restores the keys that SCHEMA.md calls nullable."""
    return {key: value for key, value in entry.items() if value is not None}


def rule_row(rule: Mapping[str, Any], read_on: date) -> dict[str, Any]:
    """A ``[[rule]]`` table: country and jurisdiction are said once, at the top of the file."""
    row = without_nulls(rule)
    del row["country"], row["jurisdiction"]
    if not row["requirements"]:
        del row["requirements"]
    return {**row, "read_on": read_on}


def jurisdiction_file(document: Mapping[str, Any], country: str, code: str) -> dict[str, Any]:
    """The values of one jurisdiction's file."""
    read_on = date.fromisoformat(document["sources_read_on"])
    top = {"country": country, "jurisdiction": code, "name": document["jurisdictions"][country][code]}
    if missing := document["not_established"].get(country, {}).get(code):
        top["not_established"] = missing
    place = (country, code)
    rules = [rule for rule in document["rules"] if (rule["country"], rule["jurisdiction"]) == place]
    return {**top, "rule": [rule_row(rule, read_on) for rule in rules]}


def table_file(document: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ``_table.toml``: all that is neither rule nor source, and the digest of the document."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    missing: dict[str, Any] = {"note": document["not_established"]["note"]}
    for country, entries in document["not_established"].items():
        if country != "note":
            places = document["jurisdictions"][country]
            missing[country] = {code: said for code, said in entries.items() if code not in places}
    table = {key: value for key, value in document.items() if key not in ("rules", "sources")}
    return {
        **table,
        "original_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "not_established": {key: value for key, value in missing.items() if value},
    }


def convert(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """File name -> values. Raises ``ValueError`` when the document's order of rules could not be restored."""
    order = [(country, code) for country, names in document["jurisdictions"].items() for code in names]
    places = [(rule["country"], rule["jurisdiction"]) for rule in document["rules"]]
    if strangers := set(places) - set(order):
        raise ValueError(f"rules of unknown jurisdictions: {sorted(strangers)}")
    if places != sorted(places, key=order.index):
        raise ValueError("the rules do not follow the order of the jurisdictions")
    built = {
        "_table.toml": table_file(document),
        "_sources.toml": {key: without_nulls(source) for key, source in document["sources"].items()},
    }
    for country, code in order:
        name = f"{country}_{code}".replace("-", "_").lower() + ".toml"
        built[name] = jurisdiction_file(document, country, code)
    return built


def main() -> None:
    """Read the YAML file, write the TOML files; removes nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("yaml", type=Path, metavar="YAML", help="dry_needling.yaml")
    parser.add_argument("outdir", type=Path, metavar="OUTDIR", help="folder of the TOML files")
    options = parser.parse_args()
    document = yaml.safe_load(options.yaml.read_text(encoding="utf-8"))
    options.outdir.mkdir(parents=True, exist_ok=True)
    built = convert(document)
    for name, values in built.items():
        (options.outdir / name).write_text(HEADER + tomli_w.dumps(values), encoding="utf-8")
    print(f"{len(built)} files, {len(document['rules'])} rules, {len(document['sources'])} sources")


if __name__ == "__main__":
    main()
