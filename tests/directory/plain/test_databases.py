"""What plain pages ask the store themselves, on both databases."""

from datetime import UTC

from directory.plain.listing import _people
from directory.plain.made_from import made_from
from directory.refresh import last_publication
from tests.directory.conftest import Store


def test_both_databases_tell_the_same(both: tuple[Store, Store]) -> None:
    told = []
    for store in both:
        with store.reader() as session:
            state, published = made_from(session), last_publication(session)
            assert state is not None
            assert published is not None
            assert state.seen[0] == published.id
            assert state.changed_at.tzinfo is not None
            assert state.changed_at.astimezone(UTC) >= published.published_at
            told.append((state.seen[:3], state.changed_at, _people(session, 1)))
    assert told[0] == told[1]
    assert len(told[0][2]) > 50
