"""Plain HTTP beside the pages: health, search and profiles as JSON, and the bytes of the evidence."""

import dataclasses
import functools
import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from zstandard import ZstdError

from directory import signed_in
from directory.api import api_routes
from directory.asked import BadParameterError, address_of, query_of
from directory.config import Config, config, today_of
from directory.forwarded import OurProxies
from directory.knowing import known_since
from directory.monitoring.feeds import KINDS as FEEDS
from directory.monitoring.feeds import feed_answer
from directory.own_origin import OwnOrigin
from directory.plain.routes import plain_routes
from directory.plain.signing import sign_in_routes
from directory.profiles import find_id, is_sample, profile
from directory.refresh import last_publication
from directory.reviewing import links_checked
from directory.rules import RuleFileError
from directory.search import Choice, search
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.measurements import measurements
from directory.store.moments import Moment, MomentError
from directory.vocabulary import Audience

SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
DAYS = ("as_of", "known_on")  # of one practitioner
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
Answer = Callable[[Request, Session, Config], Response]
log = logging.getLogger(__name__)


def routes() -> list[BaseRoute]:
    """All routes; whatever else is asked below them answers 404, not the page of the application."""
    return [
        *api_routes(),
        Route("/api/health", _answered(_health)),
        Route("/api/search", _answered(_search)),
        Route("/api/practitioners/{id}", _answered(_practitioner)),
        Route("/api/linking", _answered(_linking)),
        Route("/evidence/{sha256}", _answered(_evidence)),
        *(
            Route(path, _nothing_here, methods=EVERY_METHOD)
            for path in ("/api", "/api/{rest:path}", "/evidence", "/evidence/{rest:path}")
        ),
        *(Route(f"/desk/feeds/{{token}}.{kind}", _answered(_feed(kind))) for kind in FEEDS),
        *plain_routes(),
        *sign_in_routes(),
    ]


def middleware() -> list[Middleware]:
    """What stands before every path and the pages' websocket, whoever serves them; the first is asked first."""
    return [Middleware(OurProxies), Middleware(OwnOrigin)]


# --- what all have in common ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    return connect(url, read_only=True)


def _answered(answer: Answer) -> Callable[[Request], Response]:
    """An endpoint that reads the store, and answers in words where that fails."""

    @functools.wraps(answer)
    def endpoint(request: Request) -> Response:
        try:
            settings = config()
            with Session(_engine(settings.database_url)) as session:
                return answer(request, session, settings)
        except BadParameterError as error:
            return _error(400, str(error))
        except NoDatabaseError:
            return _error(503, "there is no data yet: run `needleproof demo` or `needleproof refresh`")
        except (DatabaseError, SQLAlchemyError) as error:
            # Where the store is and what is wrong with it is for its owner, not for whoever asks.
            log.error("the store cannot be read: %s", explained(error, settings.database_url))
            return _error(503, "the store cannot be read right now: its owner can look with `needleproof db check`")
        except RuleFileError as error:
            return _error(503, f"the rules of this program are not in order: {error}")
        except ValueError as error:
            if str(error).startswith("NEEDLEPROOF_"):
                return _error(503, str(error))
            raise

    return endpoint


def _json(content: Any, status: int = 200) -> Response:
    text = json.dumps(content, default=_plain, ensure_ascii=False, allow_nan=False)
    return Response(text, status, {**SAFE, "Cache-Control": "no-cache"}, "application/json")


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _error(status: int, message: str, **more: object) -> Response:
    return _json({"error": message, **more}, status)


def _nothing_here(_request: Request) -> Response:
    return _error(404, "there is nothing at this address")


def audience_of(request: Request, session: Session) -> Audience:
    """For whom the answer is: by the cookie of the request."""
    return signed_in.audience_of(signed_in.reader(session, request.cookies))


# --- the answers ------------------------------------------------------------------------------------------------


def _health(_request: Request, session: Session, _settings: Config) -> Response:
    published = last_publication(session)
    if published is None:
        return _error(503, "nothing is published yet: run `needleproof refresh`")
    return _json(
        {
            "status": "ok",
            "publication": published.id,
            "as_of": published.as_of,
            "published_at": published.published_at,
            "practitioners": published.practitioners,
            "changed": published.changed,
            "sample": is_sample(session),
        }
    )


def _search(request: Request, session: Session, settings: Config) -> Response:
    asked = query_of(request.query_params.multi_items())
    result = search(session, asked, today=today_of(settings), audience=audience_of(request, session))
    if result.problem:
        return _error(400, result.problem, choices=[_choice(one) for one in result.choices])
    return _json(result)


def _choice(choice: Choice) -> dict[str, str]:
    return {"label": choice.label, "of": choice.of, "address": address_of(choice.query, "/api/search")}


def _practitioner(request: Request, session: Session, settings: Config) -> Response:
    asked, today = request.path_params["id"], today_of(settings)
    moment = _moment(request, today)
    if moment is None:
        current = find_id(session, asked)
        if current is not None and current != asked:
            return RedirectResponse(f"/api/practitioners/{current}", status_code=308, headers=SAFE)
    try:
        person = profile(session, asked, today=today, audience=audience_of(request, session), moment=moment)
    except MomentError as error:
        return _error(404, str(error))
    if person is not None:
        return _json(person)
    if moment is None:
        return _error(404, "nobody has this id")
    return _error(404, f"nobody had this id on {moment.known_on}", known_since=known_since(session, asked))


def _linking(_request: Request, session: Session, _settings: Config) -> Response:
    """How often links are wrong: what was measured, the newest first, and what people found."""
    checked = links_checked(session)
    return _json(
        {
            "measurements": [one.figures() for one in measurements(session)],
            "checked_by_people": {"links": checked.links, "wrong": checked.wrong, "upper": checked.upper},
        }
    )


def _feed(kind: str) -> Answer:
    """Of the watch list whose secret stands in the address; for whoever has that, signed in or not."""

    def answer(request: Request, session: Session, settings: Config) -> Response:
        return feed_answer(request, session, settings, kind) or _nothing_here(request)

    return answer


def _evidence(request: Request, session: Session, settings: Config) -> Response:
    """The bytes as they were read, in a form that no browser runs. They may hold more than patients may see."""
    sha256 = request.path_params["sha256"]
    store = EvidenceStore(settings.evidence_dir)
    if audience_of(request, session) is not Audience.COORDINATOR:
        return _nothing_here(request)
    try:
        path = store.path_of(sha256)
    except EvidenceError:
        return _nothing_here(request)
    attachment = {**SAFE, "Content-Disposition": f'attachment; filename="{sha256}"'}
    if path.suffix != ".zst":  # a bulk file may be too big to hold
        return FileResponse(path, headers=attachment, media_type="application/octet-stream")
    try:
        body = store.read(sha256)
    except (EvidenceError, ZstdError):
        return _error(500, f"evidence {sha256} is damaged: its bytes no longer match its hash")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return Response(body, headers=attachment, media_type="application/octet-stream")
    return Response(body, headers=SAFE, media_type="text/plain; charset=utf-8")


# --- reading the question ---------------------------------------------------------------------------------------


def _moment(request: Request, today: date) -> Moment | None:
    """The two days of a dated view; None without both."""
    given = request.query_params
    unknown = sorted(set(given) - set(DAYS))
    if unknown:
        raise BadParameterError(f"unknown parameter {unknown[0][:40]!r}; there are: {', '.join(DAYS)}")
    try:
        return Moment.of(*(_day(given.get(name), name) for name in DAYS), today=today)
    except MomentError as error:
        raise BadParameterError(str(error)) from error


def _day(value: str | None, name: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadParameterError(f"{name} takes a day such as 2026-11-20") from None
