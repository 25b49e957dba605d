"""Whether all rule files of a folder keep to the schema, each by itself and together."""

from collections.abc import Iterator
from pathlib import Path

from directory.rules.loading import FOLDER, read


def lint(folder: Path | None = None) -> Iterator[str]:
    """Every problem as 'file: key: what is wrong'; nothing when all is in order. ``None``: the packaged rules."""
    _rules, problems = read(folder or FOLDER)
    yield from map(str, problems)
