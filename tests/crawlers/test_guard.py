"""No spelling, no DNS answer and no redirect leads httpx or Scrapy to a server of this machine that was not named."""

import datetime
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from directory.loopback import door
from directory.web import WebClient, WebError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# Hosts that this machine's own resolver leads to itself, or to where only an attacker would want to go.
REALLY = [
    "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0177.1", "0x7f.1", "0x7f.0.0.1", "0x7F000001", "2130706433",
    "017700000001", "127.0.0.01", "0", "0.0.0.0", "00.0", "0x0", "127.127.127.127", "127.0.0.2", "localhost",
    "LOCALHOST", "LocalHost", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fd00::1]",
    "[fec0::1]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "169.254.169.254", "2852039166",
    "0xa9fea9fe", "[::ffff:a9fe:a9fe]", "mixed.example.org", "inner.example.org",
]  # fmt: skip
# Hosts that one library or the other reads as this machine, and others as no host at all.
PERHAPS = [
    "user@127.0.0.1", "user:word@127.0.0.1", "board.example.org@127.0.0.1",
    "localhost.", "127.0.0.1.", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "１２７.１", "①②⑦.⓪.⓪.①",  # noqa: RUF100
    "ⓛocalhost", "loca\u00adlhost", "localhost%2e", "127.0.0.1%00.example.org", "127%2e0%2e0%2e1", "[::1%25lo]",
    "[fe80::1%25lo]", "[::1%lo]", "127.0.0.1\\@board.example.org", "0x7f.0x0.0x0.0x1", "4294967296", "127.0.0.1#@x.org",
]  # fmt: skip
FAKE_ANSWERS = {"mixed.example.org": ["8.8.8.8", "127.0.0.1"], "inner.example.org": ["10.1.2.3"]}


def addresses(port: int) -> list[str]:
    return [f"http://{host}:{port}/secret" for host in (*REALLY, *PERHAPS) if "#" not in host] + [
        f"http://127.0.0.1:{port}#@x.example.org/secret", f"http:\\\\127.0.0.1:{port}\\secret",
        f"http:/127.0.0.1:{port}/secret", f"//127.0.0.1:{port}/secret", f"ftp://127.0.0.1:{port}/secret",
        f"file://127.0.0.1:{port}/etc/hostname", f"gopher://127.0.0.1:{port}/_x",
    ]  # fmt: skip


def fake_resolve(host: str, port: int) -> list[str]:
    if host in FAKE_ANSWERS:
        return FAKE_ANSWERS[host]
    flags = 0 if host.lower().startswith("localhost") else socket.AI_NUMERICHOST  # nobody's name server is asked
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)]


@pytest.fixture(scope="module")
def secret(serve: Callable[..., Any]) -> Any:
    return serve(lambda path: (200, {}, b"the secret"))


@pytest.fixture(scope="module")
def redirecting(serve: Callable[..., Any], secret: Any) -> Any:
    """A server that may be asked, and sends us on to where we must not go."""
    port = urlsplit(secret.url).port
    targets = {
        "/secret": secret.url, "/relative": f"//127.0.0.1:{port}/secret", "/decimal": f"http://2130706433:{port}/",
        "/file": "file:///etc/hostname", "/data": "data:text/plain,secret", "/ftp": f"ftp://127.0.0.1:{port}/x",
        "/javascript": "javascript:alert(1)", "/metadata": "http://169.254.169.254/latest/meta-data/",
    }  # fmt: skip
    targets["/two"] = "/secret"
    made = serve(lambda path: (302, {"Location": targets[path]}, b"") if path in targets else (200, {}, b"open"))
    made.targets = targets
    return made


def test_there_are_enough_spellings() -> None:
    assert len(set(REALLY)) + len(set(PERHAPS)) >= 60


def test_httpx_reaches_no_spelling(secret: Any) -> None:
    port = urlsplit(secret.url).port
    said = []
    with WebClient("test", seconds=5, resolve=fake_resolve) as web:
        for url in addresses(port):
            with pytest.raises(WebError) as caught:
                web.get(url, limit=1000)
            said.append(str(caught.value))
        assert web.refused == sum("not asked" in text for text in said)
    assert web.refused >= 40  # the others are no address for httpx: 'Invalid IPv4 address'
    assert secret.asked == []


def test_httpx_connects_to_the_very_address_that_was_vetted(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])  # public first, private second
    opened = []

    def no_network(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        opened.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", no_network)
    with WebClient("test", resolve=lambda *_: next(answers)) as web:
        with pytest.raises(WebError, match="no network"):
            web.get("http://turning.example.org/", limit=1000)
        with pytest.raises(WebError, match="not asked"):
            web.get("http://turning.example.org/", limit=1000)
    assert opened == [("8.8.8.8", 80)]


def test_httpx_follows_nobody(redirecting: Any, secret: Any) -> None:
    with WebClient("test", doors=door(redirecting.url)) as web:
        assert web.get(f"{redirecting.url}/secret", limit=1000).status == 302
        assert web.get(f"{redirecting.url}/open", limit=1000).body == b"open"
        for target in redirecting.targets.values():
            if not target.startswith("/") or target.startswith("//"):
                with pytest.raises(WebError):
                    web.get(target, limit=1000)
        with pytest.raises(WebError, match="not asked"):  # the door is of one name
            web.get(redirecting.url.replace("127.0.0.1", "localhost"), limit=1000)
    assert secret.asked == []


def test_proxies_of_the_environment_are_not_used(
    redirecting: Any, secret: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, secret.url)
    with WebClient("test", doors=door(redirecting.url) | door(secret.url)) as web:
        assert web.get(f"{redirecting.url}/open", limit=1000).body == b"open"
    assert secret.asked == []


# --- certificates ----------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate and its key, for board.example.org, localhost and 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("board.example.org"), x509.DNSName("localhost"),
             x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


class Secured:
    """A loopback server behind TLS; counts what is asked of it."""

    def __init__(self, file: Path, location: str) -> None:
        asked = self.asked = []  # type: list[str]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(302 if self.path == "/down" else 200)
                self.send_header("Location", location)
                self.send_header("Content-Length", "6")
                self.end_headers()
                self.wfile.write(b"secure")

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that hangs up in the handshake is what we test."""

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"https://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def secured(redirecting: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Secured, Secured, Path]]:
    """A server whose certificate is trusted when its file is named, and one that nobody knows."""
    folder = tmp_path_factory.mktemp("certificates")
    trusted, unknown = certificate(folder, "trusted"), certificate(folder, "unknown")
    servers = Secured(trusted, f"{redirecting.url}/downgraded"), Secured(unknown, "/")
    yield *servers, trusted
    for made in servers:
        made.server.shutdown()
        made.server.server_close()


def test_httpx_verifies_certificates_for_the_name(secured: tuple[Secured, Secured, Path]) -> None:
    trusted, unknown, file = secured
    context = ssl.create_default_context(cafile=str(file))
    doors = frozenset((host, port) for host in ("127.0.0.1", "board.example.org", "other.example.org")
                      for port in (trusted.port, unknown.port))  # fmt: skip
    with WebClient("test", doors=doors) as web, pytest.raises(WebError, match="certificate verify failed"):
        web.get(trusted.url, limit=1000)
    with WebClient("test", doors=doors, context=context, resolve=lambda *_: ["127.0.0.1"]) as web:
        assert web.get(f"https://board.example.org:{trusted.port}/", limit=1000).body == b"secure"
        for host, port in (("other.example.org", trusted.port), ("board.example.org", unknown.port)):
            with pytest.raises(WebError, match="certificate verify failed"):
                web.get(f"https://{host}:{port}/", limit=1000)
    assert (trusted.asked, unknown.asked) == (["/"], [])
    trusted.asked.clear()


# --- Scrapy ----------------------------------------------------------------------------------------------------------

DRIVER = """
import json, socket, sys
plan = json.load(sys.stdin)
real = socket.getaddrinfo
def getaddrinfo(host, port, *args, **kwargs):
    if host in plan["answers"]:
        return [found for address in plan["answers"][host] for found in real(address, port, *args, **kwargs)]
    flags = 0 if host.lower().startswith("localhost") else socket.AI_NUMERICHOST  # nobody's name server is asked
    return real(host, port, *args, flags=flags, **kwargs)
socket.getaddrinfo = getaddrinfo  # before Twisted takes it

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from crawlers import guard, settings as ours

told = {}

class Probe(scrapy.Spider):
    name = "probe"
    custom_settings = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "AUTOTHROTTLE_ENABLED": False,
                       "RETRY_TIMES": 1, "ROBOTSTXT_OBEY": False, "EXTENSIONS": {}, "DOWNLOAD_TIMEOUT": 5}

    async def start(self):
        for url in plan["urls"]:
            try:
                yield scrapy.Request(url, self.parse, errback=self.failed, dont_filter=True, cb_kwargs={"first": url},
                                     meta={"handle_httpstatus_list": [404]})
            except ValueError as error:
                told[url] = f"error: {error}"

    def parse(self, response, first):
        told[first] = f"body: {response.text}"

    def failed(self, failure):
        told[failure.request.cb_kwargs["first"]] = f"error: {failure.value}"

settings = Settings()
settings.setmodule(ours, priority="project")
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler(Probe)
process.crawl(crawler)
if plan["doors"]:
    for _ in range(2):
        guard.install(frozenset((host, port) for host, port in plan["doors"]))
process.start()
print(json.dumps({"told": told, "refused": guard.refusals(), "counted": crawler.stats.get_value("guard/refused")}))
"""


def probe(urls: list[str], doors: list[tuple[str, int]], certificates: Path | None = None) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        input=json.dumps({"urls": urls, "doors": doors, "answers": FAKE_ANSWERS}),
        env={**os.environ, **({"SSL_CERT_FILE": str(certificates)} if certificates else {})},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_scrapy_reaches_no_spelling_even_when_nobody_installs_the_guard(secret: Any) -> None:
    port = urlsplit(secret.url).port
    urls = addresses(port)
    found = probe(urls, [])
    assert set(found["told"]) == set(urls)
    assert [said for said in found["told"].values() if not said.startswith("error: ")] == []
    passed = [host for host in REALLY if "not asked" not in found["told"][f"http://{host}:{port}/secret"]]
    assert passed == []
    assert found["refused"] == found["counted"] >= len(REALLY)  # logged and counted, and never tried again
    assert secret.asked == []


def test_scrapy_is_led_nowhere_by_redirects_and_certificates(
    redirecting: Any, secret: Any, secured: tuple[Secured, Secured, Path]
) -> None:
    trusted, unknown, file = secured
    redirecting.asked.clear()
    open_port = urlsplit(redirecting.url).port
    urls = [f"{redirecting.url}{path}" for path in (*redirecting.targets, "/open")]
    urls += [f"{trusted.url}/down", f"{trusted.url}/", f"{unknown.url}/", f"http://localhost:{open_port}/name"]
    doors = [("127.0.0.1", port) for port in (open_port, trusted.port, unknown.port)]
    told = probe(urls, doors, file)["told"]
    assert told[f"{redirecting.url}/open"] == "body: open"
    assert told[f"{trusted.url}/"] == "body: secure"
    for path in ("/secret", "/relative", "/decimal", "/metadata", "/two"):
        assert "not asked" in told[f"{redirecting.url}{path}"]
    for path in ("/file", "/data", "/ftp", "/javascript"):
        assert told[f"{redirecting.url}{path}"].startswith("error: ")
    assert "not followed" in told[f"{trusted.url}/down"]
    assert "certificate verify failed" in told[f"{unknown.url}/"]
    assert "not asked" in told[f"http://localhost:{open_port}/name"]
    assert (secret.asked, unknown.asked) == ([], [])
    assert not {"/downgraded", "/name"} & set(redirecting.asked)
