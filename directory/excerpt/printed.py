"""Finds the cells of one row of a table that is drawn in a PDF."""

import io

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException


def row_of_page(body: bytes, page: int, row: int) -> bytes:
    """The text of row ``row`` of the tables on a page, both counted from 1: its cells parted by tabs, as UTF-8.

    Raises ValueError when there is no such row, or the PDF is damaged.
    """
    try:
        with pdfplumber.open(io.BytesIO(body), pages=[page]) as pdf:
            tables = pdf.pages[0].extract_tables() if pdf.pages else []
    except (PdfminerException, PDFSyntaxError) as error:
        raise ValueError(f"the PDF is damaged: {error}") from error
    rows = [cells for table in tables for cells in table]
    if not 0 < row <= len(rows):
        raise ValueError(f"page {page} has no row {row}")
    return "\t".join(" ".join(cell.split()) for cell in rows[row - 1] if cell is not None).encode()
