"""Text of sources stays text, and only web addresses become links."""

import re

import pytest

from directory.pages.text import JOINER, LONGEST, link, plain, web_address

# Each of these would become something else in the browser if it were given as it is.
HOSTILE = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://evil.example/x.png)", "$x^2$", "a_b_c **d**",
    ":material/home:", ":smile:", ":red[boo]", "`code`", "# head", "1. one", "| a | b |", "&lt;b&gt;", "~~gone~~",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_every_mark_of_markdown_is_escaped(text: str) -> None:
    made = plain(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", made))
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", made).replace(JOINER, "") == text


@pytest.mark.parametrize("text", ["http://evil.example", "HTTPS://evil.example", "www.evil.example", "a@evil.example"])
def test_no_address_links_itself(text: str) -> None:
    unescaped = plain(text).replace("\\", "")
    assert not re.search(r"https?:|www\.|\w@", unescaped, re.IGNORECASE)


def test_control_characters_and_long_texts_are_cut() -> None:
    assert plain("a\x00b\u202ec\r\n  d") == "a b c d"
    assert len(plain("x" * 50_000)) == LONGEST + 1
    assert plain("María Muñoz 北京") == "María Muñoz 北京"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "", None, "http://",
     "https://user:pw@evil.example", "http://[bad"],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert "](" not in link(url, "words")


def test_a_link_shows_its_host_and_cannot_be_broken_out_of() -> None:
    assert web_address('https://a.example/x y"<z>(1)') == "https://a.example/x%20y%22%3Cz%3E%281%29"
    assert web_address(" https://a.example ") == "https://a.example"
    made = link("https://a.example/)[x](https://evil.example", "The board]")
    assert made.startswith(r"[The board\] \(a\.example\)](<https://a.example/")
    assert made.count("](") == 1
