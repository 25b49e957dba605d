"""The peer of the page benchmark: a Streamlit application that shows nothing, served as ours is."""

import streamlit as st

if __name__ != "__main__":
    app = st.App(__file__)
