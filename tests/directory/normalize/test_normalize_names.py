import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.folding import given_initials
from directory.normalize.names import (
    Agreement,
    PersonName,
    compare_names,
    fold,
    given_names_agree,
    middles_agree,
    parse_full_name,
    sort_key,
    split_suffix,
    suffixes_agree,
    surname_forms,
    surnames_agree,
)

SAME, COMPATIBLE, UNKNOWN, CONTRADICTS = Agreement
JANE = PersonName(last="Doe", first="Jane")


def name(text: str) -> PersonName:
    """'First/Middle/Last/Suffix', empty parts not known."""
    first, middle, last, suffix = [part or None for part in (text + "///").split("/")[:4]]
    return PersonName(last=last, first=first, middle=middle, suffix=suffix)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("O'Brien", "OBRIEN"),
        ("O\u2019Brien", "OBRIEN"),
        ("Smith-Jones", "SMITHJONES"),
        ("Mc Donald", "MCDONALD"),
        ("Nu\u00f1ez", "NUNEZ"),
        ("Mu\u0308ller", "MULLER"),
        ("Stra\u00dfe", "STRASSE"),
        ("\u0141ukasz", "LUKASZ"),
        ("J.", "J"),
    ],
)
def test_fold(text: str | None, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JOHN//DOE/JR", "John Doe Jr"),
        ("John//Doe/JR.", "John Doe Jr."),
        ("John//Doe/iii", "John Doe III"),
        ("John/Q/McDoe/2nd", "John Q McDoe 2nd"),
    ],
)
def test_display(text: str, expected: str) -> None:
    assert name(text).display() == expected


@given(st.text())
def test_fold_is_idempotent_and_ascii(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not folded or (folded.isascii() and folded.isalpha() and folded.isupper())


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, set()),
        ("Doe", {"DOE"}),
        ("Smith-Jones", {"SMITHJONES", "SMITH", "JONES"}),
        ("SMITH - JONES", {"SMITHJONES", "SMITH", "JONES"}),
        ("Smith\u2013Jones", {"SMITHJONES", "SMITH", "JONES"}),
        ("Smith Jones", {"SMITHJONES", "SMITH", "JONES"}),
        ("Van Dyke", {"VANDYKE"}),
        ("De La Cruz", {"DELACRUZ"}),
        ("De La Cruz Lopez", {"DELACRUZLOPEZ", "DELACRUZ", "LOPEZ"}),
        ("Mc Donald-Doe", {"MCDONALDDOE", "MCDONALD", "DOE"}),
        ("O Brien Doe", {"OBRIENDOE", "OBRIEN", "DOE"}),
        ("Li-Doe", {"LIDOE", "DOE"}),
        ("Li", {"LI"}),
        ("Van", {"VAN"}),
        ("Smith Jr.", {"SMITH"}),
        ("Smith, III", {"SMITH"}),
    ],
)
def test_surname_forms(last: str | None, expected: set[str]) -> None:
    assert surname_forms(last) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith Jr.", ("Smith", "Jr.")),
        ("Smith,Jr", ("Smith", "Jr")),
        ("SMITH 2ND", ("SMITH", "2ND")),
        ("Smith", ("Smith", None)),
        ("Jr", ("Jr", None)),
        ("Smith PT", ("Smith PT", None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_split_suffix(text: str | None, expected: tuple[str | None, str | None]) -> None:
    assert split_suffix(text) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("O'Brien", "OBRIEN", SAME),
        ("SMITH-JONES", "Smith Jones", SAME),
        ("Smith Jr", "Smith", SAME),
        ("Smith-Jones", "Jones", COMPATIBLE),
        ("Smith-Jones", "Jones-Doe", COMPATIBLE),
        ("Van Dyke", "Dyke", CONTRADICTS),
        ("Smith", "Smyth", CONTRADICTS),
        (None, "Smith", UNKNOWN),
        ("Smith", "--", UNKNOWN),
    ],
)
def test_surnames_agree(a: str | None, b: str | None, expected: Agreement) -> None:
    assert surnames_agree(a, b) is expected
    assert surnames_agree(b, a) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Jane", "JANE", SAME),
        ("Mary-Ann", "Maryann", SAME),
        ("J.", "Jane", COMPATIBLE),
        ("J", "J", COMPATIBLE),
        ("Robert", "Bob", COMPATIBLE),
        ("Mary", "Mary Ann", COMPATIBLE),
        ("Mary/Ann", "Maryann", COMPATIBLE),
        ("J/Robert", "Robert", COMPATIBLE),
        ("John/Robert", "Robert", COMPATIBLE),
        ("Jo", "Joshua Tree", CONTRADICTS),
        ("Christine", "Christopher", CONTRADICTS),
        ("K", "Jane", CONTRADICTS),
        ("Jane", "Robert", CONTRADICTS),
        ("John/J", "J/J", COMPATIBLE),
        ("", "Jane", UNKNOWN),
    ],
)
def test_given_names_agree(a: str, b: str, expected: Agreement) -> None:
    assert given_names_agree(name(a), name(b)) is expected
    assert given_names_agree(name(b), name(a)) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Jane/Ann/Doe", "Jane/Ann/Doe", SAME),
        ("Jane/A/Doe", "Jane/A./Doe", COMPATIBLE),
        ("Jane/Ann/Doe", "Jane/A/Doe", COMPATIBLE),
        ("Jane/Ann Marie/Doe", "Jane/Ann/Doe", COMPATIBLE),
        ("Jane/Ann Marie/Doe", "Jane/M/Doe", UNKNOWN),
        ("Jane/Ann/Doe", "Jane/Alice/Doe", UNKNOWN),
        ("Jane/Ann/Doe", "Jane//Doe", UNKNOWN),
        ("Jane/A/Doe", "Jane/B/Doe", CONTRADICTS),
        ("Jane/Smith/Doe", "Jane/A/Smith-Doe", UNKNOWN),
        ("Jane/Smith/Doe", "Jane/A/Doe", CONTRADICTS),
        ("Mary Ann//Doe", "Mary/Louise/Doe", CONTRADICTS),
        ("Mary Ann//Doe", "Mary/A/Doe", COMPATIBLE),
    ],
)
def test_middles_agree(a: str, b: str, expected: Agreement) -> None:
    assert middles_agree(name(a), name(b)) is expected
    assert middles_agree(name(b), name(a)) is expected


def test_a_maiden_name_as_middle_contradicts_nothing() -> None:
    former = [name("Jane/A/Smith")]
    assert middles_agree(name("Jane/Smith/Doe"), name("Jane/A/Doe"), former) is UNKNOWN
    assert compare_names(name("Jane/Smith/Doe"), name("Jane/A/Doe"), former).compatible


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("JR", "Jr.", SAME),
        ("II", "2nd", SAME),
        ("3RD", "III", SAME),
        (None, None, SAME),
        (None, "MD", SAME),
        ("Jr", None, UNKNOWN),
        ("Jr", "Sr", CONTRADICTS),
        ("Jr", "III", CONTRADICTS),
    ],
)
def test_suffixes_agree(a: str | None, b: str | None, expected: Agreement) -> None:
    assert suffixes_agree(a, b) is expected
    assert suffixes_agree(b, a) is expected


@pytest.mark.parametrize(
    ("a", "b", "compatible", "contradicts"),
    [
        ("Jane//Doe", "JANE//DOE", True, False),
        ("Jane/A/Doe", "Jane/B/Doe", False, True),
        ("Jane//Doe/Jr", "Jane//Doe", True, False),
        ("Jane//Doe Jr", "Jane//Doe/Sr", False, True),
        ("Jane//Doe", "//Doe", False, False),
        ("Jane//Doe", "Jane//Roe", False, True),
        ("Jane//Doe-Roe", "J//Roe", True, False),
    ],
)
def test_compare_names(a: str, b: str, compatible: bool, contradicts: bool) -> None:
    found = compare_names(name(a), name(b))
    assert (found.compatible, found.contradicts, found.by_former_name) == (compatible, contradicts, False)


def test_a_former_surname_is_taken_when_it_fits_better() -> None:
    former = [PersonName(last="Roe")]
    found = compare_names(JANE, name("Jane//Roe"), former)
    assert found.compatible
    assert found.by_former_name
    assert found.surname is SAME
    assert not compare_names(JANE, name("Jane//Doe"), former).by_former_name
    assert compare_names(JANE, name("Jane//Poe"), former).contradicts


def test_a_former_name_does_not_outweigh_a_middle_initial() -> None:
    found = compare_names(name("Jane/A/Doe"), name("Jane/B/Roe"), [name("Jane//Roe")])
    assert found.middle is CONTRADICTS
    assert not found.compatible


def test_another_given_name_on_file_counts() -> None:
    found = compare_names(name("Leonora//Doe"), name("Quill//Doe"), [name("Quill//Doe")])
    assert found.compatible
    assert found.by_former_name


parts = (
    st.none()
    | st.sampled_from(
        [
            "Jane",
            "J",
            "Bob",
            "Robert",
            "Mary Ann",
            "Mary",
            "Ann",
            "A",
            "Smith",
            "Doe-Smith",
            "Doe",
            "De La Cruz",
            "Cruz",
        ]
    )
    | st.text(max_size=6)
)
suffixes = st.sampled_from([None, "Jr", "II", "2nd"])
names = st.builds(PersonName, last=parts, first=parts, middle=parts, suffix=suffixes)


@given(names, names)
def test_comparison_is_symmetric(a: PersonName, b: PersonName) -> None:
    there, back = compare_names(a, b), compare_names(b, a)
    assert there == back
    assert not (there.compatible and there.contradicts)


@given(names)
def test_a_whole_name_is_compatible_with_itself(a: PersonName) -> None:
    if fold(split_suffix(a.last)[0]) and fold(a.first):
        assert compare_names(a, a).compatible


@given(names, names, st.lists(names, max_size=2))
def test_former_names_never_make_it_worse(a: PersonName, b: PersonName, former: list[PersonName]) -> None:
    if compare_names(a, b).compatible:
        assert compare_names(a, b, former).compatible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Doe", "Jane//Doe"),
        ("JANE Q. DOE", "JANE/Q./DOE"),
        ("Dr. Jane Q Doe Jr.", "Jane/Q/Doe/Jr."),
        ("Jane Doe, Jr.", "Jane//Doe/Jr."),
        ("DOE , JANE ANN MARIE", "JANE/ANN MARIE/DOE"),
        ("DOE III, JOHN V", "JOHN/V/DOE/III"),
        ("Doe, John Q Sr", "John/Q/Doe/Sr"),
        ("Doe, John, II", "John//Doe/II"),
        ("Doe, John, PT", "John//Doe"),
        ("Maria de la Cruz", "Maria//de la Cruz"),
        ("Jane A Van Dyke", "Jane/A/Van Dyke"),
        ("Van Doe", "Van//Doe"),
        ("DE LA CRUZ, MARIA", "MARIA//DE LA CRUZ"),
        ("Jane Smith-Doe", "Jane//Smith-Doe"),
        ("John V", "John//V"),
    ],
)
def test_parse_full_name(text: str, expected: str) -> None:
    assert parse_full_name(text) == name(expected)


@pytest.mark.parametrize("text", [None, "", "--", "Doe", "Doe,", ", Jane", "1 2", ","])
def test_what_is_no_full_name(text: str | None) -> None:
    assert parse_full_name(text) is None


@given(st.text())
def test_parse_full_name_never_raises(text: str) -> None:
    found = parse_full_name(text)
    assert found is None or (fold(found.last) and fold(found.first))


def test_sort_key_orders_a_list() -> None:
    people = [name("Zoe//Doe"), name("Al//O'Dell"), name("Al//Doe"), name("Al//Doe/Jr")]
    assert [sort_key(person) for person in sorted(people, key=sort_key)] == [
        "DOE AL",
        "DOE AL  JR",
        "DOE ZOE",
        "ODELL AL",
    ]


def test_initials_a_given_name_may_stand_under() -> None:
    assert {"B", "R"} <= given_initials("Bob")
    assert {"B", "R"} <= given_initials("Robert")
    assert given_initials("Xqzt") == {"X"}
    assert given_initials(None) == frozenset()
