"""A tag with more attributes than the parser bears is refused before it is parsed; what pages really hold is not."""

from contextlib import suppress

import pytest

from crawlers.changed import SourceChangedError
from crawlers.markup import MOST_ATTRIBUTES, parsed

MANY = range(MOST_ATTRIBUTES + 1)


@pytest.mark.parametrize(
    "tag",
    [
        " ".join(f"a{n}=1" for n in MANY),
        " ".join(f"a{n}" for n in MANY),
        "".join(f'a{n}="x>y"' for n in MANY),
        "\n".join(f"a{n} = 'x'" for n in MANY),
        "/".join(f"<a{n}" for n in MANY),
    ],
)
def test_too_many_attributes(tag: str) -> None:
    with pytest.raises(SourceChangedError, match=r"page: line 2: a tag has more than 200 attributes: .<p "):
        parsed(f"<p>\n<p {tag}>x</p>", "page")


@pytest.mark.parametrize(
    "text",
    [
        "<p " + " ".join(f"a{n}=1" for n in MANY[:-1]) + ">found</p>",
        "<p>" + "word " * 5_000 + "</p><p>found</p>",
        "<script>for (i=0; i<n; i++) {" + "x = 1; " * 5_000 + "}</script><p>found</p>",
        "<STYLE>a<b " + "x " * 5_000 + "</Style><p>found</p>",
        f'<img src="data:image/png;base64,{"A b " * 5_000}"><p>found</p>',
        "<p>1 < 2 " + "and " * 5_000 + "</p><p>found</p>",
        "<script>" + "<p>found</p>" * 3,
    ],
)
def test_what_pages_really_hold(text: str) -> None:
    page = parsed(text, "page")
    assert ("found" in page.css("p::text").getall()) is not text.startswith("<script><p>")


@pytest.mark.parametrize("piece", ["<a ", "<a", '<a b="', "<a b=\"'", "<a b='", "=", "/", " ", "<p a=", "<script>"])
def test_looking_takes_one_pass(piece: str) -> None:
    """Half a megabyte of what would be looked at again and again; quadratic, each would take many minutes."""
    text = f"<p {piece * (500_000 // len(piece))}"
    with suppress(SourceChangedError):
        parsed(text, "page")
