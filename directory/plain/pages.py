"""Makes pages of templates: no script, nothing from elsewhere, and headers that forbid both."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from directory import wording
from directory.config import config
from directory.texts import LANGUAGE, say, say_part
from directory.web_addresses import visible, web_address

STYLE = "plain.css"
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # where a link leads to learns nothing of who was looked for
        "Cache-Control": "no-cache",  # kept, but asked about again each time
    }
)
NOTHING: Mapping[str, str] = MappingProxyType({})


def render(
    template: str, request: Request, *, status: int = 200, headers: Mapping[str, str] = NOTHING, **context: Any
) -> Response:
    """The page of a template in ``directory/plain/templates``, with the headers every page has.

    ``base.html`` wants ``title`` and takes ``canonical`` (a path), ``structured`` (JSON-LD, escaped already),
    ``noindex`` and ``sample`` (the banner of invented people). Every value is escaped, and what has no width taken out.
    """
    body = html(template, context)
    return Response(body, status, {**HEADERS, **headers}, "text/html; charset=utf-8")


def html(template: str, context: Mapping[str, Any]) -> str:
    """The text of a page. Raises jinja2.UndefinedError for what the template wants and was not given."""
    return _environment().get_template(template).render(**context)


def public(path: str) -> str:
    """The address of a path as others reach it: from the setting, never from what a request says; else the path."""
    return config().public_url + path


def reached_at(public_url: str, request: Request) -> str:
    """'https://example.org': for paper, where a path alone leads nowhere. From the setting; without it, what the reader
    asked, so that whatever is made with it may be kept for that host only. Nothing where that is no address.
    """
    return public_url or (web_address(str(request.base_url)) or "").rstrip("/")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("directory.plain"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
    )
    made.globals |= {
        "say": say,
        "say_part": say_part,
        "day": wording.day,
        "moment": wording.moment,
        "public": public,
        "web_address": web_address,
        "host": _host,
        "language": LANGUAGE,
        "style": f"/plain/static/{STYLE}?{style_digest()}",
        "rest": _rest,
    }
    return made


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _host(url: str | None) -> str:
    address = web_address(url)
    return (urlsplit(address).hostname or "") if address else ""


def _rest(word: str, sentence: str) -> str:
    """A sentence without the word of its status, which stands before it."""
    return sentence.removeprefix(f"{word}. ")


@cache
def style() -> bytes:
    return files("directory.plain").joinpath("static", STYLE).read_bytes()


@cache
def style_digest() -> str:
    """Part of the address of the style, so that browsers keep it for good."""
    return hashlib.sha256(style()).hexdigest()[:16]


@cache
def made_of() -> str:
    """A digest over templates, style and texts: with another one, every page is another."""
    digest = hashlib.sha256(style())
    templates = sorted(files("directory.plain").joinpath("templates").iterdir(), key=lambda file: file.name)
    for file in (*templates, files("directory.texts").joinpath(f"{LANGUAGE}.ftl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
