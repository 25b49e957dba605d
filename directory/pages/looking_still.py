"""For parts of pages of the desk that show themselves anew: whether whoever looks at them is still signed in."""

import streamlit as st
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from directory import signed_in

Bind = Engine | Connection


def signed_out(bind: Bind) -> bool:
    """Asked anew each time: the page around such a part was made for whoever was signed in then."""
    with Session(bind) as session:
        return signed_in.reader(session, st.context.cookies.to_dict()) is None
