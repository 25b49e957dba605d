"""How often are we wrong: the measured rate of false links, what it was measured on, and what people found."""

from collections.abc import Mapping, Sequence

import streamlit as st

from directory import reviewing, wording
from directory.linking.measuring import PLAIN, Tally
from directory.linking.weights import weights
from directory.pages.shared import Visit, bullets, framed, moment, small
from directory.pages.text import plain
from directory.program import program
from directory.reviewing import LinksChecked
from directory.store.measurements import Measurement, measurements

TITLE, ADDRESS = "How often are we wrong?", "how-often-wrong"
ABSENT = "_true_absent"  # tags of records whose look-alike alone is in the register
FEWEST = 20  # entries of a difficulty for a bar of its own
OUTCOMES = ("linked, right", "waits for a person", "not linked", "linked, wrong")
COLORS = ("#1a7f4b", "#8a8f98", "#d5d8dd", "#b3261e")


def link_to_mistakes(label: str, query: Mapping[str, str] | None = None) -> None:
    target = st.Page(page, title=TITLE, url_path=ADDRESS, visibility="hidden")
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=dict(query or {}))


@framed
def page(visit: Visit) -> None:
    st.title(TITLE, anchor=False)
    st.markdown(
        "Many lists tell about people, and two people can have one name. When we take two entries for one person and "
        "they are two, you would see somebody else's license. We call that a wrong link. So we join entries on our own "
        "only where much speaks for it and nothing against it. All others wait until a person has looked, or are not "
        "joined."
    )
    found = measurements(visit.session)
    if found:
        asked = str(st.query_params.get("id") or "")[:20]
        one = next((m for m in found if str(m.id) == asked), found[0])
        _measured(one)
        _what_it_is(one)
        _parts(one)
    else:
        st.header("Nothing was measured yet", anchor=False)
        st.markdown("To measure it on invented people: run `needleproof links measure --invented`.")
    _checked(reviewing.links_checked(visit.session))
    if len(found) > 1:
        _others([other for other in found if other.id != one.id])


def _measured(one: Measurement) -> None:
    st.header("What we measured", anchor=False)
    total = one.total
    st.markdown(f"**{plain(wording.false_links(total))}**")
    lines = [
        f"Measured on {wording.day(one.as_of)} with {total.records:,} entries against a register of "
        f"{one.register_rows:,} rows: {plain(one.set_name)}.",
        _wrong(total),
    ]
    if total.people:
        lines.append(
            f"{total.people:,} of the entries are of people in the register. We linked {total.right:,} of them to the "
            f"right person ({wording.percent(total.right / total.people)}). With those shown to a person as possible, "
            f"it is {total.shown:,} ({wording.percent(total.shown / total.people)})."
        )
    lines.append(
        f"{total.waiting:,} of {total.records:,} entries wait for a person "
        f"({wording.percent(total.waiting / max(1, total.records))})."
    )
    if one.natural is not None:
        lines.append(f"Without the look-alikes that were put in on purpose: {plain(wording.false_links(one.natural))}")
    st.markdown(bullets(lines))
    if (one.weights, one.program) != (weights().version, program()):
        st.warning("This was measured with another version of this program than the one that runs now.")
    st.markdown(
        small(
            f"Measurement {one.id}, {moment(one.measured_at)}, by the command: {one.command}. Program {one.program}, "
            f"weights {one.weights}. Set: SHA-256 {one.set_digest[:16]}…"
        )
    )


def _wrong(total: Tally) -> str:
    if not total.wrong:
        return "No wrong link was found. That does not mean that there are none: the more we measure, the surer it is."
    return (
        f"Of the wrong links, {total.nobody:,} led to a look-alike of somebody who is not in the register, and "
        f"{total.another:,} to another person than the right one."
    )


def _what_it_is(one: Measurement) -> None:
    st.header("What this can tell you, and what not", anchor=False)
    st.markdown(
        bullets(
            [
                f"What the set is made of: {plain(one.made_of)}.",
                "Somebody put this set together, with far more look-alikes than there are in the world. It is no "
                "random sample, so the rate among the people shown here may be lower or higher.",
                "It tells how often two entries are joined wrongly. It does not tell whether a source itself is wrong.",
            ]
        )
    )


# --- by kind and difficulty -------------------------------------------------------------------------------------


def _parts(one: Measurement) -> None:
    if one.by_kind:
        st.header("By kind of entry", anchor=False)
        kinds = {wording.ENTRY_KINDS.get(kind, kind): tally for kind, tally in one.by_kind.items()}
        _table("Kind of entry", kinds)
    if set(one.by_tag) - {PLAIN}:
        st.header("By what makes it hard", anchor=False)
        if any(tag.endswith(ABSENT) for tag in one.by_tag):
            st.markdown("Absent: the person is not in the register. At most a look-alike is.")
        hard = {wording.difficulty(tag): tally for tag, tally in one.by_tag.items()}
        _chart({what: tally for what, tally in hard.items() if tally.records >= FEWEST})
        _table("What makes it hard", hard)


def _table(what: str, parts: Mapping[str, Tally]) -> None:
    table = {
        what: [plain(name) for name in parts],
        "Linked": [f"{tally.settled:,}" for tally in parts.values()],
        "Wrong": [f"{tally.wrong:,}" for tally in parts.values()],
        "At most": [wording.at_most(tally.upper) if tally.settled else "–" for tally in parts.values()],
        "Entries": [f"{tally.records:,}" for tally in parts.values()],
        "Waiting": [f"{tally.waiting:,}" for tally in parts.values()],
    }
    st.table(table, alt=f"Links by {what.lower()}", border="horizontal", hide_index=True, hide_header=False)


def _chart(parts: Mapping[str, Tally]) -> None:
    """What became of the entries of each difficulty; the table below tells the same in numbers."""
    if not parts:
        return
    rows = [
        {"what": what, "outcome": outcome, "order": order, "entries": number}
        for what, tally in parts.items()
        for order, (outcome, number) in enumerate(zip(OUTCOMES, _outcomes(tally), strict=True))
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
                "field": "outcome", "type": "nominal", "scale": {"domain": OUTCOMES, "range": COLORS},
                "legend": {"orient": "bottom", "columns": 1, "title": None},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip
    told = "; ".join(
        f"{what}: " + ", ".join(f"{n:,} {outcome}" for outcome, n in zip(OUTCOMES, _outcomes(tally), strict=True))
        for what, tally in parts.items()
    )
    st.vega_lite_chart(None, bars, alt=f"Bars: what became of the entries of each difficulty. {told}.")


def _outcomes(tally: Tally) -> tuple[int, int, int, int]:
    """In the order of OUTCOMES."""
    return tally.right, tally.waiting, tally.records - tally.settled - tally.waiting, tally.wrong


# --- what people found ------------------------------------------------------------------------------------------


def _checked(found: LinksChecked) -> None:
    st.header("What people found", anchor=False)
    if not found.links:
        st.markdown("Nobody has checked a link that we had made yet.")
        return
    links = "1 of the links" if found.links == 1 else f"{found.links:,} of the links"
    st.markdown(
        f"**People checked {links} that we had made here, and found {found.wrong:,} wrong.** They look where they have "
        f"a doubt. Had they looked at random, at most {wording.at_most(found.upper)} would be wrong, with 95 % "
        "certainty."
    )


def _others(found: Sequence[Measurement]) -> None:
    st.header("Other measurements", anchor=False)
    for one in found:
        link_to_mistakes(
            f"Measurement {one.id}: {one.total.wrong:,} wrong of {one.total.settled:,}", {"id": str(one.id)}
        )
        st.markdown(small(f"{wording.day(one.as_of)}, {one.set_name}, by the command: {one.command}"))
