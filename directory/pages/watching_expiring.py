"""What runs out: credential by credential, as a list, by month, and as a calendar file. For coordinators."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from directory.monitoring.calendar_file import calendar_of
from directory.monitoring.expiring import Credential, credentials, table_of, within
from directory.monitoring.members import watched
from directory.pages.coordinators import only_for_coordinators
from directory.pages.downloading import for_signed_in
from directory.pages.shared import Visit, framed, titled
from directory.pages.tables import Shown, show_table
from directory.pages.text import safe
from directory.pages.watching import list_asked, lists_of, person_link
from directory.pages.watching_files import base_address, table_file
from directory.refresh import last_publication
from directory.store.watching_tables import WatchList
from directory.vocabulary import Need
from directory.wording import badge, day

DAYS = {"7 days": 7, "14 days": 14, "30 days": 30, "60 days": 60, "90 days": 90, "120 days": 120, "13 months": 395}
ANY_MONTH = "All months"
MONTHS = 13  # of the picture, from this one on
PAGE_SIZE = 50
_STYLE = (
    "<style>.np-months{list-style:none;padding:0;margin:0}.np-months li{display:flex;gap:.5rem;align-items:center;"
    "min-height:28px}.np-months a,.np-months .m{flex:0 0 9.5rem;color:#0b5c8a}.np-months b{display:block;height:14px;"
    "background:#0b5c8a}.np-months .b{flex:1 1 auto}.np-months .n{flex:0 0 2.5rem;text-align:right}</style>"
)


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    titled("What runs out")
    st.title("What runs out", anchor=False)
    st.markdown(
        "Licenses, privileges and CPR cards of the people on watch lists. What was renewed drops off by itself."
    )
    of = list_asked(lists_of(visit.session))
    people, _ = watched(visit.session, of.id if of else None)
    everything = credentials(visit.session, {one: scope.names for one, scope in people.items()}, visit.today)
    left, right = st.columns(2)
    days = left.selectbox("Within", list(DAYS), index=5, key="within", bind="query-params")
    months = sorted({f"{one.expires:%Y-%m}" for one in within(everything, visit.today, DAYS["13 months"])})
    month = right.selectbox("Month", [ANY_MONTH, *months], key="month", bind="query-params")
    if month == ANY_MONTH:
        found = within(everything, visit.today, DAYS[days])
    else:
        found = [one for one in everything if f"{one.expires:%Y-%m}" == month]
    _picture(everything, visit.today, of)
    said = f"{len(found):,} {'credential' if len(found) == 1 else 'credentials'}"
    st.header(said, anchor=False)
    _table(found, visit.today)
    _files(visit, everything, found, of)
    return said


def _table(found: Sequence[Credential], today: date) -> None:
    if not found:
        st.markdown("Nothing runs out then.")
        return
    pages = -(-len(found) // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="ends_page", bind="query-params") if pages > 1 else 1
    with shown:
        some = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        heads = ("Who", "What", "Last day", "Left", "Status", "Usable for a file until (120 / 90 days)")
        show_table("By their last day, the earliest first", heads, [_row(one, today) for one in some])


def _row(one: Credential, today: date) -> list[Shown]:
    left = one.left(today)
    word = f"{left} days" if left != 1 else "1 day"
    if left < 0:
        word = f"over for {-left} days" if left != -1 else "over for 1 day"
    status = badge(Need.LICENSE, one.status)[1]
    usable = " / ".join(day(end) for end in one.usable) if one.usable else "not confirmed"
    return [person_link(one.practitioner_id, one.name), one.title, day(one.expires), word, status, usable]


def _picture(everything: Sequence[Credential], today: date, of: WatchList | None) -> None:
    """How many end in each of the next months, as bars that are links too."""
    counts = Counter(f"{one.expires:%Y-%m}" for one in everything)
    months = [date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, 1) for n in range(MONTHS)]
    most = max((counts[f"{one:%Y-%m}"] for one in months), default=0)
    if not most:
        return
    st.header("By month", anchor=False)
    bars = []
    for first in months:
        month = f"{first:%Y-%m}"
        number = counts[month]
        query = urlencode(({"watch_list": of.name} if of else {}) | {"month": month})
        name = safe(f"{first:%B %Y}")
        label = f'<a href="?{safe(query)}" target="_self">{name}</a>' if number else f'<span class="m">{name}</span>'
        bar = f'<span class="b" aria-hidden="true"><b style="width:{round(100 * number / most)}%"></b></span>'
        bars.append(f'<li>{label}{bar}<span class="n">{number}</span></li>')
    st.html(f'{_STYLE}<ul class="np-months" aria-label="Credentials that end, by month">{"".join(bars)}</ul>')


def _files(visit: Visit, everything: Sequence[Credential], found: Sequence[Credential], of: WatchList | None) -> None:
    published = last_publication(visit.session)
    if not everything or published is None:
        return
    today = visit.today
    st.download_button(
        "Download this list as CSV", for_signed_in(lambda: table_file(table_of(found, today))),
        file_name="expiring.csv", mime="text/csv", on_click="ignore",
    )  # fmt: skip
    name, stamp, base = f"Runs out: {of.name}" if of else "Runs out", published.published_at, base_address()
    st.download_button(
        "Download all ends as a calendar",
        for_signed_in(lambda: calendar_of(everything, name=name, stamp=stamp, base=base)),
        file_name="expiring.ics", mime="text/calendar", on_click="ignore",
    )  # fmt: skip
