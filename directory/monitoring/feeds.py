"""Feed and calendar of one watch list, under a secret address: what was told, and what runs out.

Whoever holds the address is somebody's coordinator, but feeds are shown on screens and kept by readers elsewhere: an
entry that may be somebody else's is told as "a check needs a look" without a name, and leads to the desk.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from directory.config import Config, today_of
from directory.monitoring.calendar_file import calendar_of
from directory.monitoring.expiring import credentials
from directory.monitoring.lists import list_of_token
from directory.monitoring.members import watched
from directory.monitoring.notices import DISCREET, Asked, Shown, is_discreet, notices
from directory.refresh import last_publication
from directory.store.watching_tables import WatchList
from directory.web_addresses import visible

MOST = 200  # entries of a feed, the newest
KINDS: Mapping[str, str] = {"xml": "application/rss+xml", "ics": "text/calendar"}
LONGEST_TOKEN = 100
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def feed_answer(request: Request, session: Session, settings: Config, kind: str) -> Response | None:
    """The feed ('xml') or calendar ('ics') whose secret stands in the path; None where no list has that secret."""
    token = str(request.path_params["token"])
    of = list_of_token(session, token) if len(token) <= LONGEST_TOKEN else None
    if of is None:
        return None
    base = settings.public_url or str(request.base_url).rstrip("/")
    body = rss_of(session, of, base) if kind == "xml" else ics_of(session, of, today_of(settings), base)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = HEADERS | {"ETag": tag}
    asked = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=f"{KINDS[kind]}; charset=utf-8")


def rss_of(session: Session, of: WatchList, base: str) -> bytes:
    """RSS 2.0: what monitoring told of the people of a list, the newest first."""
    feed = FeedGenerator()
    feed.title(visible(f"needleproof: {of.name}"))
    feed.link(href=f"{base}/watch", rel="alternate")
    feed.description("What monitoring found of the people on this list.")
    feed.language("en")
    found = notices(session, Asked(list_id=of.id), limit=MOST)
    feed.lastBuildDate(max((one.told_at for one in found), default=of.made_at))
    for one in found:
        _entry(feed, one, base)
    return bytes(feed.rss_str(pretty=True))


def _entry(feed: FeedGenerator, one: Shown, base: str) -> None:
    notice = one.notice
    entry = feed.add_entry(order="append")
    entry.guid(notice.once, permalink=False)
    entry.pubDate(one.told_at)
    if is_discreet(notice):
        entry.title("A check needs a look")
        entry.link(href=f"{base}/watch")
        entry.description(DISCREET)
        return
    entry.title(visible(f"{notice.name}: {notice.subject}"))
    entry.link(href=f"{base}/practitioner?id={one.practitioner_id}" if one.practitioner_id else f"{base}/watch")
    entry.description(visible(notice.text))


def ics_of(session: Session, of: WatchList, today: date, base: str) -> bytes:
    """What runs out of the people of a list."""
    people, _ = watched(session, of.id)
    published = last_publication(session)
    found = credentials(session, {one: scope.names for one, scope in people.items()}, today)
    stamp = published.published_at if published else of.made_at
    return calendar_of(found, name=f"Runs out: {of.name}", stamp=stamp, base=base)
