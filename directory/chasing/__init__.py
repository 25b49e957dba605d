"""What is missing for a verdict and somebody can give: whom to ask, with which text, and what was asked for already."""

from directory.chasing.items import Ask, Item, Result, items_of
from directory.chasing.letter import letter
from directory.chasing.listing import Chased, Filters, chased, everybody, how_many, people, watch_lists
from directory.chasing.sent import ChaseError, mark_asked

__all__ = [
    "Ask",
    "ChaseError",
    "Chased",
    "Filters",
    "Item",
    "Result",
    "chased",
    "everybody",
    "how_many",
    "items_of",
    "letter",
    "mark_asked",
    "people",
    "watch_lists",
]
