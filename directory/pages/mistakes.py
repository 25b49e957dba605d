"""How often are we wrong: the measured rate of false links, what it was measured on, and what people found."""

from collections.abc import Mapping, Sequence

import streamlit as st

from directory import reviewing, wording
from directory.linking.measuring import PLAIN, Tally
from directory.linking.weights import weights
from directory.pages.shared import Visit, bullets, framed, moment, small, titled
from directory.pages.text import plain
from directory.program import program
from directory.reviewing import LinksChecked
from directory.store.measurements import Measurement, measurements
from directory.texts import say, say_part

ADDRESS = "how-often-wrong"
ABSENT = "_true_absent"  # tags of records whose look-alike alone is in the register
FEWEST = 20  # entries of a difficulty for a bar of its own
OUTCOMES = ("mistakes-outcome-right", "mistakes-outcome-waits", "mistakes-outcome-not-linked", "mistakes-outcome-wrong")
COLORS = ("#1a7f4b", "#8a8f98", "#d5d8dd", "#b3261e")


def title() -> str:
    return say("mistakes-title")


def link_to_mistakes(label: str, query: Mapping[str, str] | None = None) -> None:
    target = st.Page(page, title=title(), url_path=ADDRESS, visibility="hidden")
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=dict(query or {}))


@framed
def page(visit: Visit) -> None:
    titled(title())
    st.title(title(), anchor=False)
    st.markdown(say("mistakes-lead"))
    found = measurements(visit.session)
    if found:
        asked = str(st.query_params.get("id") or "")[:20]
        one = next((m for m in found if str(m.id) == asked), found[0])
        _measured(one)
        _what_it_is(one)
        _parts(one)
    else:
        st.header(say("mistakes-not-measured"), anchor=False)
        st.markdown(say("mistakes-how-to-measure"))
    _checked(reviewing.links_checked(visit.session))
    if len(found) > 1:
        _others([other for other in found if other.id != one.id])


def _measured(one: Measurement) -> None:
    st.header(say("mistakes-measured"), anchor=False)
    total = one.total
    st.markdown(f"**{plain(wording.false_links(total))}**")
    lines = [
        say(
            "mistakes-measured-on", day=wording.day(one.as_of), entries=f"{total.records:,}",
            rows=f"{one.register_rows:,}", set=plain(one.set_name),
        ),
        _wrong(total),
    ]  # fmt: skip
    if total.people:
        lines.append(_right(total))
    share = wording.percent(total.waiting / max(1, total.records))
    lines.append(say("mistakes-waiting", waiting=f"{total.waiting:,}", entries=f"{total.records:,}", share=share))
    if one.natural is not None:
        lines.append(say("mistakes-natural", told=plain(wording.false_links(one.natural))))
    st.markdown(bullets(lines))
    if (one.weights, one.program) != (weights().version, program()):
        st.warning(say("mistakes-other-program"))
    made_by = say(
        "mistakes-command", number=str(one.id), time=moment(one.measured_at), command=one.command,
        program=one.program, weights=one.weights, digest=one.set_digest[:16],
    )  # fmt: skip
    st.markdown(small(made_by))


def _right(total: Tally) -> str:
    right, shown = (wording.percent(number / total.people) for number in (total.right, total.shown))
    return say(
        "mistakes-right", people=f"{total.people:,}", right=f"{total.right:,}", share=right, shown=f"{total.shown:,}",
        shown_share=shown,
    )  # fmt: skip


def _wrong(total: Tally) -> str:
    if not total.wrong:
        return say("mistakes-none-wrong")
    return say("mistakes-wrong", nobody=f"{total.nobody:,}", another=f"{total.another:,}")


def _what_it_is(one: Measurement) -> None:
    st.header(say("mistakes-limits"), anchor=False)
    made_of = say("mistakes-made-of", what=plain(one.made_of))
    st.markdown(bullets([made_of, say("mistakes-no-sample"), say("mistakes-links-alone")]))


# --- by kind and difficulty -------------------------------------------------------------------------------------


def _parts(one: Measurement) -> None:
    if one.by_kind:
        st.header(say("mistakes-by-kind"), anchor=False)
        kinds = {wording.ENTRY_KINDS.get(kind, kind): tally for kind, tally in one.by_kind.items()}
        _table("mistakes-by-kind", kinds)
    if set(one.by_tag) - {PLAIN}:
        st.header(say("mistakes-by-difficulty"), anchor=False)
        if any(tag.endswith(ABSENT) for tag in one.by_tag):
            st.markdown(say("mistakes-absent"))
        hard = {wording.difficulty(tag): tally for tag, tally in one.by_tag.items()}
        _chart({what: tally for what, tally in hard.items() if tally.records >= FEWEST})
        _table("mistakes-by-difficulty", hard)


def _table(name: str, parts: Mapping[str, Tally]) -> None:
    """``name``: of the texts of its heading."""
    table = {
        say_part(name, "head"): [plain(name) for name in parts],
        say("mistakes-head-linked"): [f"{tally.settled:,}" for tally in parts.values()],
        say("mistakes-head-wrong"): [f"{tally.wrong:,}" for tally in parts.values()],
        say("mistakes-head-most"): [wording.at_most(tally.upper) if tally.settled else "–" for tally in parts.values()],
        say("mistakes-head-entries"): [f"{tally.records:,}" for tally in parts.values()],
        say("mistakes-head-waiting"): [f"{tally.waiting:,}" for tally in parts.values()],
    }
    alt = say_part(name, "table")
    st.table(table, alt=alt, border="horizontal", hide_index=True, hide_header=False)


def _chart(parts: Mapping[str, Tally]) -> None:
    """What became of the entries of each difficulty; the table below tells the same in numbers."""
    if not parts:
        return
    words = [say(outcome) for outcome in OUTCOMES]
    rows = [
        {"what": what, "outcome": outcome, "order": order, "entries": number}
        for what, tally in parts.items()
        for order, (outcome, number) in enumerate(zip(words, _outcomes(tally), strict=True))
    ]
    bars = {
        "data": {"values": rows},
        "mark": "bar",
        "height": {"step": 20},
        "encoding": {
            "x": {
                "field": "entries", "type": "quantitative", "stack": "normalize", "title": None,
                "axis": {"format": "%", "tickCount": 3},
            },
            "y": {"field": "what", "type": "nominal", "sort": list(parts), "title": None, "axis": {"labelLimit": 170}},
            "color": {
                "field": "outcome", "type": "nominal", "scale": {"domain": words, "range": COLORS},
                "legend": {"orient": "bottom", "columns": 1, "title": None},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip
    told = "; ".join(
        f"{what}: " + ", ".join(f"{n:,} {outcome}" for outcome, n in zip(words, _outcomes(tally), strict=True))
        for what, tally in parts.items()
    )
    st.vega_lite_chart(None, bars, alt=say_part("mistakes-by-difficulty", "bars", told=told))


def _outcomes(tally: Tally) -> tuple[int, int, int, int]:
    """In the order of OUTCOMES."""
    return tally.right, tally.waiting, tally.records - tally.settled - tally.waiting, tally.wrong


# --- what people found ------------------------------------------------------------------------------------------


def _checked(found: LinksChecked) -> None:
    st.header(say("mistakes-people-found"), anchor=False)
    if not found.links:
        st.markdown(say("mistakes-nobody-looked"))
        return
    links, wrong = f"{found.links:,}", f"{found.wrong:,}"
    st.markdown(say("mistakes-checked", links=links, wrong=wrong, bound=wording.at_most(found.upper)))


def _others(found: Sequence[Measurement]) -> None:
    st.header(say("mistakes-others"), anchor=False)
    for one in found:
        wrong, links = f"{one.total.wrong:,}", f"{one.total.settled:,}"
        link_to_mistakes(say("mistakes-other", number=str(one.id), wrong=wrong, links=links), {"id": str(one.id)})
        made = say("mistakes-other-set", day=wording.day(one.as_of), set=one.set_name, command=one.command)
        st.markdown(small(made))
