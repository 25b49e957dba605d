"""Which records speak of one person, and why: precision before recall, a number alone never links."""

from directory.linking.joining import link
from directory.linking.model import Doubt, DoubtCode, Linking, Member, Person
from directory.linking.people import display_name, former_names, look_alikes

__all__ = [
    "Doubt",
    "DoubtCode",
    "Linking",
    "Member",
    "Person",
    "display_name",
    "former_names",
    "link",
    "look_alikes",
]
