"""The web application: its menu as the page script, and its plain routes beside it on one port.

`needleproof serve` opens it. `uvicorn dashboard:app` obeys NEEDLEPROOF_TRUSTED_PROXIES too, but first believes what any
program of this machine says of where visitors come from: that is undone only from outside, with `--no-proxy-headers`,
or for `streamlit run dashboard.py` with an empty FORWARDED_ALLOW_IPS.
"""

import streamlit as st

if __name__ == "__main__":  # run as the page script, whoever serves it
    from directory.pages import navigation

    st.set_page_config(page_icon="📍", layout="centered")
    navigation().run()
else:  # imported as the application of `uvicorn dashboard:app` and `streamlit run dashboard.py`
    from directory.routes import middleware, routes
    from directory.warming import warmed

    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=warmed)
