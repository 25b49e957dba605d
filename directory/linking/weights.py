"""The Fellegi-Sunter table: how much each agreement tells, measured or set by hand; see `weights.json` for which."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Level:
    """``m``: how often true pairs agree so, ``u``: how often pairs by chance do; ``bits`` = log2(m / u)."""

    m: float
    u: float
    bits: float


@dataclass(frozen=True, slots=True)
class Weights:
    version: str
    trained_on: str
    fields: Mapping[str, Mapping[str, Level]]

    def bits(self, field: str, level: str) -> float:
        """0 for 'missing': what nobody says tells nothing."""
        return 0.0 if level == MISSING else self.fields[field][level].bits


MISSING = "missing"


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The table that ships with this version."""
    table = json.loads(files("directory.linking").joinpath("weights.json").read_text("utf-8"))
    fields = {
        field: {name: Level(row["m"], row["u"], math.log2(row["m"] / row["u"])) for name, row in levels.items()}
        for field, levels in table["fields"].items()
    }
    return Weights(table["version"], table["trained_on"], fields)
