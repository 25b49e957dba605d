"""Writes directory/normalize/credentials.toml from the team's dictionary: python tools/convert_credentials.py FILE."""

import sys
from pathlib import Path

import tomli_w
import yaml

HEAD = """\
# Letters behind the names of people who may offer dry needling, from the team's dictionary of credentials
# (credentials.yaml, compiled {compiled}). They tell where a name ends; what a needling credential claims stands in
# needling_letters.toml. `name` is absent where nobody read the expansion on a page. Several entries may share letters.
"""
TARGET = Path(__file__).parents[1] / "directory" / "normalize" / "credentials.toml"


def main(file: Path) -> None:
    table = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = []
    for row in table["credentials"]:
        if row["abbr"].endswith(("-roster", "-authorisation", "-needling", "ND-DN")):
            continue  # facts of a register, not letters
        spellings = list(dict.fromkeys([row["abbr"], *row.get("variants", [])]))
        named = {"name": row["name"]} if row["confidence"] != "low" else {}
        rows.append({"id": row["id"], "kind": row["kind"], "spellings": spellings, **named})
    TARGET.write_text(f"{HEAD.format(compiled=table['compiled'])}\n{tomli_w.dumps({'credential': rows})}", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
