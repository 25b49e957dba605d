"""Writes directory/normalize/credentials.toml from the team's dictionary: python tools/convert_credentials.py FILE."""

import sys
from datetime import date
from pathlib import Path

import tomli_w
import yaml

HEAD = """\
# Letters behind the names of people who may offer dry needling, from the team's dictionary of credentials
# (credentials.yaml). They tell where a name ends, and what letters mean; what a needling credential claims stands in
# needling_letters.toml. `name` is absent where nobody read the expansion on a page; `check`: where holders are looked
# up. Several entries may share letters.
"""
NOBODY = {"none", "-", "issuer not established"}
TARGET = Path(__file__).parents[1] / "directory" / "normalize" / "credentials.toml"


def main(file: Path) -> None:
    table = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = []
    for row in table["credentials"]:
        if row["abbr"].endswith(("-roster", "-authorisation", "-needling", "ND-DN")):
            continue  # facts of a register, not letters
        spellings = list(dict.fromkeys([row["abbr"], *row.get("variants", [])]))
        named = {"name": row["name"]} if row["confidence"] != "low" else {}
        told = {"subkind": row.get("subkind"), "issuer": None if row["issuer"] in NOBODY else row["issuer"]}
        told |= {"check": (row.get("verify_at") or "").partition(";")[0], "country": row["country"]}
        more = {key: _american(value) for key, value in told.items() if value}
        rows.append({"id": row["id"], "kind": row["kind"], "spellings": spellings, **named, **more})
    content = {"compiled": date.fromisoformat(str(table["compiled"])), "credential": rows}
    TARGET.write_text(f"{HEAD}\n{tomli_w.dumps(content)}", "utf-8")


def _american(text: str) -> str:
    return text.replace("licence", "license").replace("programme", "program")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
