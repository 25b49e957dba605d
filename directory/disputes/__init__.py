"""Is something wrong? Requests about single facts: filed without an account, marked at once, decided by people."""

from directory.disputes.deciding import all_disputes, decide, forget_contact, hide, waiting, withdraw
from directory.disputes.facts import LETTERS, LISTING, NAME, fact_of, fact_of_check, is_fact, of_a_place, place_fact
from directory.disputes.filing import Filed, file_dispute, hand_in, hold_back
from directory.disputes.following import about, followed
from directory.disputes.showing import Seen, as_seen, places_seen, seen_by
from directory.disputes.standing import (
    HiddenContacts,
    hidden_contacts,
    hidden_listings,
    hidden_of,
    mark,
    marks_of,
    stamp,
)
from directory.disputes.telling import FROM_A_PAGE, LONGEST_CONTACT, LONGEST_TEXT, DisputeError, Told

__all__ = [
    "FROM_A_PAGE",
    "LETTERS",
    "LISTING",
    "LONGEST_CONTACT",
    "LONGEST_TEXT",
    "NAME",
    "DisputeError",
    "Filed",
    "HiddenContacts",
    "Seen",
    "Told",
    "about",
    "all_disputes",
    "as_seen",
    "decide",
    "fact_of",
    "fact_of_check",
    "file_dispute",
    "followed",
    "forget_contact",
    "hand_in",
    "hidden_contacts",
    "hidden_listings",
    "hidden_of",
    "hide",
    "hold_back",
    "is_fact",
    "mark",
    "marks_of",
    "of_a_place",
    "place_fact",
    "places_seen",
    "seen_by",
    "stamp",
    "waiting",
    "withdraw",
]
