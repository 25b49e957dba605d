"""Options that several commands have, and how what stands in them is read."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

import typer

from directory.cli.console import fail
from directory.normalize.places import state_code

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a table.")]
StateOption = Annotated[str | None, typer.Option("--state", help="A state, such as WA or Washington.")]
StatesOption = Annotated[
    list[str] | None, typer.Option("--state", help="A state, such as WA or Washington; may be given again.")
]
BaseUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--base-url",
        metavar="[SOURCE=]URL",
        help="Ask this address instead of the source's own; its true paths stay. For mirrors and tests.",
    ),
]
Wait = Annotated[
    float,
    typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another command that is writing."),
]


def state_of(text: str | None) -> str | None:
    if text is None:
        return None
    code = state_code(text)
    if code is None:
        fail(f"no state is called {text!r}; write a code such as WA")
    return code


def states_of(texts: Sequence[str] | None) -> list[str]:
    return [code for text in texts or () if (code := state_of(text))]


def base_urls_of(values: Sequence[str] | None) -> dict[str, str]:
    from crawlers.registry import sources as registered

    found = {}
    for value in values or ():
        name, equals, url = value.partition("=")
        if not equals or name.startswith("http"):
            name, url = "", value
        if not _is_web_address(url):
            fail(f"--base-url {value!r}: an address beginning with http:// or https:// is needed")
        if name and name not in registered():
            fail(f"--base-url {value!r}: no source is called {name!r}; `needleproof sources` lists them")
        found[name] = url
    return found


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
