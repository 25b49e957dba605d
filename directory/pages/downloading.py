"""Files of the desk that are made on the click: for whoever is signed in then, not for whoever was as the page was
made.
"""

from collections.abc import Callable

import streamlit as st
from sqlmodel import Session

from directory import signed_in
from directory.config import config
from directory.store.database import connect


class SignedOutError(Exception):
    """No file was made: whoever the page was made for is not signed in any more."""


def for_signed_in(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``make`` for the `data` of a download button: asks anew who is signed in, then makes the file. Every role reads
    the desk, so that any will do.

    What comes back raises SignedOutError without having made anything. Streamlit then says beside the button that the
    file could not be made, and the browser is given none: its name and type were settled as the page was made, so that
    a refusal in words would arrive as the list, the workbook or the PDF that was asked for.
    """
    cookies = st.context.cookies.to_dict()  # a click has none: it is answered outside of any showing

    def made() -> bytes:
        engine = connect(config().database_url, read_only=True)
        try:
            with Session(engine) as session:
                who = signed_in.reader(session, cookies)
        finally:
            engine.dispose()
        if who is None:
            raise SignedOutError("no file was made: sign in again")
        return make()

    return made
