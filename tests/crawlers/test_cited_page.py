"""What of a cited page counts as its text: the law, and nothing that stands around it."""

import io
from pathlib import Path

import pytest
from fpdf import FPDF

from crawlers.changed import SourceChangedError
from crawlers.platforms.cited_page import main_text

PAGE = (Path(__file__).parents[1] / "fixtures" / "rule_citations" / "response.html").read_text("utf-8")
LAW = main_text(PAGE.encode(), "page")


def test_the_law_is_there_and_nothing_else() -> None:
    assert LAW.startswith("12-34-5. Dry needling by physical therapists (a) A physical therapist may")
    assert LAW.endswith("History: effective July 1, 2019; amended January 1, 2024.")
    for around in ("Example Legislature", "Bills", "Home", "Last updated", "Search", "Visitors", "var seen", "serif"):
        assert around not in LAW


UNCHANGED = {
    "another day in the masthead": ("Friday, November 20, 2026", "Sunday, December 20, 2026"),
    "another stamp": ("Last updated: November 20, 2026", "Page last modified on 12/20/2026 at 10:31 AM EST"),
    "another menu": ('<li><a href="/bills">Bills</a></li>', '<li><a href="/new">News of the session</a></li>'),
    "more visitors": ("1,234", "98,765"),
    "another year at the foot": ("&copy; 2026", "&copy; 2027"),
    "another script": ("var seen", "var session = 17, seen"),
    "other blanks": ("may perform dry needling", "may\n   perform  dry&nbsp;needling"),
    "a notice of cookies": ("<main>", '<main><div id="cookie-banner">We have changed our terms. Accept?</div>'),
    "an alert": ("<main>", '<main><div role="alert">The office is closed on Monday.</div>'),
}
CHANGED = {
    "more hours": ("at least 50 hours", "at least 54 hours"),
    "struck out": ("(b) The instruction ends", "(b) <s>The instruction</s> ends"),
    "a paragraph more": ("</blockquote>", "<p>(c) Written consent is needed.</p></blockquote>"),
    "amended": ("amended January 1, 2024", "amended January 1, 2027"),
    "in force from another day": ("effective July 1, 2019", "effective July 1, 2020"),
    "a line that begins like a stamp": ("</main>", "<p>Current licensure is needed by January 1, 2027</p></main>"),
}


@pytest.mark.parametrize(("old", "new"), UNCHANGED.values(), ids=UNCHANGED)
def test_what_is_not_the_text_is_no_change(old: str, new: str) -> None:
    assert old in PAGE
    assert main_text(PAGE.replace(old, new).encode(), "page") == LAW


@pytest.mark.parametrize(("old", "new"), CHANGED.values(), ids=CHANGED)
def test_what_the_law_says_is_a_change(old: str, new: str) -> None:
    assert old in PAGE
    assert main_text(PAGE.replace(old, new).encode(), "page") != LAW


def test_pages_that_say_their_encoding_nowhere_are_read() -> None:
    assert "§ 12" in main_text(PAGE.replace("12-34-5. Dry", "§ 12. Dry").encode("cp1252"), "page")


def test_plain_text_is_read() -> None:
    assert main_text((LAW + "\nLast updated: November 20, 2026\n").encode(), "page") == LAW


def pdf_of(*pages: str) -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    for page in pages:
        pdf.add_page()
        pdf.multi_cell(0, 6, page)
    return bytes(pdf.output())


def test_a_pdf_is_read_and_compared_by_its_words() -> None:
    body = pdf_of(LAW, "Printed on November 20, 2026")
    assert main_text(body, "page") == main_text(pdf_of(LAW), "page") == LAW
    assert main_text(pdf_of(LAW.replace("50 hours", "54 hours")), "page") != LAW
    assert io.BytesIO(body).read(4) == b"%PDF"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "only 0 characters"),
        (b"<html><body><div id=app></div><script>start()</script></body></html>", "a frame for scripts"),
        (b"<html><body><p>Just a moment. " + b"We look at you. " * 20 + b"</p></body></html>", "asks for a person"),
        (pdf_of(LAW)[:300], "damaged or cut off"),
        (b"<html><body><p>" + b"law " * 200_000 + b"</p></body></html>", "characters of text"),
        (b"<html><body><p " + b"a=1 " * 300 + b">" + LAW.encode() + b"</p></body></html>", "attributes"),
        (b"<html><body>" + b"<div>" * 30_000 + LAW.encode() + b"</body></html>", "nested"),
    ],
    ids=["nothing", "frame", "wall", "cut PDF", "too long", "hostile tag", "hostile nesting"],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(SourceChangedError, match=told):
        main_text(body, "page")
