"""Files that the pages of monitoring hand out, and under which address this server is reached."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import urlsplit

import streamlit as st

from directory.config import config
from directory.exporting.cells import cells


def table_file(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV that a spreadsheet opens without taking any text for a formula."""
    text = StringIO(newline="")
    csv.writer(text).writerows(cells(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def base_address() -> str:
    """How this server is reached by others, else by whoever looks at the page."""
    seen = urlsplit(st.context.url or "")
    return config().public_url or (f"{seen.scheme}://{seen.netloc}" if seen.netloc else "")
