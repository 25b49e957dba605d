"""What we check and what we cannot: by state, profession and check, with the sources and readings it rests on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from sqlmodel import Session

from directory import coverage, rules, wording
from directory.coverage import Behind, Cell, Check, Coverage, Way
from directory.outlines import FILLS, Fill, country_svg, legend_svg
from directory.pages.maps import show_map
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.tables import Link, Noted, Shown, show_table
from directory.pages.text import plain
from directory.state_rules import COLUMNS
from directory.texts import say, say_part
from directory.vocabulary import PROFESSION_NAMES, Audience, Permission, Profession

ADDRESS = "coverage"
LOOKS: Mapping[Way, str] = {
    Way.AUTOMATIC: "yes",
    Way.FILE: "order",
    Way.PART: "order",  # never on one map with the files: all lists of training are national
    Way.ONE: "silent",
    Way.HAND: "unclear",
    Way.IMPOSSIBLE: "no",
    Way.NOTHING: "nothing",
}


@framed
def page(visit: Visit) -> None:
    st.title(say("coverage-title"), anchor=False)
    st.markdown(say("coverage-lead"))
    found = coverage.coverage(visit.session, visit.today)
    profession, state, check = _asked(found)
    who = PROFESSION_NAMES[profession].capitalize()
    titled(say("coverage-title"), _named(profession, state) if state else who)
    _numbers(found, profession)
    _people(visit, profession, state)
    if not state:
        _map(found, profession, check)
    _grid(found, profession, state)
    _rows(found, profession, state, check)
    st.header(say("coverage-never"), anchor=False)
    st.markdown(bullets([plain(line) for line in found.never()]))
    _to_sources()


def _asked(found: Coverage) -> tuple[Profession, str | None, Check]:
    """What the three boxes hold; all of it stands in the address."""
    professions = {PROFESSION_NAMES[one].capitalize(): one for one in COLUMNS}
    states = {say("coverage-all-states"): None} | {name: code for code, name in found.places.items()}
    checks = {say(f"coverage-check-{one}"): one for one in Check}
    left, middle, right = st.columns(3)
    who = left.selectbox(say("coverage-for"), list(professions), key="cover_for", bind="query-params")
    where = middle.selectbox(say("coverage-state"), list(states), key="cover_state", bind="query-params")
    what = right.selectbox(say("coverage-check"), list(checks), key="cover_check", bind="query-params")
    return professions[who], states[where], checks[what]


# --- numbers ----------------------------------------------------------------------------------------------------


def _numbers(found: Coverage, profession: Profession) -> None:
    """A line for each check; each of its numbers leads to the rows that it counts."""
    st.header(say("coverage-in-numbers"), anchor=False)
    lines = []
    for check in Check:
        if check is Check.TRAINING:
            lines.append(_of_bodies(found, profession))
            continue
        share = found.share(check, profession)
        parts = [
            say("coverage-share-part", way=_way(way), n=_number(share.ways[way], profession, check, way))
            for way in Way
            if share.ways.get(way)
        ]
        told = {"check": say(f"coverage-check-{check}"), "counts": ", ".join(parts), "of": share.of}
        if share.fresh:
            lines.append(say("coverage-share-fresh", fresh=share.fresh, **told))
        else:
            lines.append(say("coverage-share", **told))
    st.markdown(bullets(lines))


def _of_bodies(found: Coverage, profession: Profession) -> str:
    """A list of training is no state's: told by how many bodies' lists there are."""
    bodies, check = found.bodies, Check.TRAINING
    told = {"check": say(f"coverage-check-{check}"), "read": _number(bodies.read, profession, check), "of": bodies.of}
    return say("coverage-share-training", fresh=bodies.fresh, **told)


def _number(n: int, profession: Profession, check: Check, way: Way | None = None) -> str:
    asked = {"cover_for": PROFESSION_NAMES[profession].capitalize(), "cover_check": say(f"coverage-check-{check}")}
    if way:
        asked["cover_how"] = _way(way)
    return f"[{n}](/{ADDRESS}?{urlencode(asked)})"


def _people(visit: Visit, profession: Profession, state: str | None) -> None:
    st.subheader(say("coverage-people"), anchor=False)
    known = _counted(visit.version, profession, visit.today, state, visit.audience, visit.session)
    if not known[0][2]:
        st.markdown(say("coverage-people-none"))
        return
    lines = [say(f"coverage-people-{check}", known=f"{n:,}", of=f"{of:,}") for check, n, of in known]
    st.markdown(bullets([plain(line) for line in lines]))
    asked = {"profession": PROFESSION_NAMES[profession].capitalize()}
    rule = rules.rule_for(state, profession, visit.today) if state else None
    if state and rule and rule.permission is Permission.PROHIBITED:  # Find lists nobody of them there
        st.markdown(plain(say("coverage-not-listed", where=wording.place_name(state), who=wording.one(profession))))
    elif state:
        from directory.pages import find  # find may link here, so neither can wait for the other

        target = st.Page(find.page, title=say("menu-find"), url_path="find", default=True)
        where = wording.place_name(state)
        st.page_link(
            target, label=f":blue[{plain(say('coverage-see-people'))}]", query_params=asked | {"in_state": where}
        )
    st.markdown(say("coverage-people-note"))


@st.cache_data(ttl=600, max_entries=500, show_spinner=False)
def _counted(
    version: str, profession: Profession, today: date, state: str | None, audience: Audience, _session: Session
) -> list[tuple[str, int, int]]:
    counted = coverage.people(_session, profession, today, state, audience=audience)
    return [(one.check.value, one.known, one.of) for one in counted]


def _to_sources() -> None:
    from directory.pages import sources

    target = st.Page(sources.page, title=say("menu-sources"), url_path="sources")
    st.page_link(target, label=f":blue[{plain(say('coverage-sources'))}]")


# --- picture and grid -------------------------------------------------------------------------------------------


def _map(found: Coverage, profession: Profession, check: Check) -> None:
    shown = {code: fill_of(found.cells[code, profession, check].way) for code in found.places}
    counts = Counter(fill.word for fill in shown.values())
    looks = {fill.word: (fill, way) for way in Way if (fill := fill_of(way)).word in counts}
    who, what = PROFESSION_NAMES[profession].capitalize(), say(f"coverage-check-{check}")
    svg = country_svg(
        shown,
        lambda code: _address(profession, found.places[code], what) if code in found.places else None,
        say("coverage-map", check=what, who=who),
        say("map-of", counts="; ".join(f"{word}: {n}" for word, n in counts.items())),
    )
    legend = [
        (legend_svg(fill), fill.letter, say("coverage-legend", way=word, n=counts[word], means=_means(way)))
        for word, (fill, way) in looks.items()
    ]
    st.header(plain(say("coverage-map", check=what, who=who)), anchor=False)
    show_map(svg, say("coverage-map-same"), key="coverage_map", legend=legend)


def _address(profession: Profession, where: str, what: str | None) -> str:
    asked = {"cover_for": PROFESSION_NAMES[profession].capitalize(), "cover_state": where, "cover_check": what}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def fill_of(way: Way) -> Fill:
    """How a place is drawn by how a check goes there."""
    color, pattern = FILLS[LOOKS[way]]
    return Fill(color, pattern, say_part(f"coverage-way-{way}", "letter"), _way(way))


def _grid(found: Coverage, profession: Profession, state: str | None) -> None:
    """All states for one profession, or all professions for one state."""
    st.header(say("coverage-grid", by="profession" if state else "state"), anchor=False)
    checks = list(Check)
    if state:
        caption = say("coverage-grid-one", where=wording.place_name(state))
        heads = {PROFESSION_NAMES[one].capitalize(): (state, one) for one in COLUMNS}
        leads = [_address(one, found.places[state], None) for one in COLUMNS]
        first = say("coverage-who")
    else:
        who = PROFESSION_NAMES[profession].capitalize()
        caption = say("coverage-grid-of", who=who)
        heads = {name: (code, profession) for code, name in found.places.items()}
        leads = [_address(profession, name, None) for name in heads]
        first, anywhere = say("coverage-place"), next(iter(found.places))
        same = [found.cells[anywhere, profession, one] for one in coverage.NATIONAL]
        checks = [one for one in checks if one not in coverage.NATIONAL]  # told once, not in each of 52 rows
        st.markdown(say("coverage-same-everywhere"))
        st.markdown(bullets([plain(f"{say(f'coverage-check-{one.check}')}: {_short(one, found)}") for one in same]))
    rows: list[list[Shown]] = [
        [Link(head, address), *(_short(found.cells[*of, check], found) for check in checks)]
        for (head, of), address in zip(heads.items(), leads, strict=True)
    ]
    show_table(caption, [first, *(say(f"coverage-check-{check}") for check in checks)], rows)


def _short(cell: Cell, found: Coverage) -> str:
    """How a check goes, and whether its list was read in time."""
    way = _way(cell.way)
    if cell.way is Way.PART:
        return say("coverage-cell-part", read=found.bodies.read, of=found.bodies.of)
    if cell.fresh or cell.way not in (Way.AUTOMATIC, Way.FILE):
        return way
    return say("coverage-cell-old" if cell.read_on else "coverage-cell-not-yet", way=way)


def _way(way: Way) -> str:
    return say(f"coverage-way-{way}")


def _means(way: Way) -> str:
    return say_part(f"coverage-way-{way}", "means")


# --- what it rests on -------------------------------------------------------------------------------------------


def _rows(found: Coverage, profession: Profession, state: str | None, check: Check) -> None:
    """The rows behind the numbers of one check: each state of one profession, or each check of one state."""
    st.header(say("coverage-rows"), anchor=False)
    if state:
        chosen: Sequence[Cell] = [found.cells[state, profession, one] for one in Check]
        named, heading = _named(profession, state), say("coverage-check")
        first = [say(f"coverage-check-{cell.check}") for cell in chosen]
    else:
        chosen = _by_way([found.cells[code, profession, check] for code in found.places])
        named = f"{say(f'coverage-check-{check}')}, {PROFESSION_NAMES[profession]}"
        heading, first = say("coverage-place"), [found.places[cell.state] for cell in chosen]
    caption = say("coverage-rows-of", what=named)
    if not state and check in coverage.NATIONAL:  # the same everywhere
        _sources(caption, coverage.sources_of(chosen))
        return
    heads = [heading, say("coverage-how"), say("coverage-source"), say("coverage-last")]
    rows: list[list[Shown]] = [
        [of, _way(cell.way), Noted(_linked(cell), cell.why), _last(cell.used)]
        for of, cell in zip(first, chosen, strict=True)
    ]
    # All states are long to scroll past on a telephone; whoever follows a number asked for fewer.
    every = not state and len(chosen) == len(found.places)
    with st.expander(say("coverage-every", number=len(rows)), key="coverage every") if every else st.container():
        show_table(caption, heads, rows)


def _by_way(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Those that go one way, where one is asked for."""
    ways = {say("coverage-all-ways"): None} | {_way(way): way for way in Way}
    asked = ways[st.selectbox(say("coverage-how"), list(ways), key="cover_how", bind="query-params")]
    return [cell for cell in cells if asked is None or cell.way is asked]


def _named(profession: Profession, state: str) -> str:
    return say("coverage-who-in", who=PROFESSION_NAMES[profession].capitalize(), where=wording.place_name(state))


def _sources(caption: str, behind: Iterable[Behind]) -> None:
    listed = list(behind)
    if not listed:
        st.markdown(say("coverage-nothing"))
        return
    show_table(
        caption,
        [say("coverage-source"), say("coverage-how"), say("coverage-last")],
        [[Link(one.title, one.url), _way(one.way), _last([one])] for one in listed],
    )


def _linked(cell: Cell) -> Sequence[Link | str]:
    """Every source there is, or where a person can look."""
    named = [Link(one.title, one.url) for one in cell.behind]
    if cell.look and not any(cell.look[1] == one.url for one in cell.behind):
        named.append(Link(*cell.look))
    return named or [say("coverage-nothing")]


def _last(used: Sequence[Behind]) -> str:
    """When the lists were last read; a list that is only asked about single people has no such day."""
    days = []
    for one in used:
        if one.way not in (Way.AUTOMATIC, Way.FILE):
            continue
        if one.read_on is None:
            days.append(say("coverage-not-yet"))
        else:
            days.append(say(f"coverage-{'fresh' if one.fresh else 'old'}", day=wording.day(one.read_on)))
    return "; ".join(days) or say("coverage-nothing")
