"""What no weight buys out: the gates between evidence and a settled identity."""

from collections.abc import Iterator
from enum import StrEnum

from directory.linking.evidence import AGREEING, FULL_GIVEN, FULL_SURNAME, Evidence, Register
from directory.linking.side import Side


class Gate(StrEnum):
    """Why a pair is not settled."""

    KEY_WITHOUT_NAME = "key_without_name"
    OTHER_NPI = "other_npi"
    OTHER_LICENSE = "other_license"
    MIDDLE = "middle"
    SUFFIX = "suffix"
    SEX = "sex"
    PROFESSION = "profession"
    STATE = "state"
    FATHER_OR_SON = "father_or_son"
    SURNAME = "surname"
    HALF_SURNAME = "half_surname"
    GIVEN = "given"
    NAME_ORDER = "name_order"
    PLACE = "place"
    CORROBORATION = "corroboration"
    WEIGHT = "weight"
    SLICE = "slice"
    RIVAL = "rival"


CONTRADICTIONS = {
    Gate.MIDDLE: ("middle", "other"),
    Gate.SUFFIX: ("suffix", "other"),
    Gate.SEX: ("sex", "other"),
    Gate.PROFESSION: ("profession", "other"),
    Gate.STATE: ("place", "other_state"),
}
NEEDED_BITS = 6.0  # 64 : 1 beside all gates
MARGIN_BITS = 4.5  # a rival must be this much less likely: the same city against somewhere else in the state
SUFFIX_MARGIN_BITS = 12.0  # father and son share name, clinic and profession
_SAME_ADDRESS = ("street", "zip")
_PLACED = (*_SAME_ADDRESS, "city")


def contradictions(found: Evidence) -> Iterator[Gate]:
    for gate, (name, level) in CONTRADICTIONS.items():
        if found.levels[name] == level:
            yield gate
    if found.clash:
        yield Gate.OTHER_NPI if found.clash == "npi" else Gate.OTHER_LICENSE


def failures(left: Side, right: Side, found: Evidence, register: Register) -> tuple[Gate, ...]:
    """The gates that keep this pair from being settled, rivals aside. Pure."""
    failed = [gate for gate in contradictions(found) if not (found.key and gate is Gate.STATE)]
    if found.swapped:
        failed.append(Gate.NAME_ORDER)
    if found.levels["suffix"] == "one_side":
        failed.append(Gate.FATHER_OR_SON)
    if found.key:
        return tuple(failed) if found.named else (Gate.KEY_WITHOUT_NAME, *failed)
    failed += _evidence_gates(left, right, found)
    if register.gap(found.state, left.party.families or right.party.families):
        failed.append(Gate.SLICE)
    return tuple(failed)


def _evidence_gates(left: Side, right: Side, found: Evidence) -> Iterator[Gate]:
    levels = found.levels
    place, full = levels["place"], levels["given"] in FULL_GIVEN
    middle = levels["middle"] in AGREEING
    profession = levels["profession"] in ("same", "specialty") or (levels["profession"] == "field" and middle)
    # All that the record says is answered, and hardly anybody else is called so: a second fact beside the place.
    telling = found.rare and full and not (left.middle and not right.middle) and levels["profession"] != "degree"
    placed = (
        place in _PLACED
        or (place == "close" and (middle or telling or levels["profession"] == "specialty"))
        or (place == "near" and (middle or levels["profession"] == "specialty"))
    )
    if levels["surname"] not in FULL_SURNAME:
        yield Gate.SURNAME
    elif levels["surname"] == "half" and not (place in _SAME_ADDRESS and profession):
        yield Gate.HALF_SURNAME
    if not (full or (levels["given"] in ("nickname", "middle") and placed and profession)):
        yield Gate.GIVEN
    if not placed and not (place in ("close", "near", "state") and middle and profession and full):
        yield Gate.PLACE
    beside = profession or middle or place == "street" or "same" in (levels["suffix"], levels["phone"])
    if not beside and not (telling and levels["surname"] == "same"):
        yield Gate.CORROBORATION
    if found.bits < NEEDED_BITS:
        yield Gate.WEIGHT


def is_rival(best: Evidence, other: Evidence) -> bool:
    """Whether the other pair is too good for ``best`` to be the only one meant: an equally good name, nothing against
    it, and not clearly less likely.
    """
    if (best.key and not other.key) or any(contradictions(other)) or not other.alike:
        return False
    if best.levels["given"] == "same" and other.levels["given"] not in ("same", "part", "initial"):
        return False
    apart = best.levels["suffix"] != other.levels["suffix"]
    return other.bits > best.bits - (SUFFIX_MARGIN_BITS if apart else MARGIN_BITS)


def clearly_somebody_else(found: Evidence) -> bool:
    """Two contradictions or more, or another NPI: nobody needs to look at it."""
    against = set(contradictions(found))
    return Gate.OTHER_NPI in against or len(against) > 1
