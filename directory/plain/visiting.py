"""What every plain page has: the store as patients see it, the day, one version of all that pages are made from."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from directory.asked import BadParameterError
from directory.config import Config, config, today_of
from directory.plain.conditional import digest, tag, tagged, unchanged
from directory.plain.kept import Kept
from directory.plain.made_from import made_from
from directory.plain.pages import HEADERS, html, made_of, render
from directory.program import program
from directory.rules import RuleFileError, packaged
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained
from directory.texts import say

PAGES = Kept()
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One showing of a page, always for patients. ``version``: changes when anything pages are made from does."""

    session: Session
    today: date
    sample: bool
    version: str
    public_url: str


Answer = Callable[[Request, Visit], Response]


def visited(answer: Answer) -> Callable[[Request], Response]:
    """An endpoint that reads the store; what stops it is said in words, as a page of its own."""

    @wraps(answer)
    def endpoint(request: Request) -> Response:
        try:
            settings = config()
            with Session(_engine(settings.database_url)) as session:
                visit = _visit(session, settings)
                return answer(request, visit) if visit else trouble(request, 503, "plain-no-data")
        except BadParameterError as error:
            return trouble(request, 400, "plain-cannot-read", what=str(error))
        except NoDatabaseError:
            return trouble(request, 503, "plain-no-data")
        except (DatabaseError, SQLAlchemyError) as error:
            # Where the store is and what is wrong with it is for its owner, not for whoever asks.
            log.error("the store cannot be read: %s", explained(error, settings.database_url))
            return trouble(request, 503, "plain-store-trouble")
        except RuleFileError as error:
            log.error("the rules are not in order: %s", error)
            return trouble(request, 503, "plain-rules-trouble")
        except ValueError as error:
            if not str(error).startswith("NEEDLEPROOF_"):
                raise
            log.error("%s", error)
            return trouble(request, 503, "plain-settings-trouble")

    return endpoint


def trouble(request: Request, status: int, text: str, **facts: Any) -> Response:
    """A page that says why there is no other one: the heading and the words of a text of en.ftl, and the ways on."""
    return render(
        "trouble.html",
        request,
        status=status,
        title=say(f"{text}-title"),
        told=say(text, **facts),
        noindex=True,
    )


def shown(
    request: Request, visit: Visit, address: str, template: str, context: Callable[[], Mapping[str, Any]]
) -> Response:
    """The page at an address that exists: kept, made, or 304 where the asker holds it already.

    ``address``: the question in its one spelling; ``context`` makes what the template wants, and is called only then.
    """
    if (same := unchanged(request, visit, address)) is not None:
        return same
    key = tag(visit, address)
    body = PAGES.get(key)
    if body is None:
        body = html(template, {"sample": visit.sample, **context()}).encode()
        PAGES.put(key, body)
    return Response(body, headers=tagged(visit, address), media_type="text/html; charset=utf-8")


def moved(path: str) -> Response:
    """A redirect for good to a path of ours, which must be made of parts that were checked."""
    return RedirectResponse(path, status_code=308, headers=dict(HEADERS))


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    return connect(url, read_only=True)


def _visit(session: Session, settings: Config) -> Visit | None:
    """None while nothing is published."""
    state = made_from(session)
    if state is None:
        return None
    today = today_of(settings)
    ours = (settings.database_url, settings.public_url, today, packaged().version, program(), made_of())
    return Visit(
        session=session,
        today=today,
        sample=state.sample,
        version=digest(*ours, *state.seen),
        public_url=settings.public_url,
    )
