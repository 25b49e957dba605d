"""The addresses of the interface."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from directory.api import changing, people, publishing
from directory.api.answering import FHIR, ROOT, SAFE, answered, held, nothing_here, refused
from directory.api.openapi import written
from directory.plain.conditional import digest

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
ONE = "/practitioners/{id}"


def api_routes() -> list[Route]:
    """All of them; whatever else is asked below /api/v1 is told in the same form that there is nothing."""
    answers = {
        "/health": answered(publishing.health),
        "/search": answered(people.found),
        ONE: answered(people.of_person("", people.person)),
        f"{ONE}/checks": answered(people.of_person("/checks", people.checks)),
        f"{ONE}/fhir": answered(people.of_person("/fhir", people.bundle), FHIR),
        "/states/{code}": answered(publishing.state),
        "/sources": answered(publishing.sources),
        "/publications": answered(publishing.publications),
        "/changes": answered(changing.changes),
        "/openapi.json": _description,
    }
    found = [Route(f"{ROOT}{path}", answer, methods=EVERY_METHOD) for path, answer in answers.items()]
    rest = [Route(path, nothing_here, methods=EVERY_METHOD) for path in (ROOT, f"{ROOT}/{{rest:path}}")]
    return [*found, *rest]


def _description(request: Request) -> Response:
    """The same for everybody, with or without a store."""
    if (no := refused(request)) is not None:
        return no
    body = written()
    headers = {**SAFE, "ETag": f'"{digest(body)}"', "Cache-Control": "no-cache"}
    if any(one in ("*", headers["ETag"]) for one in held(request)):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/vnd.oai.openapi+json;version=3.1")
