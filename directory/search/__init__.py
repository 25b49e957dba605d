"""Finds practitioners by place, state, profession, verified training, active license and name."""

from directory.search.answering import search
from directory.search.judged import active, checked, verified
from directory.search.listing import Listing, find
from directory.search.model import (
    LONGEST_TEXT,
    MOST_COMPARED,
    PAGE_SIZE,
    RADII,
    Choice,
    Empty,
    EmptyKind,
    Facet,
    Heard,
    Hit,
    NotShown,
    Option,
    Query,
    Result,
)

__all__ = [
    "LONGEST_TEXT",
    "MOST_COMPARED",
    "PAGE_SIZE",
    "RADII",
    "Choice",
    "Empty",
    "EmptyKind",
    "Facet",
    "Heard",
    "Hit",
    "Listing",
    "NotShown",
    "Option",
    "Query",
    "Result",
    "active",
    "checked",
    "find",
    "search",
    "verified",
]
