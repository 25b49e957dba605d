"""Names the program that read something: another version of a reader may see more in the same bytes."""

import hashlib
from functools import lru_cache
from pathlib import Path

from directory import __version__

ROOT = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def program() -> str:
    """'0.1.0+1a2b3c4d': the version and a digest over all that reads and normalizes, the vocabularies included."""
    digest = hashlib.sha256()
    for package in ("crawlers", "directory"):
        for file in sorted(found for kind in ("*.py", "*.toml", "*.typ") for found in (ROOT / package).rglob(kind)):
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"
