"""What a clinic, or the person, says of the care: under its own name, with the words it rests on, checked by nobody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

import streamlit as st

from directory import wording
from directory.disputes import fact_of
from directory.pages.shared import bullets, heading, moment
from directory.pages.text import link, plain
from directory.profiles import Claim
from directory.texts import say
from directory.texts.tables import Told
from directory.vocabulary import SaidKind, Speaker

Wrong = Callable[[Mapping[str, str], str], None]  # facts with labels, key of the button
KINDS: Mapping[SaidKind, str] = Told(
    {
        SaidKind.TECHNIQUE: "plain-group-technique",
        SaidKind.CONDITION: "plain-group-condition",
        SaidKind.BODY_REGION: "plain-group-body-region",
        SaidKind.THERAPY: "plain-group-therapy",
        SaidKind.ACCEPTING_PATIENTS: "plain-group-accepting-patients",
    },
    say,
)


def show_claims(claims: Sequence[Claim], wrong: Wrong | None = None) -> None:
    """``wrong``: shows, for the facts of one publisher, where to say that one of them is wrong."""
    if not claims:
        return
    heading("plain-claims")
    st.markdown(say("plain-claims-lead"))
    for publisher, group in groupby(claims, key=lambda claim: claim.publisher):
        _publisher(publisher, list(group), wrong)


def _publisher(publisher: str, claims: Sequence[Claim], wrong: Wrong | None) -> None:
    with st.container(border=True):
        st.subheader(plain(publisher), anchor=False)
        st.markdown(bullets([*_lines(claims)]))
        with st.expander(say("said-in-which-words"), key=f"said {publisher}"):
            st.markdown(bullets([*_quoted(claims)]))
        if wrong:
            wrong({fact_of(claim): publisher for claim in claims}, f"claims {publisher}")


def _lines(claims: Sequence[Claim]) -> Iterator[str]:
    for speaker in Speaker:
        for kind, title in KINDS.items():
            labels = [wording.said(c.kind, c.code) for c in claims if c.speaker is speaker and c.kind is kind]
            if labels:
                whose = say("plain-said-of-person" if speaker is Speaker.PERSON else "plain-said-of-clinic")
                yield say("said-line", title=title, whose=whose, labels=plain(", ".join(labels)))
    for page in dict.fromkeys(claim.page for claim in claims if claim.page):
        read = max(claim.read_at for claim in claims if claim.page == page)
        yield say("said-page", page=link(page), time=moment(read))


def _quoted(claims: Sequence[Claim]) -> Iterator[str]:
    """Each phrase once, with all that rests on it and where its bytes are."""
    by_phrase: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        by_phrase.setdefault((claim.quote, claim.locator, claim.sha256), []).append(claim)
    for (quote, locator, sha256), resting in by_phrase.items():
        labels = (
            say("said-accepting", title=KINDS[c.kind].lower(), answer=c.code)
            if c.kind is SaidKind.ACCEPTING_PATIENTS
            else wording.said(c.kind, c.code)
            for c in resting
        )
        yield plain(say("said-quote", quote=quote, labels=", ".join(labels), place=locator, hash=sha256))
