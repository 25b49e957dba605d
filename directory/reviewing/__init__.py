"""Questions of identity for people, their decisions, and the undoing of decisions; none is ever deleted.

A decision takes effect with the next publishing, and holds while what both records tell stays the same.
"""

from directory.reviewing.asking import Earlier, Question, Side, how_many_open, open_questions, question, sources_asked
from directory.reviewing.checked import LinksChecked, links_checked
from directory.reviewing.decided import all_decisions, decisions_in_force
from directory.reviewing.deciding import ReviewError, confirm, decide, merge, second, split, undo
from directory.reviewing.held import Held, held_by, person_of

__all__ = [
    "Earlier",
    "Held",
    "LinksChecked",
    "Question",
    "ReviewError",
    "Side",
    "all_decisions",
    "confirm",
    "decide",
    "decisions_in_force",
    "held_by",
    "how_many_open",
    "links_checked",
    "merge",
    "open_questions",
    "person_of",
    "question",
    "second",
    "sources_asked",
    "split",
    "undo",
]
