"""The NPI registry API's search: limits, ceiling, wildcards, errors with HTTP 200 (government.md 1)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

DEFAULT_LIMIT, MAX_LIMIT, MAX_SKIP = 10, 200, 1000
Answer = dict[str, Any]
Result = Mapping[str, Any]
_Test = Callable[[Result], bool]

_IGNORED = {"version", "limit", "skip", "pretty", "use_first_name_alias", "name_purpose", "address_purpose"}
_ADDRESS = {"city", "state", "postal_code", "country_code"}
_KNOWN = (
    _IGNORED
    | _ADDRESS
    | {"number", "enumeration_type", "taxonomy_description", "first_name", "last_name", "organization_name"}
)
_WEAK = ({"state"}, {"enumeration_type"}, {"state", "enumeration_type"})


def error(field: str, number: str, description: str) -> Answer:
    return {"Errors": [{"description": description, "field": field, "number": number}]}


def search(params: Mapping[str, str], results: Sequence[Result], deactivated: Collection[str]) -> Answer:
    """One page ``{"result_count": n, "results": [...]}`` or ``{"Errors": [...]}``; both with HTTP 200."""
    if params.get("version") != "2.1":
        return error("version", "11", "Unsupported Version. Supported versions are: 2.1")
    asked = {name: value.strip() for name, value in params.items() if value.strip() and name not in _IGNORED}
    if problem := _refusal(asked, params):
        return problem
    if asked.get("number") in deactivated:
        text = (
            f"CMS deactivated NPI {asked['number']}. The provider can no longer use this NPI. Our public "
            "registry does not display provider information about NPIs that are not in service."
        )
        return error("number", "15", text)
    tests = _tests(asked, params.get("address_purpose", "").lower())
    found = [result for result in results if all(test(result) for test in tests)]
    skip = min(_whole(params, "skip", 0), MAX_SKIP)
    limit = min(_whole(params, "limit", DEFAULT_LIMIT) or DEFAULT_LIMIT, MAX_LIMIT)
    page = found[skip : skip + limit]
    return {"result_count": len(page), "results": page}


def _whole(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, "")
    return int(text) if text.isdigit() else default


def _refusal(asked: Mapping[str, str], params: Mapping[str, str]) -> Answer | None:
    if unknown := sorted(set(params) - _KNOWN):
        return error(unknown[0], "05", f"Field {unknown[0]} is not a valid search field")
    given = set(asked) - {"country_code"}
    if not given and asked.get("country_code", "US") == "US":
        return error("", "04", "No valid search criteria found")
    if given in _WEAK:
        if "state" in given:
            return error("state", "07", "Field state requires additional search criteria")
        return error("enumeration_type", "09", "Enumeration_type requires additional search criteria")
    for name, value in asked.items():
        star = value.find("*")
        if star != -1 and (star != len(value) - 1 or star < 2):
            return error(name, "06", f"Field {name}: wildcard needs two leading characters and must be trailing")
    number = asked.get("number", "0" * 10)
    if not (number.isdigit() and len(number) == 10):
        return error("number", "03", "NPI must be 10 digits")
    postal = asked.get("postal_code", "00000").rstrip("*")
    if "postal_code" in asked and not (postal.isdigit() and (asked["postal_code"][-1] == "*" or len(postal) in (5, 9))):
        return error("postal_code", "08", "Field postal_code contains invalid characters")
    return None


def _same(value: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return value.upper().startswith(pattern[:-1].upper())
    return value.upper() == pattern.upper()


def _addresses(result: Result, purpose: str) -> list[Mapping[str, Any]]:
    """Without a purpose any address counts, mailing included."""
    main = result["addresses"]
    practice = [one for one in main if one["address_purpose"] == "LOCATION"]
    match purpose:
        case "mailing":
            return [one for one in main if one["address_purpose"] == "MAILING"]
        case "primary":
            return practice
        case "secondary":
            return list(result["practiceLocations"])
        case "location":
            return practice + list(result["practiceLocations"])
        case _:
            return list(main) + list(result["practiceLocations"])


def _tests(asked: Mapping[str, str], purpose: str) -> list[_Test]:
    tests: list[_Test] = []
    wanted = {name: value for name, value in asked.items() if name in _ADDRESS}

    def at_one_address(result: Result) -> bool:
        return any(
            all(
                _same(one[name], value + "*" if name == "postal_code" and value[-1] != "*" else value)
                for name, value in wanted.items()
            )
            for one in _addresses(result, purpose)
        )

    def of_taxonomy(result: Result) -> bool:
        text = asked["taxonomy_description"]
        descriptions = [str(entry["desc"]) for entry in result["taxonomies"]]
        if text.endswith("*"):
            return any(_same(description, text) for description in descriptions)
        return any(text.upper() in description.upper() for description in descriptions)

    def of_name(field: str) -> _Test:
        return lambda result: any(
            _same(str(names.get(field, "")), asked[field])
            for names in (result["basic"], *(result["other_names"] if field == "organization_name" else ()))
        )

    if wanted:
        tests.append(at_one_address)
    if "number" in asked:
        tests.append(lambda result: bool(result["number"] == asked["number"]))
    if "enumeration_type" in asked:
        tests.append(lambda result: bool(result["enumeration_type"] == asked["enumeration_type"]))
    if "taxonomy_description" in asked:
        tests.append(of_taxonomy)
    tests += [of_name(field) for field in ("first_name", "last_name", "organization_name") if field in asked]
    return tests
