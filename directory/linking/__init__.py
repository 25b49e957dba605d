"""Which records speak of one person, and why: precision before recall, a number alone never links."""

from directory.linking.facts import Facts
from directory.linking.joining import link
from directory.linking.model import Doubt, DoubtCode, Linking, Member, Person, Question
from directory.linking.people import display_name, former_names, look_alikes

__all__ = [
    "Doubt",
    "DoubtCode",
    "Facts",
    "Linking",
    "Member",
    "Person",
    "Question",
    "display_name",
    "former_names",
    "link",
    "look_alikes",
]
