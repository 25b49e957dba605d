"""What a clinic, or the person, says of the care: under its own name, with the words it rests on, checked by nobody."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import streamlit as st

from directory import wording
from directory.pages.shared import bullets, moment
from directory.pages.text import link, plain
from directory.profiles import Claim
from directory.vocabulary import SaidKind, Speaker

KINDS = {
    SaidKind.TECHNIQUE: "Kinds of needling",
    SaidKind.CONDITION: "Treats",
    SaidKind.BODY_REGION: "Parts of the body",
    SaidKind.THERAPY: "Also offers",
    SaidKind.ACCEPTING_PATIENTS: "Takes new patients",
}


def show_claims(claims: Sequence[Claim]) -> None:
    if not claims:
        return
    st.header("What the clinic says", anchor=False)
    st.markdown("These are the words of the clinic or the person. We did not check them.")
    for publisher, group in groupby(claims, key=lambda claim: claim.publisher):
        _publisher(publisher, list(group))


def _publisher(publisher: str, claims: Sequence[Claim]) -> None:
    with st.container(border=True):
        st.subheader(plain(publisher), anchor=False)
        st.markdown(bullets([*_lines(claims)]))
        with st.expander("In which words?", key=f"said {publisher}"):
            st.markdown(bullets([*_quoted(claims)]))


def _lines(claims: Sequence[Claim]) -> Iterator[str]:
    for speaker in Speaker:
        for kind, title in KINDS.items():
            labels = [wording.said(c.kind, c.code) for c in claims if c.speaker is speaker and c.kind is kind]
            if labels:
                whose = ", said of this person" if speaker is Speaker.PERSON else ", said of the clinic"
                yield f"{title}{whose}: {plain(', '.join(labels))}"
    for page in dict.fromkeys(claim.page for claim in claims if claim.page):
        read = max(claim.read_at for claim in claims if claim.page == page)
        yield f"Page: {link(page)}, read on {moment(read)}"


def _quoted(claims: Sequence[Claim]) -> Iterator[str]:
    """Each phrase once, with all that rests on it and where its bytes are."""
    by_phrase: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        by_phrase.setdefault((claim.quote, claim.locator, claim.sha256), []).append(claim)
    for (quote, locator, sha256), resting in by_phrase.items():
        labels = (
            f"{KINDS[c.kind].lower()}: {c.code}"
            if c.kind is SaidKind.ACCEPTING_PATIENTS
            else wording.said(c.kind, c.code)
            for c in resting
        )
        yield plain(f"“{quote}” ({', '.join(labels)}). Place: {locator}; SHA-256 of the bytes: {sha256}")
