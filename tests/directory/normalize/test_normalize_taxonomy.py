import pytest

from directory.normalize.taxonomy import TAXONOMY_QUERIES, profession_of_taxonomy
from directory.vocabulary import Profession


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("225100000X", Profession.PHYSICAL_THERAPIST),
        ("2251X0800X", Profession.PHYSICAL_THERAPIST),
        ("2251s0007x", Profession.PHYSICAL_THERAPIST),
        ("225200000X", Profession.PHYSICAL_THERAPIST_ASSISTANT),
        ("2255A2300X", Profession.ATHLETIC_TRAINER),
        ("225500000X", None),
        ("225X00000X", Profession.OCCUPATIONAL_THERAPIST),
        ("225XH1200X", Profession.OCCUPATIONAL_THERAPIST),
        ("111N00000X", Profession.CHIROPRACTOR),
        ("111NR0400X", Profession.CHIROPRACTOR),
        ("171100000X", Profession.ACUPUNCTURIST),
        ("225700000X", None),
        ("207Q00000X", None),
        ("", None),
    ],
)
def test_profession_of_taxonomy(code: str, expected: Profession | None) -> None:
    assert profession_of_taxonomy(code) is expected


def test_every_profession_with_a_code_can_be_asked_for() -> None:
    assert TAXONOMY_QUERIES[Profession.PHYSICAL_THERAPIST_ASSISTANT] == "Physical Therapy Assistant"
    assert len(TAXONOMY_QUERIES) == 6
