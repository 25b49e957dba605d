"""An issuer's own table: only an entry that is understood to its last word proves anybody's training."""

import pytest

from crawlers.reading import Dropped, Kept, Reading
from crawlers.spiders.example_institute import ExampleInstituteSpider
from directory.records import TrainingRecord

ENTRY = {
    "Name": "Jane Roe", "Credential": "EXDN", "Certificate No.": "EXDN-0001", "City": "Spokane", "State": "WA",
    "NPI": "2100001017", "License": "", "Status": "Active", "Completed": "2021-05-16",
}  # fmt: skip


def read(**changes: str) -> list[Reading]:
    entry = {**ENTRY, **changes}
    rows = ("".join(f"<t{kind}>{cell}</t{kind}>" for cell in cells) for kind, cells in
            (("h", entry), ("d", entry.values())))  # fmt: skip
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return list(ExampleInstituteSpider.read(page.encode(), "page"))


@pytest.mark.parametrize(
    "name", ["Jane Roe", "Roe, Jane", "Jane Roe, PT", "Jane Roe<script>x</script>", "Jane Roe<br>Owner"]
)
def test_who_is_named_as_a_holder(name: str) -> None:
    (kept,) = read(Name=name)
    assert isinstance(kept, Kept)
    assert isinstance(kept.record, TrainingRecord)
    assert (kept.record.name.first, kept.record.name.last) == ("Jane", "Roe")
    assert (kept.record.credential, kept.record.npi, kept.record.withdrawn) == ("EXDN", "2100001017", False)


@pytest.mark.parametrize(
    ("name", "credential", "reason"),
    [
        ("Example Physical Therapy", "EXDN", "names no person"),
        ("Summit Peak LLC", "EXDN", "names no person"),
        ("<s>Jane Roe</s>", "EXDN", "names no person"),
        ("", "EXDN", "names no person"),
        ("Jane Roe &amp; John Doe", "EXDN", "more than one person in an entry"),
        ("Jane Roe; John Doe", "EXDN", "listed with more than a name: John Doe"),
        ("Jane Roe<br>John Doe", "EXDN", "listed with more than a name: John Doe"),
        ("Jane Roe*", "EXDN", "listed with a mark that may take it back: *"),
        ("Jane Roe (expired)", "EXDN", "listed with a word of doubt: expired"),
        ("Jane Roe, student", "EXDN", "listed with a word of doubt: student"),
        ("Jane Roe", "Student", "listed with a word of doubt: Student"),
        ("Jane Roe", "EXDN revoked", "listed with a word of doubt: revoked"),
        ("Jane Roe", "<s>EXDN</s>", "another credential: none"),
        ("Jane Roe", "", "another credential: none"),
        ("Jane Roe", "Cert. DN", "another credential: Cert. DN"),
        ("Jane Roe", "EXDN<br>level 1", "another credential: EXDN level 1"),
    ],
)
def test_an_entry_that_is_not_wholly_understood_is_nobody_s(name: str, credential: str, reason: str) -> None:
    assert read(Name=name, Credential=credential) == [Dropped(reason)]
