"""Whether the pages of a report are those that its receipt makes."""

from directory.program import program
from directory.reporting import forms
from directory.reporting.pdf import Paper, PdfError, pdf_of
from directory.reporting.replay import UNFIT


def same_pages(receipt: forms.Receipt, pdf: bytes) -> bool | None:
    """None where another version of the program made them: they cannot be made again then."""
    if receipt.made.program != program():
        return None
    try:
        return any(pdf_of(receipt, paper) == pdf for paper in Paper)
    except (PdfError, *UNFIT):
        return False
