"""NPI registry, boards, listings and your own file side by side: what differs, whose word counts, whom to tell."""

from directory.comparing_sources.letters import Letter, letters
from directory.comparing_sources.listing import HEADS, Chosen, differing, people, rows
from directory.comparing_sources.model import Column, Discrepancy, Fact, Holder, Told, authority
from directory.comparing_sources.pack import file_name, pack
from directory.comparing_sources.reading import Compared, compared
from directory.comparing_sources.telling import OURS, ours

__all__ = [
    "HEADS",
    "OURS",
    "Chosen",
    "Column",
    "Compared",
    "Discrepancy",
    "Fact",
    "Holder",
    "Letter",
    "Told",
    "authority",
    "compared",
    "differing",
    "file_name",
    "letters",
    "ours",
    "pack",
    "people",
    "rows",
]
