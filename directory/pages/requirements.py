"""Shows what a state's rule asks for, each requirement with what is known of the person and where both stand."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from directory import wording
from directory.pages.shared import bullets
from directory.pages.text import link, plain
from directory.profiles import Line
from directory.requirement_words import requirement_lines
from directory.rules.fields import JUDGED
from directory.texts import say


def show_requirements(line: Line, *, key: str, coordinator: bool) -> None:
    """Judged requirements first, then what no record can tell of: how hours count, and duties towards the patient."""
    said = line.details
    judged = said.get("judged") or []
    if judged:
        st.markdown(say("plain-rule-asks"))
        st.markdown(bullets([_judged(one, said) for one in judged]))
    duties = {name: value for name, value in (said.get("requirements") or {}).items() if name not in JUDGED}
    unjudged = {name: value for name, value in (said.get("requirements") or {}).items() if name in JUDGED}
    if not judged and unjudged:  # the rule forbids it, or is not settled: nobody was judged by it
        duties = {**unjudged, **duties}
    if duties:
        st.markdown(say("plain-rule-also"))
        st.markdown(bullets([plain(text) for text in requirement_lines(duties)]))
    if said.get("scope_limits"):
        st.markdown(say("plain-only-for", what=plain(said["scope_limits"])))
    if judged:
        with st.expander(say("plain-why"), key=f"why {key}"):
            st.markdown(bullets(list(_grounds(judged, said, coordinator=coordinator))))


def _judged(one: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    mark, _ = wording.ANSWERED[one["answer"]]
    asked, found = wording.requirement(one, said)
    return f"{mark} {plain(asked)}: **{plain(found.partition('.')[0])}**{plain(found[found.index('.') :])}"


def _grounds(judged: list[Mapping[str, Any]], said: Mapping[str, Any], *, coordinator: bool) -> Iterator[str]:
    """For each requirement the text it stands in, and the bytes it was judged by."""
    for one in judged:
        asked, _ = wording.requirement(one, said)
        source = link(one.get("source_url"), one.get("source_title"))
        told = {"citation": plain(one["citation"]), "source": source, "sure": plain(one["confidence"])}
        parts = [say("check-ground", asked=plain(asked), **told)]
        for proof in one.get("evidence") or ():
            named = plain(" ".join(proof[part] for part in ("what", "of") if part in proof))
            opened = f"[{named}](/evidence/{proof['sha256']})" if coordinator else named
            parts.append(say("check-judged-by", what=opened))
        yield "; ".join(parts)
    for name, text in (said.get("alternatives") or {}).items():
        yield say("plain-instead", what=plain(name.replace("_", " ")), other=plain(text))
