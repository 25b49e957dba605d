"""Compare: up to three people side by side, the same rows for all, gaps as visible as facts, no score."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from directory.disputes import LISTING, NAME
from directory.pages.compared_rows import Fact, Row, rows
from directory.pages.shared import Visit, framed, titled
from directory.pages.text import plain, safe
from directory.profiles import Profile, profile
from directory.search import MOST_COMPARED
from directory.texts import say
from directory.vocabulary import Audience

_STYLE = Path(__file__).with_name("static").joinpath("compare.css").read_text("utf-8")


@framed
def page(visit: Visit) -> str | None:
    _back()
    titled(say("compare-title"))
    st.title(say("compare-title"), anchor=False)
    asked = list(dict.fromkeys(one for one in st.query_params.get_all("id") if one))[:MOST_COMPARED]
    if not asked:
        st.markdown(say("compare-choose"))
        return None
    found = [profile(visit.session, one[:64], today=visit.today, audience=Audience.PATIENT) for one in asked]
    people = list({person.id: person for person in found if person}.values())  # two addresses may lead to one person
    if None in found:
        st.info(say("compare-gone"))
    if not people:
        st.markdown(say("compare-choose"))
        return None
    if len(people) == 1:
        st.markdown(say("compare-few"))
    titled(", ".join(person.name for person in people), say("compare-title"))
    back = str(st.query_params.get("back") or "")
    st.html(f"<style>{_STYLE}</style>{table(people, back)}")
    return f"{say('compare-title')}: {', '.join(person.name for person in people)}."


def _back() -> None:
    """To the results that people were ticked in, as far as the address tells of them; else to a new search."""
    from directory.pages import find
    from directory.pages.practitioner import searched

    target = st.Page(find.page, title=say("menu-find"), url_path="find", default=True)
    query = searched()
    label = say("person-back") if query else say("compare-to-find")
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


def table(people: Sequence[Profile], back: str = "") -> str:
    """One HTML table with heads of rows and columns; every text of a source escaped. ``back``: the search that its
    links keep, as a query.

    The roles stand there because narrow screens stack the cells, and browsers then forget that it is a table.
    """
    caption = say("compare-caption")
    heads = "".join(f'<th scope="col" role="columnheader">{_head(person, people, back)}</th>' for person in people)
    body = "".join(_row(row, people) for row in rows(people))
    return (
        f'<div class="np-compared" role="region" aria-label="{safe(caption)}" tabindex="0"><table role="table">'
        f"<caption>{safe(caption)}</caption>"
        f'<thead><tr role="row"><th scope="col" role="columnheader">{safe(say("compare-what"))}</th>'
        f"{heads}</tr></thead>"
        f"<tbody>{body}</tbody>"
        "</table></div>"
    )


def _head(person: Profile, people: Sequence[Profile], back: str) -> str:
    kept = [("back", back)] if back else []
    rest = urlencode([*(("id", one.id) for one in people if one.id != person.id), *kept])
    own = urlencode([("id", person.id), *kept])
    name = safe(person.name)
    return (
        f'{name}<br><a href="practitioner?{escape(own)}">{safe(say("compare-profile"))}'
        f'<span class="np-hidden">: {name}</span></a>'
        f'<br><a href="compare?{escape(rest)}">{safe(say("compare-drop", name=person.name))}</a>'
        f"{''.join(f'<p>{safe(note)}</p>' for note in _notes(person))}"
    )


def _notes(person: Profile) -> list[str]:
    """What stands beside the name: that it is in dispute, or the listing is, and why so little is shown."""
    return [*person.notes.get(NAME, ()), *person.notes.get(LISTING, ()), *filter(None, [person.why_hidden])]


def _row(row: Row, people: Sequence[Profile]) -> str:
    cells = "".join(
        f'<td role="cell"><span class="np-of" aria-hidden="true">{safe(person.name)}</span>{_cell(facts)}</td>'
        for person, facts in zip(people, row.cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{safe(row.head)}</th>{cells}</tr>'


def _cell(facts: Sequence[Fact]) -> str:
    if not facts:
        return f'<em class="np-gap">{safe(say("compare-nothing"))}</em>'
    return "".join(f"<div>{_fact(one)}</div>" for one in facts)


def _fact(fact: Fact) -> str:
    told = safe(fact.words)
    if fact.badge:
        icon, word, color = fact.badge
        badge = f'<span class="np-badge np-{color}"><span aria-hidden="true">{safe(icon)} </span>{safe(word)}</span>'
        told = f"{badge} <strong>{told}</strong>"
    first, rest = fact.notes[:1], " ".join(fact.notes[1:])
    return told + "".join(f"<p>{safe(note)}</p>" for note in (*first, rest) if note)
