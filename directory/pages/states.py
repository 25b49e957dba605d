"""Who may needle where: all states on a map and in a table, and one state in full."""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import streamlit as st

from directory import rules, wording
from directory.citations import citation_changes
from directory.normalize.states import STATE_NAMES
from directory.outlines import Fill, country_svg, legend_svg
from directory.pages.maps import show_map
from directory.pages.shared import Visit, bullets, framed, titled, told
from directory.pages.tables import Link, Shown, show_table
from directory.pages.text import link, plain, web_address
from directory.state_rules import COLUMNS, WORDS, StateCard, StateRule, Word, fills, overview, state_card, words
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES, Profession

ADDRESS = "state-rules"  # `/states` is the page without scripts
COLORS = {"yes": "green", "no": "red", "unclear": "orange", "order": "blue", "silent": "gray", "nothing": "gray"}


@framed
def page(visit: Visit) -> None:
    st.title(say("states-title"), anchor=False)
    names = {name: code for code, name in rules.jurisdictions().items()}
    chosen = st.selectbox(say("states-choose"), [say("states-all"), *names], key="state", bind="query-params")
    if chosen in names:
        titled(say("plain-state-title", where=chosen))
        _state(state_card(names[chosen], visit.today, citation_changes(visit.session)))
    else:
        titled(say("states-title"))
        _overview(visit)
    st.header(say("plain-about-rules"), anchor=False)
    known = say("plain-state-of-knowledge", day=wording.day(rules.table_as_of()))
    st.markdown(f"{known} {plain(wording.rule_notice(rules.notice()))}")


# --- all states -------------------------------------------------------------------------------------------------


def _overview(visit: Visit) -> None:
    st.markdown(say("states-lead"))
    professions = {PROFESSION_NAMES[one].capitalize(): one for one in COLUMNS}
    chosen = st.selectbox(say("states-who"), list(professions), key="map_of", bind="query-params")
    _map(chosen, professions[chosen], visit)
    st.header(say("states-table-all"), anchor=False)
    rows: list[list[Shown]] = [
        [Link(name, _address(name)), *(f"{word.icon} {word.text}" for word in found)]
        for _, name, found in overview(visit.today)
    ]
    show_table(say("states-table"), [say("states-name"), *professions], rows)


def _map(called: str, profession: Profession, visit: Visit) -> None:
    shown = fills(profession, visit.today)
    counts = Counter(fill.word for fill in shown.values())
    names = rules.jurisdictions()
    told_of = [
        say("states-count", word=word.text, n=counts[word.text], all=len(shown))
        for word in words()
        if counts[word.text]
    ]
    svg = country_svg(
        shown,
        lambda code: _address(names[code]) if code in names else None,
        say("states-map", who=called),
        say("map-of", counts="; ".join(told_of)),
    )
    legend = [
        (legend_svg(fill), fill.letter, _meaning(word, counts[fill.word], len(shown))) for fill, word in _looks(shown)
    ]
    show_map(svg, say("states-map-same"), key="states_map", legend=legend)


def _address(name: str) -> str:
    return f"?{urlencode({'state': name})}"


def _looks(shown: Mapping[str, Fill]) -> Iterator[tuple[Fill, Word]]:
    """The fills that occur, each with its word, in the order of the words."""
    looks = {fill.word: fill for fill in shown.values()}
    return ((looks[word.text], word) for word in words() if word.text in looks)


def _meaning(word: Word, n: int, of: int) -> str:
    return say("states-legend", word=word.text, n=n, all=of, means=word.means)


# --- one state --------------------------------------------------------------------------------------------------


def _state(card: StateCard) -> None:
    st.header(plain(card.name), anchor=False)
    _in_short(card)
    _people(card)
    for row in card.rows:
        with st.container(border=True):
            _rule(row)


def _in_short(card: StateCard) -> None:
    none = say("states-nothing")
    columns = ("who", "answer", "hours", "rule", "read", "sure")
    rows: list[list[Shown]] = [
        [
            row.name,
            f"{row.word.icon} {row.word.text}",
            row.hours or none,
            _cited(row),
            wording.day(row.read_on) if row.read_on else none,
            row.sure or none,
        ]
        for row in card.rows
    ]
    heads = [say(f"states-column-{column}") for column in columns]
    show_table(say("states-in-short-of", where=card.name), heads, rows)


def _cited(row: StateRule) -> Link | str:
    """The citation, leading to the first of its sources that has an address."""
    address = next((found for source in row.sources if (found := web_address(source.url))), None)
    return Link(row.citation, address) if row.citation else say("states-nothing")


def _people(card: StateCard) -> None:
    from directory.pages import find  # find may link here, so neither can wait for the other

    if card.code in STATE_NAMES:  # federal places are none to search by
        target = st.Page(find.page, title=say("menu-find"), url_path="find", default=True)
        label = plain(say("states-people", where=card.name))
        st.page_link(target, label=f":blue[{label}]", query_params={"in_state": card.name})


def _rule(row: StateRule) -> None:
    st.subheader(plain(row.question), anchor=False)
    look = WORDS[row.rule.permission if row.rule else "nothing"][2]
    st.markdown(told((row.word.icon, row.word.text, COLORS[look]), row.answer))
    if row.asks:
        st.markdown(say("plain-rule-asks-for"))
        st.markdown(bullets([plain(item) for item in row.asks]))
    elif row.asks_nothing:
        st.markdown(row.asks_nothing)
    facts = [plain(line) for line in row.lines]
    for source in row.sources:
        again = ""
        if source.changed_on:
            again = f" **{say('plain-rule-changed', day=wording.day(source.changed_on))}**"
        title = plain(say("plain-rule-source", title=source.title, dated=source.dated))
        facts.append(f"{title}, {link(source.url)}{again}")
    if facts:
        st.markdown(say("states-behind"))
        st.markdown(bullets(facts))
    if row.notes:
        with st.expander(say("plain-rule-notes"), key=f"notes {row.name}"):
            st.markdown(plain(row.notes))
