"""What `needleproof probe` recognizes, drafts, refuses and never asks for."""

import ast
import importlib.util
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import crawlers.platforms
from crawlers.probing.fingerprints import BOARDS, CLOSED_HOSTS, FINDERS, Use
from crawlers.probing.service import Probe, probe
from crawlers.probing.source_file import Draft, jurisdiction_of, reader_of
from crawlers.registry import UnknownSourceError
from crawlers.runner import Workplace, crawl
from crawlers.source import SourceSpider
from crawlers.visits import Visitor
from directory.cli import app
from directory.loopback import door
from directory.web import WebError, resolved

Page = tuple[str, str]  # content type, text
HTML = "text/html; charset=utf-8"
KEY = "0123456789abcdef0123456789abcdef"
CARDS = "".join(
    f'<div class="card"><h3 class="who">{who}</h3><p>Enjoys long walks.</p></div>'
    for who in ("Ada Quill, PT, DPT", "Bo Sample PT, Cert. DN", "Cy Marrow, DPT, OCS")
)
ROWS = "".join(
    f"<tr><td>{who}</td><td>A-{n}</td></tr>" for n, who in enumerate(("Ada Quill", "Bo Sample", "Cy Marrow"))
)
FORM = "<form method={}><input name=LICENSENO><input name=LNAME><input type=submit name=go></form>"

# Reader of ours, the path it is found at, what the page holds, and facts that the draft must state.
PAGES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("wp_store_locator:WpStoreLocatorSpider", "/find", '<script>var wpslSettings = {"ajaxurl":"x"};</script>',
     {"domain": "127.0.0.1"}),
    ("agile_store_locator:AgileStoreLocatorSpider", "/find",
     "<link href='/wp-content/plugins/agile-store-locator/public/css/init.css'>", {"domain": "127.0.0.1"}),
    ("wp_go_maps:WpGoMapsSpider", "/find", '<div class="wpgmza_map" id="wpgmza_map_7" data-map-id="7"></div>',
     {"domain": "127.0.0.1", "map_id": 7}),
    ("super_store_finder:SuperStoreFinderSpider", "/find",
     '<script>var u="https:\\/\\/example.org\\/wp-content\\/uploads\\/ssf-wp-uploads\\/ssf-data.json"</script>',
     {"path": "/wp-content/uploads/ssf-wp-uploads/ssf-data.json"}),
    ("hosted_json:StorepointSpider", "/find", '<script src="https://cdn.storepoint.co/api/v1/js/15abc.js"></script>',
     {"key": "15abc"}),
    ("hosted_json:StockistSpider", "/find", '<div data-stockist-widget-tag="u777">Loading</div>', {"key": "u777"}),
    ("hosted_json:StoreRocketSpider", "/find", "<div id='storerocket-widget' data-storerocket-id='aB3x'></div>",
     {"key": "aB3x"}),
    ("socrata:SocrataSpider", "/d/abcd-1234", "<title>Licenses</title>", {"dataset": "abcd-1234"}),
    ("thentia:ThentiaSpider", "/verify", '<a href="https://xxpt.us.thentiacloud.net/webs/xxpt/register/#">Verify</a>',
     {"start_urls": ["https://xxpt.us.thentiacloud.net/rest/public/registrant/search/"]}),
    ("mylicense:MyLicenseSpider", "/Search.aspx", '<form><input name="t_web_lookup__last_name"></form>', {}),
    ("board_page:FormBlockSpider", "/verify.asp", FORM.format("post"),
     {"inputs": {"number": "LICENSENO", "last": "LNAME"}}),
    ("board_page:DirectBlockSpider", "/verify.asp", FORM.format("get"),
     {"inputs": {"number": "LICENSENO", "last": "LNAME"}}),
    ("published_table:PublishedTableSpider", "/rosters", '<a href="files/pt-2026-11.csv">Licensees</a>',
     {"link": r"pt\-\d+\-\d+\.csv"}),
    ("exclusion_table:ExclusionTableSpider", "/fraud", '<a href="list.xlsx">Excluded providers</a>',
     {"link": r"list\.xlsx"}),
    ("pdf_roster:PdfRosterSpider", "/verify", '<a href="/roster/7/list.pdf">Roster of licensees</a>',
     {"link": r"list\.pdf"}),
    ("bulk_file:BulkFileSpider", "/files", '<a href="All_11.zip">Everything</a>', {"link": r"All_\d+\.zip"}),
    ("issuer_table:IssuerTableSpider", "/certified",
     f"<table><tr><th>Name</th><th>No.</th></tr>{ROWS}</table>", {"columns": {"Name": "", "No.": ""}}),
    ("sitemap_json_ld:SitemapJsonLdSpider", "/locations/1",
     '<script type="application/ld&#x2B;json">{"@graph": [{"@type": ["Thing", "Physiotherapy"]}]}</script>', {}),
    ("team_page:TeamPageSpider", "/team", f"<body>{CARDS}</body>",
     {"card": "div.card", "parts": {"name": "h3.who", "bio": "p"}}),
)  # fmt: skip
# Platforms that nothing of ours reads, or may read.
OTHERS: tuple[tuple[str, str, str], ...] = (
    ("Store Locator Plus", "/find", "<script src=/wp-content/plugins/store-locator-le/js/slp.js></script>"),
    ("Store Locator Plus (hosted)", "/find", "<script src=https://dashboard.storelocatorplus.com/a_dot_b/x.js></script>"),
    ("Storemapper", "/find", "<script data-storemapper-id='6554'></script>"),
    ("MetaLocator", "/find", "<iframe src='https://code.metalocator.com/index.php?option=x&amp;Itemid=12991'></iframe>"),
    ("StoreLocatorWidgets", "/find",
     f"<script src=//cdn.storelocatorwidgets.com/widget/widget.js data-uid='{KEY}'></script>"),
    ("Closeby", "/find", f"<iframe src=https://www.closeby.co/embed/{KEY}></iframe>"),
    ("Elfsight", "/find", "<div class='elfsight-app-01234567-0123-0123-0123-0123456789ab'></div>"),
    ("Yext", "/find", "<script>var u='https://cdn.yextapis.com/v2/accounts/me/entities'</script>"),
    ("Algolia", "/find", "<script>fetch('https://abc123-dsn.algolia.net/1/indexes/x/query')</script>"),
    ("GLSuite", "/GLSuite", "<a href=https://www.glsuite.us/GLSuiteWeb/Clients/XXBOM/Public/Search.aspx>Verify</a>"),
    ("Salesforce", "/s/verify", "<script src='/s/sfsites/auraFW/x.js'></script>"),
    ("Accela", "/verify", "<a href='https://aca-prod.accela.com/XX/'>Verify</a>"),
    ("Pega", "/prweb/PRAuth", "<p>Verify</p>"),
    ("Certemy", "/verify", "<iframe src='https://xx.certemy.com/public-registry/1'></iframe>"),
    ("FileMaker WebDirect", "/fmi/webd", "<p>Verify</p>"),
    ("onGovCore", "/verify", "<a href='https://xx.ongovcore.com/verify'>Verify</a>"),
    ("a challenge for browsers", "/", "<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>"),
)  # fmt: skip
RULES = "User-agent: *\nDisallow: /closed\nCrawl-delay: 0.01\n"
FOOT = '<a href="/about">About</a><a href="/terms-of-use">Terms of use</a><a href="/privacy">Privacy</a>'


class Web:
    """A loopback site whose pages a test lays out."""

    def __init__(self, serve: Callable[..., Any]) -> None:
        self.pages: dict[str, Page] = {}
        self.robots = RULES
        self.server = serve(self.answer)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, self.robots.encode()
        if path not in self.pages:
            return 404, {}, b"no such page"
        kind, text = self.pages[path]
        return 200, {"Content-Type": kind}, text.encode()

    def probe(self, path: str, *, sample: bool = False) -> Probe:
        with Visitor("needleproof-test", doors=door(self.server.url), resolve=here_only) as visitor:
            return probe(self.server.url + path, visitor, sample=sample)

    def lay(self, path: str, text: str, kind: str = HTML) -> None:
        self.server.asked.clear()
        self.robots, self.pages = RULES, {path: (kind, f"{text}{FOOT}" if kind == HTML else text)}


def here_only(host: str, port: int) -> list[str]:
    if host != "127.0.0.1":
        raise OSError("no network in tests")
    return resolved(host, port)


@pytest.fixture(scope="module")
def web(serve: Callable[..., Any]) -> Web:
    return Web(serve)


def platforms() -> Iterator[type[SourceSpider]]:
    """Every platform class that no other platform is built on."""
    for module in pkgutil.iter_modules(crawlers.platforms.__path__):
        importlib.import_module(f"crawlers.platforms.{module.name}")
    waiting, all_of_them = [SourceSpider], []
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("crawlers.platforms."):
                all_of_them.append(kind)
    yield from (kind for kind in all_of_them if not any(issubclass(o, kind) and o is not kind for o in all_of_them))


def loaded(made: Draft, folder: Path) -> type[SourceSpider]:
    """The class of a draft, imported from a file as the registry would."""
    file = folder / f"{made.name}.py"
    file.write_text(made.text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"drafts.{made.name}", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (kind,) = [k for k in vars(module).values() if isinstance(k, type) and k.__module__ == module.__name__]
    assert issubclass(kind, SourceSpider)
    return kind


def test_every_platform_is_recognized() -> None:
    assert {f"{kind.__module__.rpartition('.')[2]}:{kind.__name__}" for kind in platforms()} == {p[0] for p in PAGES}
    assert {f.name for f in (*FINDERS, *BOARDS) if not f.reader} <= {name for name, _, _ in OTHERS}


@pytest.mark.parametrize(("reader", "path", "text", "facts"), PAGES, ids=[page[0] for page in PAGES])
def test_a_platform_of_ours_is_recognized_and_drafted(
    reader: str, path: str, text: str, facts: dict[str, Any], web: Web, tmp_path: Path
) -> None:
    web.lay(path, text)
    seen = web.probe(path)
    assert seen.found[0].reader == reader
    assert seen.found[0].why
    assert seen.draft
    assert ast.parse(seen.draft.text)
    assert len(seen.draft.text.splitlines()) <= 30
    assert max(map(len, seen.draft.text.splitlines())) <= 120
    kind = loaded(seen.draft, tmp_path)
    assert issubclass(kind, reader_of(reader))
    assert {name: getattr(kind, name) for name in facts} == facts
    assert kind.needs
    assert kind.facts()["owner"] == ""  # the store takes what it tells, while it waits
    assert f"read them at {web.server.url}/terms-of-use" in kind.terms
    assert [v.refused for v in seen.verdicts if v.url.startswith(web.server.url)] == [None] * sum(
        v.url.startswith(web.server.url) for v in seen.verdicts
    )
    kind.needs = None  # whoever takes the line out still has to read the terms
    with pytest.raises(UnknownSourceError, match=rf"{made_of(kind)}: `owner` is missing"):
        crawl([kind], Workplace(None, None, None))  # type: ignore[arg-type]  # refused before anything is opened


def made_of(kind: type[SourceSpider]) -> str:
    return f"{kind.name} is refused: drafts/{kind.name}.py"


@pytest.mark.parametrize(("name", "path", "text"), OTHERS, ids=[other[0] for other in OTHERS])
def test_other_platforms_are_named(name: str, path: str, text: str, web: Web) -> None:
    web.lay(path, text)
    seen = web.probe(path)
    assert (seen.found[0].name, seen.draft) == (name, None)
    assert (seen.use is Use.LINK) == bool(seen.refused)
    assert [p for p in web.server.pages() if p not in (path, "/sitemap.xml")] == []


def test_every_link_only_platform_says_why() -> None:
    assert all(bool(f.why) == (f.use is Use.LINK) for f in (*FINDERS, *BOARDS))


def test_nothing_is_fetched_that_robots_forbids(web: Web) -> None:
    web.lay("/closed/find", "<div data-stockist-widget-tag=u1>")
    seen = web.probe("/closed/find", sample=True)
    assert (seen.refused, seen.found, seen.draft) == ("robots.txt forbids it", (), None)
    assert web.server.asked == ["/robots.txt"]


def test_a_forbidden_endpoint_is_told_and_not_sampled(web: Web) -> None:
    web.lay("/find", "<script>var wpslSettings</script>")
    web.robots = "User-agent: *\nDisallow: /wp-admin/\n"
    seen = web.probe("/find", sample=True)
    (ajax,) = [v for v in seen.verdicts if "admin-ajax" in v.url]
    assert ajax.refused == "robots.txt forbids it"
    assert seen.sample
    assert seen.sample.trouble == "not asked, robots.txt forbids it"
    assert not [path for path in web.server.asked if "admin-ajax" in path]


def test_a_sample_is_the_first_record_of_the_listing(web: Web) -> None:
    web.lay("/find", "<script>var wpslSettings</script>")
    ajax = "/wp-admin/admin-ajax.php?action=store_search&autoload=1"
    web.pages[ajax] = ("application/json", '[{"id": "7", "store": "Quill Clinic"}, {"id": "8", "store": "Other"}]')
    assert web.probe("/find").sample is None
    assert ajax not in web.server.asked
    seen = web.probe("/find", sample=True)
    assert seen.sample
    assert seen.sample.record == {"id": "7", "store": "Quill Clinic"}
    assert seen.verdicts[1].delay == 0.01


def test_columns_of_a_table_that_is_the_address_itself(web: Web, tmp_path: Path) -> None:
    web.lay("/acupactive.csv", "RegNum,LName,License No.\r\nU1,Quill,7\r\n", "text/csv")
    seen = web.probe("/acupactive.csv")
    assert seen.draft
    kind = loaded(seen.draft, tmp_path)
    assert list(kind.columns) == ["RegNum", "LName", "License No."]  # type: ignore[attr-defined]
    assert kind.start_urls == [f"{web.server.url}/acupactive.csv"]


def test_what_a_page_says_cannot_get_into_the_draft_as_code(web: Web, tmp_path: Path) -> None:
    evil = '"""\nraise SystemExit\n"""\\'
    web.lay("/certified", f"<title>{evil}</title><table><tr><th>Name{evil}</th><th>{evil}</th></tr>{ROWS}</table>")
    seen = web.probe("/certified")
    assert seen.draft
    kind = loaded(seen.draft, tmp_path)
    assert "raise SystemExit" in kind.title
    assert {type(node) for node in ast.parse(seen.draft.text).body} == {ast.Expr, ast.ImportFrom, ast.ClassDef}


def test_what_a_page_says_cannot_steer_a_terminal(web: Web) -> None:
    web.lay("/certified", "<title>a\x1b[2Jb\x07</title><a href='/legal'>Le\x1b]0;gal</a>")
    seen = web.probe("/certified")
    assert seen.title == "a[2Jb"
    assert not re.search(r"[\x00-\x1f]", "".join(link.text for link in seen.terms))


def test_a_long_table_keeps_its_words_whole(web: Web, tmp_path: Path) -> None:
    headings = ["Name", *(f"A rather long heading of column {n}" for n in range(12))]
    rows = "<tr>" + "<td>x</td>" * len(headings) + "</tr>"
    web.lay("/certified", f"<table><tr>{''.join(f'<th>{h}</th>' for h in headings)}</tr>{rows * 4}</table>")
    seen = web.probe("/certified")
    assert seen.draft
    assert list(loaded(seen.draft, tmp_path).columns) == headings  # type: ignore[attr-defined]
    assert max(map(len, seen.draft.text.splitlines())) <= 120


@pytest.mark.parametrize("host", ["www.healthgrades.com", "zocdoc.com", "topdoc.com", "www.ncptboard.org"])
def test_closed_hosts_are_not_asked_at_all(host: str, web: Web) -> None:
    with Visitor("needleproof-test", resolve=here_only) as visitor:
        seen = probe(f"https://{host}/find", visitor)
    assert seen.refused in CLOSED_HOSTS.values()
    assert (seen.use, seen.verdicts, seen.draft) == (Use.LINK, (), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<form><input type=password name=pw></form>", "signing in"),
        (FORM.format("post") + "<div class=g-recaptcha></div>", "CAPTCHA"),
        (f"<a {' '.join(f'b{n}=1' for n in range(300))}>", "more than 200 attributes"),
        ("<p>Nothing here.</p>", None),
    ],
)
def test_no_further_than_a_deep_link(text: str, words: str | None, web: Web) -> None:
    web.lay("/page", text)
    seen = web.probe("/page")
    assert (seen.use, seen.draft) == (Use.LINK, None)
    assert (words in (seen.refused or "")) if words else seen.refused is None


def test_a_sign_in_beside_public_data_is_told(web: Web) -> None:
    web.lay("/find", "<div data-stockist-widget-tag=u1></div><input type=password name=pw>")
    seen = web.probe("/find")
    assert seen.draft
    assert "sign-in form" in seen.notes[0]


def test_the_sitemap_of_robots_is_counted_and_drafted(web: Web, tmp_path: Path) -> None:
    web.lay("/locations/1", PAGES[-2][2])
    web.robots = f"User-agent: *\nAllow: /\nSitemap: {web.server.url}/map.xml\n"
    web.pages["/map.xml"] = ("application/xml", "<urlset><url><loc>https://a.example.org/1</loc></url></urlset>")
    seen = web.probe("/locations/1")
    assert seen.sitemap
    assert (seen.sitemap.url, seen.sitemap.addresses) == (f"{web.server.url}/map.xml", 1)
    assert seen.draft
    assert loaded(seen.draft, tmp_path).start_urls == [f"{web.server.url}/map.xml"]


def test_a_sitemap_that_a_parser_would_be_busy_with_is_told(web: Web) -> None:
    web.lay("/locations/1", PAGES[-2][2])
    web.pages["/sitemap.xml"] = ("application/xml", f"<urlset {' '.join(f'b{n}=1' for n in range(300))}/>")
    seen = web.probe("/locations/1")
    assert seen.sitemap
    assert "more than 200 attributes" in (seen.sitemap.trouble or "")


def test_a_page_that_is_not_there(web: Web) -> None:
    web.lay("/", "")
    assert web.probe("/gone").refused == "it answers 404"
    with Visitor("needleproof-test", resolve=here_only) as visitor:
        told = probe("https://nowhere.example.org/", visitor)
    assert "robots.txt could not be had" in (told.refused or "")


def test_a_redirect_is_followed_and_its_robots_obeyed(serve: Callable[..., Any]) -> None:
    moved = serve(lambda path: (302, {"Location": "/closed"}, b"") if path == "/old" else (200, {}, RULES.encode()))
    with (
        Visitor("needleproof-test", doors=door(moved.url), resolve=here_only) as visitor,
        pytest.raises(WebError, match=r"not asked, robots\.txt forbids it"),
    ):
        probe(f"{moved.url}/old", visitor)
    assert moved.asked == ["/robots.txt", "/old"]


@pytest.mark.parametrize(
    ("url", "state"),
    [("https://data.wa.gov/x", "WA"), ("https://data.illinois.gov", "IL"), ("https://www.mbp.state.md.us/", "MD"),
     ("https://newjersey.mylicense.com", None), ("https://www.msbpt.ms.gov/secure", "MS"),
     ("https://cms.hhs.gov", None)],
)  # fmt: skip
def test_the_state_of_an_address(url: str, state: str | None) -> None:
    assert jurisdiction_of(url) == state


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's log stays out of the checkout."""
    monkeypatch.chdir(tmp_path)


def run(*args: str) -> Result:
    return CliRunner().invoke(app, ["probe", *args], env={"NEEDLEPROOF_DATA": "nowhere", "COLUMNS": "200"})


def test_the_command_prints_what_it_saw_and_a_draft(web: Web) -> None:
    web.lay("/certified", PAGES[-3][2])
    shown = run(f"{web.server.url}/certified")
    assert shown.exit_code == 0, shown.output
    for words in (
        "HTML table of people (crawlers/platforms/issuer_table.py reads it)",
        f"Terms to read: {web.server.url}/terms-of-use (Terms of use)",
        f"robots.txt: {web.server.url}/certified: allowed, 0.01 s between requests",
        "class XxSourceSpider(IssuerTableSpider):",
    ):
        assert words in shown.stdout
    told = json.loads(run(f"{web.server.url}/certified", "--json").stdout)
    assert told["found"][0]["facts"] == {"columns": {"Name": "", "No.": ""}}


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("https://www.healthgrades.com/x", 1, "Deep link only: third parties sign a data license there"),
        ("https://", 2, "no address of a page"),
        ("ftp://board.example.org/", 2, "no address of a page"),
    ],
)
def test_the_command_refuses_in_words(address: str, code: int, words: str) -> None:
    shown = run(address)
    assert (shown.exit_code, words in shown.output) == (code, True)
