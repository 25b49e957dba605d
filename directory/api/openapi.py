"""The description of the interface (OpenAPI 3.1), made from the shapes of its answers and what a search takes."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from directory.api.answering import A_MINUTE, FHIR, JSON, PROBLEM, ROOT
from directory.api.changing import MOST, USUAL
from directory.api.shapes import ANSWERS, Bundle, Changes, Checks, Health, Person, Problem, Publications, Search
from directory.api.shapes import Sources as SourcesAnswer
from directory.api.shapes import State as StateAnswer
from directory.asked import REPEATED, SAID
from directory.exporting.schema import tidied
from directory.search import RADII
from directory.vocabulary import Profession

VERSION = "1.0.0"
ABOUT = f"""Facts that sources told about practitioners, each with where and when it was read. Read-only.

Statuses are words of closed lists and hold on the day `shown_on`; null is not known, and `reason` says why. Make no
yes or no of them. Nothing here recommends, rates or approves anybody. Each answer has an ETag: ask again with
If-None-Match. Pages of other origins may not read the answers (there are no CORS headers); a script or server may.
Whoever is not signed in gets what patients see. Ask one question after the other; at most {A_MINUTE} a
minute; after 429 and 503 wait as Retry-After says.
The rows are those of the exports, under the same version."""
YES = {"type": "string", "enum": ["true", "false"]}
# Of a search: name -> (what it asks, schema).
SEARCHED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "near": ("ZIP code or city.", {"type": "string"}),
    "at": ("Degrees instead of a place, such as 47.61,-122.33.", {"type": "string"}),
    "within": ("Miles.", {"type": "string", "enum": [str(radius) for radius in RADII]}),
    "in_state": ("A state, instead of a place.", {"type": "string"}),
    "county": ("Such as 'King County, WA'.", {"type": "string"}),
    "profession": ("Its code, or its name.", {"type": "string", "examples": [one.value for one in Profession]}),
    "who": ("A name, an NPI or a license number.", {"type": "string"}),
    "trained": ("Only training that an issuer confirms.", YES),
    "active": ("Only licenses that were confirmed as active.", YES),
    "since": ("Licensed in that year or before.", {"type": "string", "pattern": "^[0-9]{4}$"}),
    "permitted": ("Only where the state's rule lets them needle.", YES),
    "shown": ("Only where every requirement that was read is shown.", YES),
    **{name: (f"What a clinic or person says: a code of a {name}.", {"type": "string"}) for name in SAID},
    "accepting": ("Only who says that new patients are welcome.", YES),
    "claims": ("Beside confirmed training also what is only claimed.", YES),
    "page": ("Page of the list.", {"type": "integer", "minimum": 1}),
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Of a person."}
_LIMIT = ("How many at most.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL})
_SINCE = ("Number of a publication.", {"type": "integer", "minimum": 0})


def description() -> dict[str, Any]:
    """The whole document."""
    _, components = msgspec.json.schema_components(ANSWERS, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {"title": "needleproof", "version": VERSION, "description": ABOUT, "license": {"name": "Apache-2.0"}},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": ROOT}],
        "paths": {
            "/health": _path("health", "Whether there is something to answer from.", Health),
            "/search": _path("search", "People by place, state, name and what is known.", Search, _searched(), (400,)),
            "/practitioners/{id}": _path("practitioner", "One person.", Person, [_ID], (308, 400, 404)),
            "/practitioners/{id}/checks": _path("checks", "Every check of a person.", Checks, [_ID], (308, 400, 404)),
            "/practitioners/{id}/fhir": _path(
                "bundle", "A person as a FHIR R4 Bundle.", Bundle, [_ID], (308, 400, 404), FHIR
            ),
            "/states/{code}": _path("state", "The rules of a state.", StateAnswer, [_code()], (400, 404)),
            "/sources": _path("sources", "Every source, and how it stands.", SourcesAnswer),
            "/publications": _path(
                "publications", "What was published when.", Publications, _query(since=_SINCE, limit=_LIMIT), (400,)
            ),
            "/changes": _path(
                "changes",
                "Who is another since a publication.",
                Changes,
                _query(
                    required="since", since=_SINCE, limit=_LIMIT, after=("The last id you have.", {"type": "string"})
                ),
                (400,),
            ),
        },
        "components": {"schemas": tidied(components)},
    }


@cache
def written() -> bytes:
    return json.dumps(description(), ensure_ascii=False).encode()


def _path(
    name: str,
    summary: str,
    answer: type[msgspec.Struct],
    parameters: list[dict[str, Any]] | None = None,
    problems: tuple[int, ...] = (400,),
    media: str = JSON,
) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{answer.__name__}"}
    responses: dict[str, Any] = {
        "200": {"description": summary, "headers": _TAG, "content": {media: {"schema": schema}}},
        "304": {"description": "You hold this answer already."},
    }
    for status in (*problems, 405, 414, 429, 503):
        responses[str(status)] = _SPECIAL.get(status, _PROBLEM)
    told = {"operationId": name, "summary": summary, "parameters": parameters or [], "responses": responses}
    return {"get": told}


_TAG = {"ETag": {"description": "Changes when the answer might.", "schema": {"type": "string"}}}
_PROBLEM = {
    "description": "Why there is no answer.",
    "content": {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
}
_LATER = _PROBLEM | {
    "headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}
_MOVED = {
    "description": "The person has another id by now.",
    "headers": {"Location": {"description": "The address it is at.", "schema": {"type": "string"}}},
}


_SPECIAL: Mapping[int, dict[str, Any]] = {308: _MOVED, 429: _LATER, 503: _LATER}


def _searched() -> list[dict[str, Any]]:
    return [
        {
            "name": name, "in": "query", "description": told,
            "schema": {"type": "array", "items": dict(schema)} if name in REPEATED else dict(schema),
            **({"style": "form", "explode": True} if name in REPEATED else {}),
        }
        for name, (told, schema) in SEARCHED.items()
    ]  # fmt: skip


def _query(required: str = "", **parameters: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": name == required, "description": told, "schema": schema}
        for name, (told, schema) in parameters.items()
    ]


def _code() -> dict[str, Any]:
    schema = {"type": "string", "minLength": 2, "maxLength": 2}
    return {"name": "code", "in": "path", "required": True, "schema": schema, "description": "Such as WA."}
