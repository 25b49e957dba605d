"""How often linking is wrong, against cases counted by hand."""

import pytest

from directory.linking.measuring import Answered, Asked, FalseLink, Tally, measure, upper95

# left id -> what it is; a, b and c are in the register, d and e are not.
ASKED = {
    "a": Asked("listing", ("nickname", "moved")),
    "b": Asked("listing", ("nickname",)),
    "c": Asked("registry"),
    "d": Asked("registry"),
    "e": Asked("registry"),
}
TRUTH = {"a": "A", "b": "B", "c": "C"}


def settled(left: str, right: str) -> Answered:
    return Answered(left, right, settled=True)


def review(left: str, right: str) -> Answered:
    return Answered(left, right, settled=False)


# 3 / 812 is what linkage.md allows; the others are Wilson's formula with z = 1.645, worked out by hand.
@pytest.mark.parametrize(
    ("wrong", "of", "bound"),
    [
        (0, 0, 1.0), (0, 1, 1.0), (0, 3, 1.0), (0, 812, 0.0036946), (0, 3000, 0.001),
        (1, 1, 1.0), (1, 1000, 0.0044702), (5, 10, 0.7307443), (10, 10, 1.0),
    ],
)  # fmt: skip
def test_the_bound_of_a_rate(wrong: int, of: int, bound: float) -> None:
    assert upper95(wrong, of) == pytest.approx(bound, abs=1e-6)


def test_more_errors_and_fewer_links_never_lower_the_bound() -> None:
    for of in (10, 500):
        bounds = [upper95(wrong, of) for wrong in range(of + 1)]
        assert bounds == sorted(bounds)
        assert all(bound >= wrong / of for wrong, bound in enumerate(bounds))
    assert upper95(1, 100) > upper95(1, 1000)


@pytest.mark.parametrize(
    ("answers", "tally"),
    [
        pytest.param([], Tally(records=5, people=3), id="nothing found"),
        pytest.param(
            [settled("a", "A"), settled("b", "B"), settled("c", "C")],
            Tally(records=5, people=3, settled=3, shown=3),
            id="all right",
        ),
        pytest.param(
            [settled("a", "B"), settled("d", "A")],
            Tally(records=5, people=3, settled=2, nobody=1, another=1),
            id="another person, and nobody there",
        ),
        pytest.param(
            [settled("a", "A"), review("b", "A"), review("b", "B"), review("c", "A"), review("d", "C")],
            Tally(records=5, people=3, settled=1, shown=2, waiting=3),
            id="for a person, the true one not always among them",
        ),
    ],
)
def test_counts(answers: list[Answered], tally: Tally) -> None:
    assert measure(ASKED, TRUTH, answers).total == tally


def test_shares_of_the_counts() -> None:
    tally = Tally(records=40, people=20, settled=10, nobody=1, another=1, shown=18, waiting=8)
    assert (tally.wrong, tally.right) == (2, 8)
    assert (tally.precision, tally.recall, tally.recall_shown, tally.waiting_share) == (0.8, 0.4, 0.9, 0.2)
    assert tally.upper == upper95(2, 10)


def test_nothing_has_no_share_and_no_bound() -> None:
    tally = Tally()
    assert (tally.precision, tally.recall, tally.recall_shown, tally.waiting_share) == (None,) * 4
    assert tally.upper == 1.0


def test_by_kind_and_by_tag_with_each_record_under_every_tag_of_its_own() -> None:
    found = measure(ASKED, TRUTH, [settled("a", "A"), settled("b", "A"), review("c", "C"), settled("e", "C")])
    assert list(found.by_kind.items()) == [
        ("registry", Tally(records=3, people=1, settled=1, nobody=1, shown=1, waiting=1)),
        ("listing", Tally(records=2, people=2, settled=2, another=1, shown=1)),
    ]
    assert list(found.by_tag.items()) == [
        ("plain", Tally(records=3, people=1, settled=1, nobody=1, shown=1, waiting=1)),
        ("nickname", Tally(records=2, people=2, settled=2, another=1, shown=1)),
        ("moved", Tally(records=1, people=1, settled=1, shown=1)),
    ]
    assert found.wrong == (FalseLink("b", "A", nobody=False), FalseLink("e", "C", nobody=True))


def test_without_the_rows_that_were_put_there_to_be_mistaken() -> None:
    answers = [settled("a", "A"), settled("d", "Z"), review("e", "Z"), review("c", "Z"), review("c", "C")]
    found = measure(ASKED, TRUTH, answers, {"A": "real_match", "Z": "constructed_namesake"})
    assert found.total == Tally(records=5, people=3, settled=2, nobody=1, shown=2, waiting=2)
    assert found.natural == Tally(records=5, people=3, settled=1, shown=2, waiting=1)
    assert measure(ASKED, TRUTH, answers, {"A": "real_match"}).natural is None


def test_who_is_not_named_in_kinds_is_in_none_of_them() -> None:
    assert measure({"x": Asked()}, {}, []).by_kind == {}
