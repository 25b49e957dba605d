"""What coordinators take along from a page: the list that it shows, as a file."""

from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from directory.exporting.listing import MOST, list_csv
from directory.pages.downloading import for_signed_in
from directory.pages.shared import Visit
from directory.search import Query, Result


def download_list(visit: Visit, query: Query, result: Result) -> None:
    """Offers the people of all pages of a search; the file is made when somebody wants it."""
    if not (visit.for_coordinator and result.total):
        return
    bind, query = visit.session.get_bind(), replace(query, page=1)
    which = "this list" if result.total <= MOST else f"the first {MOST:,} of this list"

    def made() -> bytes:
        with Session(bind) as session:  # that of the page is closed by then
            return list_csv(session, query, today=visit.today, audience=visit.audience)

    st.download_button(
        f"Download {which} (CSV)",
        data=for_signed_in(made),
        file_name=f"practitioners-{visit.today}.csv",
        mime="text/csv",
        on_click="ignore",
        key="download list",
    )
