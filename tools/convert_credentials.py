"""Writes directory/normalize/credentials.toml from the team's dictionary: python tools/convert_credentials.py FILE."""

import json
import sys
from pathlib import Path

import yaml

HEAD = """\
# Letters behind the names of people who may offer dry needling, from the team's dictionary of credentials
# (credentials.yaml, compiled {compiled}). They tell where a name ends; what a needling credential claims stands in
# needling_letters.toml. `name` is absent where nobody read the expansion on a page. Several entries may share letters.
"""
TARGET = Path(__file__).parents[1] / "directory" / "normalize" / "credentials.toml"


def main(file: Path) -> None:
    table = yaml.safe_load(file.read_text(encoding="utf-8"))
    parts = [HEAD.format(compiled=table["compiled"])]
    for row in table["credentials"]:
        if row["abbr"].endswith(("-roster", "-authorisation", "-needling", "ND-DN")):
            continue  # facts of a register, not letters
        lines = [f"id = {json.dumps(row['id'])}", f"kind = {json.dumps(row['kind'])}"]
        spellings = list(dict.fromkeys([row["abbr"], *row.get("variants", [])]))
        lines.append(f"spellings = {json.dumps(spellings, ensure_ascii=False)}")
        if row["confidence"] != "low":
            lines.append(f"name = {json.dumps(row['name'], ensure_ascii=False)}")
        parts.append("\n[[credential]]\n" + "\n".join(lines) + "\n")
    TARGET.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
