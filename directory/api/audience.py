"""For whom an answer of the interface is."""

from sqlmodel import Session
from starlette.requests import Request

from directory import signed_in
from directory.config import Config
from directory.vocabulary import Audience


def audience_of(request: Request, session: Session, settings: Config) -> Audience:
    """By the cookie of the request: whoever is not signed in is a patient."""
    return signed_in.audience_of(signed_in.reader(session, request.cookies))
