"""What plain pages ask the store themselves, on both databases."""

from directory.disputes import LISTING
from directory.plain.listing import _people
from directory.plain.made_from import made_from
from directory.refresh import last_publication
from directory.store.tables import Dispute
from directory.vocabulary import DisputeDecision, SaidBy, Wish
from tests.directory.conftest import TODAY, Store, noon


def test_both_databases_tell_the_same(both: tuple[Store, Store]) -> None:
    told = []
    for store in both:
        with store.reader() as session:
            state, published = made_from(session), last_publication(session)
            assert state is not None
            assert published is not None
            assert state.seen[0] == published.id
            told.append((state.seen[:3], _people(session, 1)))
    assert told[0] == told[1]
    assert len(told[0][1]) > 50


def test_both_databases_leave_out_who_is_hidden(both: tuple[Store, Store]) -> None:
    for store in both:
        with store.session() as session:
            everybody = _people(session, 1)
            ident = everybody[0][0].removeprefix("/people/")
            told = {
                "practitioner_id": ident,
                "shown": "",
                "text": "",
                "said_by": SaidBy.PERSON,
                "filed_at": noon(TODAY),
            }
            hide = {"wish": Wish.HIDE_LISTING, "decision": DisputeDecision.ACCEPTED, "decided_at": noon(TODAY)}
            session.add(Dispute(fact=LISTING, **told, **hide))
            session.flush()
            assert _people(session, 1) == everybody[1:]
            session.rollback()
