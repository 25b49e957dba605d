"""What all answers have in common: the store, the reader, tags for those who hold an answer, and problems in words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from directory.api.audience import audience_of
from directory.api.shapes import Choice, Problem
from directory.asked import BadParameterError
from directory.config import Config, config, today_of
from directory.plain.conditional import LONGEST, digest
from directory.plain.made_from import made_from
from directory.program import program
from directory.rules import RuleFileError, packaged
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained
from directory.throttle import Throttle
from directory.vocabulary import Audience

ROOT = "/api/v1"
READS = ("GET", "HEAD")
LATER = 60  # seconds after which a store that could not be read is worth another question
LONGEST_ADDRESS = 8_000  # characters
A_MINUTE = 600  # questions of one visitor
ASKERS = Throttle(most=A_MINUTE, window=60.0)
ANYTHING = "*"  # of If-None-Match
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
PROBLEM, JSON, FHIR = "application/problem+json", "application/json", "application/fhir+json"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: what it reads from, for whom and which day; ``tag`` changes when the answer might."""

    request: Request
    session: Session
    settings: Config
    audience: Audience
    today: date
    publication: int
    tag: str

    @property
    def shared(self) -> dict[str, Any]:
        """What every answer begins with."""
        return {"publication": self.publication, "shown_on": self.today.isoformat()}


class ProblemError(Exception):
    """There is no answer: the status of HTTP, and why in words."""

    def __init__(self, status: int, detail: str, choices: list[Choice] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.choices = status, detail, choices


Answer = Callable[[Question], Any]


def answered(answer: Answer, media: str = JSON) -> Callable[[Request], Response]:
    """An endpoint that asks the store. ``answer`` gives a shape or dict, or a Response; it may raise ProblemError."""

    @wraps(answer)
    def endpoint(request: Request) -> Response:
        if (no := refused(request)) is not None:
            return no
        try:
            settings = config()
            with Session(_engine(settings.database_url)) as session:
                question = _question(request, session, settings)
                tags = held(request)
                if f'"{question.tag}"' in tags:
                    return Response(status_code=304, headers=_headers(question))
                found = answer(question)
                if isinstance(found, Response):
                    return found
                if ANYTHING in tags:  # of whatever there is: only now is it known that there is something
                    return Response(status_code=304, headers=_headers(question))
                return Response(msgspec.json.encode(found), headers=_headers(question), media_type=media)
        except ProblemError as error:
            return problem(error.status, error.detail, error.choices)
        except BadParameterError as error:
            return problem(400, str(error))
        except NoDatabaseError:
            return problem(503, "there is no data yet: run `needleproof demo` or `needleproof refresh`")
        except (DatabaseError, SQLAlchemyError) as error:
            # Where the store is and what is wrong with it is for its owner, not for whoever asks.
            log.error("the store cannot be read: %s", explained(error, settings.database_url))
            return problem(503, "the store cannot be read right now: its owner can look with `needleproof db check`")
        except RuleFileError as error:
            log.error("the rules are not in order: %s", error)
            return problem(503, "the rules of this program are not in order")
        except ValueError as error:
            if not str(error).startswith("NEEDLEPROOF_"):
                raise
            return problem(503, str(error))

    return endpoint


def refused(request: Request) -> Response | None:
    """Before anything costs time: questions that are none, and one too many."""
    if request.method not in READS:
        return problem(405, "this interface only reads: use GET", Allow=", ".join(READS))
    if len(str(request.url)) > LONGEST_ADDRESS:
        return problem(414, f"the address is longer than {LONGEST_ADDRESS:,} characters")
    wait = ASKERS.wait_of(request.client.host if request.client else None)
    if wait is not None:
        return problem(429, f"more than {A_MINUTE} questions within a minute: wait", after=wait)
    return None


def problem(
    status: int, detail: str, choices: list[Choice] | None = None, *, after: int | None = None, **headers: str
) -> Response:
    """RFC 9457; there is no page about each kind of problem. ``after``: seconds after which to ask again."""
    told = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        choices=choices if choices is not None else msgspec.UNSET,
    )
    after = LATER if status == 503 else after
    later = {"Retry-After": str(after)} if after is not None else {}
    return Response(
        msgspec.json.encode(told), status, {**SAFE, "Cache-Control": "no-store", **later, **headers}, PROBLEM
    )


def moved(path: str) -> Response:
    """For good, to a path of ours made of parts that were checked."""
    return RedirectResponse(path, status_code=308, headers=SAFE)


def nothing_here(_request: Request) -> Response:
    return problem(404, f"there is nothing at this address; {ROOT}/openapi.json describes what there is")


def only(question: Question, *names: str) -> dict[str, str]:
    """The parameters of the request. Raises BadParameterError for one that is none of ``names``."""
    given = dict(question.request.query_params)
    for name in given:
        if name not in names:
            what = f"there are: {', '.join(names)}" if names else "this address takes none"
            raise BadParameterError(f"unknown parameter {name[:40]!r}; {what}")
    return given


def number(given: str | None, name: str, least: int, most: int, otherwise: int) -> int:
    """A whole number within bounds. Raises BadParameterError."""
    if given is None:
        return otherwise
    if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
        raise BadParameterError(f"{name} takes a whole number from {least:,} to {most:,}")
    return int(given)


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    return connect(url, read_only=True)


def _question(request: Request, session: Session, settings: Config) -> Question:
    state = made_from(session)
    if state is None:
        raise ProblemError(503, "nothing is published yet: run `needleproof refresh`")
    today, audience = today_of(settings), audience_of(request, session, settings)
    address = f"{request.url.path}?{request.url.query}"
    seen = (settings.database_url, today, packaged().version, program(), audience, *state.seen)
    return Question(
        request=request,
        session=session,
        settings=settings,
        audience=audience,
        today=today,
        publication=state.seen[0],
        tag=digest(address, *seen),
    )


def held(request: Request) -> list[str]:
    """The tags of what the asker holds already, as they stand in quotes, or `ANYTHING`."""
    tags = request.headers.get("if-none-match", "")[:LONGEST].split(",")
    return [one.strip().removeprefix("W/") for one in tags]


def _headers(question: Question) -> dict[str, str]:
    """Answers for coordinators are for nobody else; none may be used again unasked."""
    private = "private, " if question.audience is not Audience.PATIENT else ""
    return {**SAFE, "ETag": f'"{question.tag}"', "Cache-Control": f"{private}no-cache", "Vary": "Cookie"}
