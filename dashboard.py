"""The web application: page titles and navigation for readers, plain routes for programs, on one port."""

import streamlit as st

from directory.pages import navigation
from directory.routes import routes

if __name__ == "__main__":  # as the page script, whoever serves it
    st.set_page_config(page_icon="📍", layout="centered")
    navigation().run()
else:  # as the ASGI application of `uvicorn dashboard:app` and `streamlit run dashboard.py`
    app = st.App(__file__, routes=routes())
