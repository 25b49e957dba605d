"""About dry needling: the same lines as the app's page, each with the pages it rests on."""

from starlette.requests import Request
from starlette.responses import Response

from directory import wording
from directory.about import about, compiled, sources
from directory.plain.visiting import Visit, shown, visited
from directory.texts import say


@visited
def about_needling(request: Request, visit: Visit) -> Response:
    """`/about`: whatever rests on a source names it by a number, and the sources stand below."""
    return shown(
        request,
        visit,
        "/about",
        "about.html",
        lambda: {
            "title": say("about-title"),
            "lead": say("about-lead", day=wording.day(compiled())),
            "canonical": "/about",
            "sections": about(),
            "sources": sources(),
            "numbers": {source.id: number for number, source in enumerate(sources(), start=1)},
        },
    )
