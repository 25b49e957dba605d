"""The invented linkage set: always the same, whole, and without a tag that readers are not told in words."""

from collections import Counter

import pytest

from crawlers.sample.linkage_set import ABSENT, LISTED, PEOPLE, write_linkage_set
from directory import wording
from directory.linking.measuring import CONSTRUCTED
from directory.matching.known_pairs import KnownPairs, known_pairs

# Other files are another set: measurements before and after could not be compared.
DIGEST = "3a55756956b02f272f817e11cc94c84b9e501126eaf85541ed94c11a4f46dddd"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> KnownPairs:
    folder = tmp_path_factory.mktemp("set")
    write_linkage_set(folder)
    return known_pairs(folder)


def test_it_is_the_same_everywhere(made: KnownPairs) -> None:
    assert made.digest == DIGEST


def test_it_has_the_people_it_promises(made: KnownPairs) -> None:
    assert (len(made.asked), made.right, len(made.truth)) == (LISTED + ABSENT, PEOPLE, LISTED)
    assert len(set(made.truth.values())) == LISTED
    kinds = Counter(made.kinds.values())
    assert kinds["real_match"] == LISTED == sum(made.kinds[right] == "real_match" for right in made.truth.values())
    look_alikes = {kind: number for kind, number in kinds.items() if kind.startswith(CONSTRUCTED)}
    assert len(look_alikes) == 10  # five, with the true person there and without
    assert min(look_alikes.values()) >= 5


def test_every_difficulty_and_kind_has_its_words(made: KnownPairs) -> None:
    tags = {tag.removesuffix("_true_absent") for one in made.asked.values() for tag in one.tags}
    assert tags <= set(wording.DIFFICULTIES)
    assert {one.kind for one in made.asked.values()} == set(wording.ENTRY_KINDS)


def test_ids_tell_nothing_about_who_is_who(made: KnownPairs) -> None:
    same = sum(left[1:] == right[1:] for left, right in made.truth.items())
    assert same < 10
    assert sorted(made.truth) != sorted(made.truth, key=lambda left: made.truth[left])
