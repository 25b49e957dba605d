"""What somebody writes who says that something is wrong: cleaned and bounded, or why it cannot be taken. Pure."""

from dataclasses import dataclass, replace

from directory.disputes.facts import is_fact
from directory.normalize.text import clean
from directory.texts import say
from directory.vocabulary import SaidBy, Wish

LONGEST_TEXT, LONGEST_CONTACT = 1_000, 200  # characters
SHORTEST_TEXT = 3
FROM_A_PAGE = (SaidBy.PERSON, SaidBy.PATIENT, SaidBy.OTHER)


class DisputeError(ValueError):
    """What is asked for cannot be done; the message says why and what to do. ``status``: as HTTP has it;
    ``wait``: seconds after which it may be tried again, where that helps.
    """

    def __init__(self, message: str, status: int = 400, wait: int | None = None) -> None:
        super().__init__(message)
        self.status, self.wait = status, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One request. ``contact``: how the sender wants to be told, in any form; never shown to patients."""

    practitioner_id: str
    fact: str
    text: str
    said_by: SaidBy
    wish: Wish
    contact: str | None = None


def tidy(told: Told) -> Told:
    """The request in clean text. Raises DisputeError for what is too long, or says nothing."""
    if not is_fact(told.fact):
        raise DisputeError(say("wrong-no-such-fact"), 404)
    for text, longest, name in (
        (told.text, LONGEST_TEXT, "wrong-too-long"),
        (told.contact or "", LONGEST_CONTACT, "wrong-contact-too-long"),
    ):
        if len(text) > longest:
            raise DisputeError(say(name, most=longest, number=len(text)))
    text = clean(told.text) or ""
    if len(text) < SHORTEST_TEXT:
        raise DisputeError(say("wrong-says-nothing"))
    return replace(told, text=text, contact=clean(told.contact))
