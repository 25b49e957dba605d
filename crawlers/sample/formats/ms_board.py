"""Mississippi's license verification: a form, and under it the one person whom the number or name asked for fits."""

from html import escape
from urllib.parse import parse_qs

PATH = "secure/licenseverification.asp"
NUMBER, FIRST, LAST = "3274", "Renata", "Hollowell"
_FORM = """<html><head><title>License Verification - Search</title>
<meta content="text/html; charset=iso-8859-1" http-equiv="Content-Type"></head><body>
<form action="licenseverification.asp" method="post">
License Number <input name="LICENSENO" type="text"> OR Last Name <input name="LNAME" type="text" value="">
<input name="Submit" type="submit" value="SEARCH"><input name="search" type="hidden" value="Yes"></form>
"""


def page(form: bytes | None = None) -> bytes:
    """The page as it is opened, or as it answers the ``form`` that was sent."""
    if form is None:
        return (_FORM + "</body></html>").encode("cp1252")
    asked = {name: values[-1].strip() for name, values in parse_qs(form.decode("cp1252")).items()}
    fits = asked.get("LICENSENO") == NUMBER or asked.get("LNAME", "").lower() == LAST.lower()
    found = _block() if fits else "No Results"
    head = f'{_FORM}<span class="PageHeader">SEARCH RESULTS </span><hr>'
    return f"{head}<table><tr><td>{found}</td></tr></table></body></html>".encode("cp1252")


def _block() -> str:
    said = (("Type:", "PT", "Status:", "ACTIVE"), ("License #:", NUMBER, "Expiration Date:", "6/30/2028"),
            ("Issue Date:", "9/11/2000", "", ""))  # fmt: skip
    rows = "".join(f"<tr>{_pair(one, a)}{_pair(two, b)}</tr>" for one, a, two, b in said)
    return f"""<fieldset class="frameset2"><fieldset class="frameset1"><table><tr>
<td class="dryneedlingname">{escape(f"{FIRST} {LAST}")}<br><span class="dryneedlingtype">Physical Therapist</span></td>
</tr></table></fieldset><table>{rows}</table><table>
<tr><td><span class="dryneedlinglocationtitle">Disciplinary Action</span></td></tr>
<tr><td><span class="dryneedlinglocation">None</span></td></tr></table></fieldset>"""


def _pair(label: str, value: str) -> str:
    if not label:
        return "<td>&nbsp;</td><td>&nbsp;</td>"
    return f'<td><span class="x"><strong>{label}</strong></span></td><td><span class="x">{escape(value)}</span></td>'
