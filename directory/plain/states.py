"""Who may needle where: all states in one table, and a page for each."""

from starlette.requests import Request
from starlette.responses import Response

from directory import rules, wording
from directory.plain.visiting import Visit, moved, shown, trouble, visited
from directory.state_rules import COLUMNS, overview, state_rules, words
from directory.texts import say
from directory.vocabulary import PROFESSION_NAMES


@visited
def states(request: Request, visit: Visit) -> Response:
    """`/states`: the answer for each state and profession, in a word. Addresses of the app's page lead to the state."""
    if code := _code_of(request.query_params.get("state", "")):
        return moved(f"/states/{code}")
    return shown(
        request,
        visit,
        "/states",
        "states.html",
        lambda: {
            "title": say("plain-states-title"),
            "canonical": "/states",
            "words": words(),
            "heads": [PROFESSION_NAMES[profession].capitalize() for profession in COLUMNS],
            "rows": overview(visit.today),
            **_about(),
        },
    )


@visited
def state(request: Request, visit: Visit) -> Response:
    """`/states/{code}`: the rules of one state in full; another spelling of its code or its name leads there."""
    asked = request.path_params["code"]
    code = _code_of(asked)
    if code is None:
        return trouble(request, 404, "plain-no-state")
    address = f"/states/{code}"
    if asked != code:
        return moved(address)
    return shown(
        request,
        visit,
        address,
        "state.html",
        lambda: {
            "title": say("plain-state-title", where=rules.jurisdictions()[code]),
            "canonical": address,
            "code": code,
            "found": state_rules(visit.session, code, visit.today),
            **_about(),
        },
    )


def _code_of(asked: str) -> str | None:
    """The code of a state that is asked for by it or by its name, in any spelling of case and spaces."""
    names = rules.jurisdictions()
    spelled = {name.casefold().replace(" ", "-"): code for code, name in names.items()}
    return asked.upper() if asked.upper() in names else spelled.get(asked.casefold().replace(" ", "-"))


def _about() -> dict[str, str]:
    known = say("plain-state-of-knowledge", day=wording.day(rules.table_as_of()))
    return {"about": f"{known} {wording.rule_notice(rules.notice())}"}
