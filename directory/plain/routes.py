"""The list of plain pages, by address."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from directory.plain.about import about_needling
from directory.plain.finding import people
from directory.plain.listing import index, part, robots
from directory.plain.pages import STYLE, style
from directory.plain.person import person, printed
from directory.plain.states import state, states
from directory.plain.visiting import trouble
from directory.plain.wrong import wrong

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
FOR_GOOD = "public, max-age=31536000, immutable"  # another style has another address


def plain_routes() -> list[Route]:
    """All plain pages; whatever else is asked below their addresses is answered with a page that says so."""
    return [
        Route("/people", people),
        Route("/people/{id}", person),
        Route("/people/{id}/print", printed),
        Route("/people/{id}/wrong", wrong, methods=["GET", "POST"]),
        Route("/states", states),
        Route("/states/{code}", state),
        Route("/about", about_needling),
        Route("/robots.txt", robots),
        Route("/sitemap.xml", index),
        Route("/sitemap/{part}.xml", part),
        Route(f"/plain/static/{STYLE}", _style),
        *(
            Route(f"/{below}/{{rest:path}}", _nothing_here, methods=EVERY_METHOD)
            for below in ("people", "states", "about", "sitemap", "plain")
        ),
    ]


def _style(_request: Request) -> Response:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": FOR_GOOD}
    return Response(style(), headers=headers, media_type="text/css; charset=utf-8")


def _nothing_here(request: Request) -> Response:
    return trouble(request, 404, "plain-nothing-here")
