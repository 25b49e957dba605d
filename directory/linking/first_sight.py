"""What names alone rule out, before anything else of a candidate is read: most of whom keys find are somebody else."""

from directory.linking.called import Called
from directory.linking.comparing import given_level, surname_level
from directory.linking.evidence import GIVEN_LIKE, SURNAME_LIKE
from directory.linking.side import Side


def worth_reading(left: Side, right: Called) -> bool:
    """False only where `identity.decide` turns the pair down whatever else the records say, unless a number agrees."""
    given = given_level(left, right)
    if given in GIVEN_LIKE and surname_level(left, right) in SURNAME_LIKE:
        return True
    if given == "same" and any(spot.house for spot in left.spots):  # another surname at one address
        return True
    return len(left.given) > 1 and left.given in right.forms  # the name in the other order
