"""Invented boards on loopback, in the forms that real ones have: what is asked of them, and answers to spoil."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from crawlers.expect import Expect
from crawlers.platforms.license_rows import by_profession
from crawlers.platforms.lookup import LookupSpider
from crawlers.platforms.mylicense import MyLicenseSpider
from crawlers.platforms.thentia import ThentiaSpider
from crawlers.spiders.la_physical_therapy import LaPhysicalTherapySpider
from crawlers.spiders.md_physical_therapy import MdPhysicalTherapySpider
from crawlers.spiders.ms_physical_therapy import MsPhysicalTherapySpider
from directory.vocabulary import Profession
from tests.crawlers.source_tables import FIXTURES

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    fields: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class Board:
    """A server. ``answer``: what comes after the form, if there is one; ``others``: the pages at other paths."""

    answer: Answer = (404, {}, b"")
    others: dict[tuple[str, str], Answer] = field(default_factory=dict)
    robots: Answer = (404, {}, b"")
    asked: list[Request] = field(default_factory=list)
    on_asked: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        board = self

        class Handler(BaseHTTPRequestHandler):
            def answered(self, fields: Mapping[str, str]) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                board.asked.append(Request(self.command, parts.path, query, fields, dict(self.headers.items())))
                board.on_asked()
                robots = board.robots if parts.path == "/robots.txt" else None
                status, headers, body = robots or board.others.get((self.command, parts.path), board.answer)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                self.answered({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answered(dict(parse_qsl(body, keep_blank_values=True)))

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def pages(self) -> list[Request]:
        """What was asked, robots.txt aside."""
        return [request for request in self.asked if request.path != "/robots.txt"]


# --- boards of platforms of which no source is switched on -----------------------------------------------------------


class ThentiaBoard(ThentiaSpider):
    name = title = owner = "xx_register"
    jurisdiction, promise_days = "XX", 30
    terms, terms_read = "invented for tests", "2026-11-20"
    page_url = "https://xx.us.thentiacloud.net/webs/xx/register/"
    start_urls: ClassVar = ["https://xx.us.thentiacloud.net/rest/public/registrant/search/"]
    professions = (Profession.PHYSICAL_THERAPIST,)
    types = by_profession(PT="Physical Therapist")
    expect = Expect(at_least=1, at_most=5, filled={"status": 0.99}, shaped={"number": r"\d{4}"})


class MyLicenseBoard(MyLicenseSpider):
    name = title = owner = "xx_mylicense"
    jurisdiction, promise_days = "XX", 30
    terms, terms_read = "invented for tests", "2026-11-20"
    page_url = "https://xx.mylicense.com/verification/Search.aspx"
    start_urls: ClassVar = [page_url]
    professions = (Profession.PHYSICAL_THERAPIST,)
    headings: ClassVar = {
        "Full Name": "full_name",
        "License Number": "number",
        "Profession": "",
        "License Type": "",
        "License Status": "",
        "City": "",
        "State": "",
    }
    types = by_profession(PT="Physical Therapist")
    expect = Expect(at_least=1, at_most=5, filled={"status": 0.99}, shaped={"number": r"40QA\d{8}"})


# --- what each of them answers ---------------------------------------------------------------------------------------


def fixture(name: str) -> bytes:
    return next((FIXTURES / name).glob("response.*")).read_bytes()


MS, LA, MD = (fixture(f"{state}_physical_therapy") for state in ("ms", "la", "md"))
_MS_START, _, _MS_BLOCKS = MS.partition(b'<table width="575" border="0"><tr>\n')
_MS_BLOCK = _MS_BLOCKS[: _MS_BLOCKS.index(b"</fieldset></td>\n") + 17]
MS_END = b"</tr></table>\n</body></html>\n"
_LA_TOTAL, _, _LA_BLOCKS = LA.partition(b"\n")
_LA_BLOCK = _LA_BLOCKS[: _LA_BLOCKS.index(b'\n\n\t<div class="licensee compact') + 2]


def ms(*blocks: bytes) -> bytes:
    return _MS_START + b'<table width="575" border="0"><tr>\n' + b"".join(blocks) + MS_END


def la(*blocks: bytes, total: int | None = None) -> bytes:
    return f'<span id="server-total-new">{len(blocks) if total is None else total}</span>\n'.encode() + b"".join(blocks)


MD_FORM = b"""<!DOCTYPE html><html><head><title>License Verification</title></head><body>
<form method="get" action="/search"><input name="q"></form>
<form method="post" action="./default.aspx" id="form1"><input type="hidden" name="__VIEWSTATE" value="dDw=">
<input name="ctl00$MainContent$tbLookupLic" type="text" maxlength="6">
<input name="ctl00$MainContent$tbLookupName" type="text" value="" maxlength="50">
<input type="submit" name="ctl00$MainContent$btnLookup" value="Lookup"></form></body></html>
"""


def md(*rows: tuple[str, str]) -> bytes:
    lines = "".join(
        f'<tr><td>{number}</td><td>\n {name} </td><td><span class="badge">Active</span></td>'
        f'<td><a class="btn" href="/bptVerification/verify_details?id={number}&amp;p=4">View Details</a></td></tr>\n'
        for number, name in rows
    )
    head = "<tr><th>License #</th><th>Name</th><th>Status</th><th>View Details</th></tr>"
    table = f'<table class="table table-striped"><thead>{head}</thead><tbody>{lines}</tbody></table>'
    return MD_FORM.replace(b"</form></body>", b"</form>" + table.encode() + b"</body>")


def thentia(*results: Mapping[str, Any], count: int | None = None) -> bytes:
    answer = {"errorCode": "0", "resultCount": len(results) if count is None else count, "result": results}
    return json.dumps(answer, indent=1).encode()


THENTIA = {
    "id": "5f", "firstName": "Benedikta", "lastName": "Applegarth", "city": "Elko", "licenseNumber": "4711",
    "licenseType": "Physical Therapist", "licenseStatus": "Active", "initialLicenseDate": "2016-10-05",
    "licenseExpirationDate": "2027-04-30", "hasPublicNotices": False,
}  # fmt: skip
MYLICENSE_FORM = b"""<html><body><form name="TheForm" method="post" action="./Search.aspx" id="TheForm">
<input type="hidden" name="__VIEWSTATE" value="/wEP"><input type="hidden" name="__EVENTVALIDATION" value="/wEd">
<select name="t_web_lookup__profession_name"><option value="">All</option><option value="PT">PT</option></select>
<input name="t_web_lookup__license_no" type="text"><input name="t_web_lookup__last_name" type="text">
<input name="t_web_lookup__first_name" type="text"><input type="submit" name="sch_button" value="Search">
</form></body></html>
"""


def mylicense(*rows: tuple[str, str]) -> bytes:
    cells = "<td><span>Physical Therapy</span></td><td><span>Physical Therapist</span></td><td><span>Active</span></td>"
    lines = "".join(
        f'<tr><td><table role="presentation"><tr><td><a href="Details.aspx?result={number}">{name}</a></td></tr>'
        f"<tr><td></td></tr></table></td><td><span>{number}</span></td>{cells}"
        "<td><span>TRENTON</span></td><td><span>NJ</span></td></tr>"
        for number, name in rows
    )
    head = "".join(f'<th scope="col"><font><b>{h}</b></font></th>' for h in MyLicenseBoard.headings)
    pager = '<tr><td colspan="7"><span>1</span></td></tr>'
    return f'<html><body><table id="datagrid_results"><tr>{head}</tr>{lines}{pager}</table></body></html>'.encode()


MYLICENSE_DETAIL = b"""<html><body><span id="banner_image"></span><table><tr><td>
<span id="full_name">LEOPOLD QUILLFEATHER</span>
</td></tr><tr><td><span id="license_no">40QA02074900</span><span id="profession_id">Physical Therapy</span>
<span id="license_type">Physical Therapist</span><span id="sec_lic_status">Active</span>
<span id="issue">07/09/2018</span>
<span id="expiration_date">01/31/2028</span><span id="changeReason"></span></td></tr></table></body></html>
"""


@dataclass(frozen=True)
class Case:
    """A board with its answers. ``nobody`` is None where how it says so was not seen."""

    kind: type[LookupSpider]
    number: str
    last: str
    first: str
    found: bytes
    another: bytes
    many: bytes
    nobody: bytes | None
    steps: tuple[tuple[str, str], ...]  # method and path of every request
    others: Mapping[tuple[str, str], Answer] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.kind.name


def ok(body: bytes) -> Answer:
    return 200, {"Content-Type": "text/html"}, body


_MS = _MS_BLOCK
_FORM, _SEARCH = "/secure/licenseverification.asp", "/bptverification/default.aspx"
CASES = [
    Case(
        MsPhysicalTherapySpider, "3274", "Hollowell", "Renee",
        found=ms(_MS), another=ms(_MS.replace(b"3274", b"3275")), nobody=ms(b"<td>No Results</td>"),
        many=ms(*(_MS.replace(b"3274", f"33{n:02}".encode()) for n in range(9))),
        steps=(("GET", _FORM), ("POST", _FORM)), others={("GET", _FORM): ok(ms())},
    ),
    Case(
        LaPhysicalTherapySpider, "03789", "Vanterpool", "Seraphine",
        found=la(_LA_BLOCK), another=la(_LA_BLOCK.replace(b"03789", b"03788")), nobody=la(),
        many=la(_LA_BLOCK, total=40), steps=(("GET", "/index.cfm"),),
    ),
    Case(
        MdPhysicalTherapySpider, "28270", "Thistlewood-Lark", "Araminta",
        found=md(("28270", "THISTLEWOOD-LARK, ARAMINTA"), ("2827", "OAKHURST, CORNELIUS")),
        another=md(("2827", "OAKHURST, CORNELIUS")), nobody=None,
        many=md(*((f"3000{n}", "THISTLEWOOD-LARK, ARAMINTA") for n in range(9))),
        steps=(("GET", _SEARCH), ("POST", _SEARCH), ("GET", "/bptVerification/verify_details")),
        others={("GET", _SEARCH): ok(MD_FORM), ("GET", "/bptVerification/verify_details"): ok(MD)},
    ),
    Case(
        ThentiaBoard, "4711", "Applegarth", "Benedikta",
        found=thentia(THENTIA), another=thentia(THENTIA | {"licenseNumber": "4712"}), nobody=thentia(),
        many=thentia(*([THENTIA] * 20), count=230), steps=(("GET", "/rest/public/registrant/search/"),),
    ),
    Case(
        MyLicenseBoard, "40QA02074900", "Quillfeather", "Leopold",
        found=mylicense(("40QA02074900", "LEOPOLD QUILLFEATHER")), nobody=mylicense(),
        another=mylicense(("40QA02074911", "LEOPOLD QUILLFEATHER")),
        many=mylicense(*((f"40QA020749{n}", "LEOPOLD QUILLFEATHER") for n in range(10, 20))),
        steps=(("GET", "/verification/Search.aspx"), ("POST", "/verification/Search.aspx"),
               ("GET", "/verification/SearchResults.aspx"), ("GET", "/verification/Details.aspx")),
        others={("GET", "/verification/Search.aspx"): ok(MYLICENSE_FORM),
                ("POST", "/verification/Search.aspx"): (302, {"Location": "/verification/SearchResults.aspx"}, b""),
                ("GET", "/verification/Details.aspx"): ok(MYLICENSE_DETAIL)},
    ),
]  # fmt: skip
