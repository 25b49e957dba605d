"""Writes directory/normalize/vocabulary.toml from the team's own: python tools/convert_vocabulary.py FILE [TO]."""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w
import yaml

HEAD = """\
# What pages of clinics say of needling care, in the words to look for, from the team's vocabulary of {compiled}.
# Written by tools/convert_vocabulary.py; `digest` is over the rows. `cased` words are read in capitals alone, `near`
# ones are neighbors of their row and not equals; label and `words` of a region are plain English and ours.
"""
TARGET = Path(__file__).parents[1] / "directory" / "normalize" / "vocabulary.toml"
CASED = {"PENS", "PT", "OA"}  # 'pens' are no technique, a 'pt' is a patient
NEAR = {"electroacupuncture", "PENS", "percutaneous electrical nerve stimulation"}  # note of electrical_dn
# The source's synonyms say more than its label, and it spells in British English.
LABELS = {"chiropractic": "Chiropractic care or spinal manipulation", "exercise": "Exercise program"}
# Label, and words in which pages name a region so that nothing else can be meant: 'head', 'hand', 'joint' have none.
REGIONS: Mapping[str, tuple[str, list[str]]] = {
    "head": ("Head", []),
    "jaw": ("Jaw", ["jaw"]),
    "cervical": ("Neck", ["neck", "cervical spine"]),
    "thoracic": ("Upper back", ["upper back", "mid back", "thoracic spine"]),
    "lumbar": ("Lower back", ["lower back", "low back", "lumbar spine"]),
    "sacroiliac": ("Sacroiliac joint", ["sacroiliac", "SI joint", "sacroiliac joint"]),
    "pelvis": ("Pelvis", ["pelvis", "pelvic floor"]),
    "shoulder": ("Shoulder", ["shoulder"]),
    "elbow": ("Elbow", ["elbow"]),
    "wrist": ("Wrist", ["wrist"]),
    "hand": ("Hand", []),
    "hip": ("Hip", ["hip"]),
    "knee": ("Knee", ["knee"]),
    "leg": ("Leg", ["leg"]),
    "ankle": ("Ankle", ["ankle"]),
    "foot": ("Foot", ["foot", "feet"]),
    "joint": ("Joints", []),
    "spine": ("Spine", ["spine"]),
    "any": ("Any part of the body", []),
}


def row(entry: Mapping[str, Any], *kept: str) -> dict[str, Any]:
    """A row of the file: id, label, what else is used of it, and its synonyms, each once."""
    words = list(dict.fromkeys(entry["synonyms"]))
    cut_off = [key for key, value in entry.items() if value is None and key not in kept]  # a comma in a bare label
    made = {"id": entry["id"]}
    if "label" in entry:
        made["label"] = LABELS.get(entry["id"]) or ", ".join([entry["label"], *cut_off])
    made |= {key: entry[key] for key in kept if entry.get(key) is not None} | {"synonyms": words}
    for name, among in (("cased", CASED), ("near", NEAR)):
        if found := [word for word in words if word in among]:
            made[name] = found
    return made


def region(ident: str) -> dict[str, Any]:
    label, words = REGIONS[ident]
    return {"id": ident, "label": label, "words": words}


def rows(table: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """All rows of the file by kind."""
    return {
        "technique": [row(entry, "parent", "related_to", "note") for entry in table["techniques"]],
        "namesake": [row(entry, "why") for entry in table["not_dry_needling"]],
        "condition": [row(entry, "region", "note") for entry in table["conditions"]],
        "body_region": [region(ident) for ident in table["body_regions"]],
        "therapy": [row(entry) for entry in table["therapies_integrated"]],
    }


def digest(made: Mapping[str, Any]) -> str:
    """Hex of SHA-256 over the rows as JSON without blanks, keys sorted."""
    canonical = json.dumps(made, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def main(file: Path, to: Path = TARGET) -> None:
    table = yaml.safe_load(file.read_text(encoding="utf-8"))
    made = rows(table)
    top = {"compiled": table["compiled"], "digest": digest(made)}
    to.write_text(f"{HEAD.format(compiled=table['compiled'])}\n{tomli_w.dumps(top | made)}", "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
