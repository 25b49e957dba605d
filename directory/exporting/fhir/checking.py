"""What the models of FHIR do not look at: codes, systems, ids, days, references and the paths of targets. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from directory.exporting.fhir import codes
from directory.normalize.states import STATE_NAMES

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?")
PATH = re.compile(r"Practitioner\.(qualification|identifier)\[(\d+)\]")
URI = re.compile(r"(https?://|urn:)[^\s<>\"]+")
NPI = re.compile(r"\d{10}")
DAYS = frozenset({"nextScheduled", "valueDate", "date", "birthDate"})
TIMES = frozenset({"statusDate", "lastPerformed", "validationDate", "start", "end"})
PLAIN_URLS = frozenset({"status", "whereValid"})  # names of parts within an extension
MUST: Mapping[str, tuple[str, ...]] = {
    "Practitioner": ("identifier", "name"),
    "PractitionerRole": ("practitioner",),
    "Location": ("mode", "address"),
    "Organization": ("name",),
    "VerificationResult": ("target", "status", "need", "validationType", "failureAction"),
}


def problems(
    resource: Mapping[str, Any], known: Collection[str], practitioners: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """What is wrong with one resource, each with its place; empty where all is well.

    ``known``: every 'Type/id' (or fullUrl of a bundle) that may be referred to; ``practitioners``: those of them, by
    the same names, in whom the paths of targets are looked up.
    """
    kind = str(resource.get("resourceType"))
    found = [f"{kind}: {name} is missing" for name in MUST.get(kind, ()) if not resource.get(name)]
    if kind not in MUST:
        found.append(f"{kind} is none of the types that are exported")
    if not ID.fullmatch(str(resource.get("id"))):
        found.append(f"{kind}.id: {resource.get('id')!r}")
    found += _within(resource, kind, known)
    found += _of_kind(resource, kind, practitioners)
    return found


def _within(value: Any, where: str, known: Collection[str]) -> Iterator[str]:
    """Goes through everything that there is, whatever the type of resource."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _within(one, f"{where}[{number}]", known)
        return
    if not isinstance(value, Mapping):
        if value is None or value == "":
            yield f"{where}: empty"
        return
    if not value:
        yield f"{where}: empty"
    for name, one in value.items():
        at = f"{where}.{name}"
        if name == "coding":
            yield from (told for coding in one for told in _coding(coding, at))
        elif name == "reference" and one not in known:
            yield f"{at}: {one!r} is not there"
        elif (name in DAYS and not _is_day(one)) or (name in TIMES and not TIME.fullmatch(str(one))):
            yield f"{at}: {one!r}"
        elif name == "url" and not (URI.fullmatch(one) or one in PLAIN_URLS or _in_ours(where)):
            yield f"{at}: {one!r} is no address"
        yield from _within(one, at, known)


def _in_ours(where: str) -> bool:
    """Whether a part of an extension is named there, and not an extension itself."""
    return where.count(".extension") > 1


def _is_day(value: object) -> bool:
    if not (isinstance(value, str) and DAY.fullmatch(value)):
        return False
    try:
        return len(value) < len("2026-11-20") or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _coding(coding: Mapping[str, Any], where: str) -> Iterator[str]:
    system, code = coding.get("system"), coding.get("code")
    if system == codes.USPS:
        if code not in STATE_NAMES:
            yield f"{where}: {code!r} is no state"
    elif system is None or system not in codes.SYSTEMS:
        yield f"{where}: {system!r} is no system that is used"
    elif code not in codes.SYSTEMS[system]:
        yield f"{where}: {code!r} is no code of {system}"


def _of_kind(resource: Mapping[str, Any], kind: str, practitioners: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    match kind:
        case "Practitioner":
            yield from _required(resource, kind, "gender", "gender")
            for one in resource.get("name", ()):
                yield from _required(one, f"{kind}.name", "use", "name.use")
            for one in resource.get("identifier", ()):
                yield from _required(one, f"{kind}.identifier", "use", "identifier.use")
                if one.get("system") == codes.NPI and not NPI.fullmatch(str(one.get("value"))):
                    yield f"{kind}.identifier: {one.get('value')!r} is no NPI"
            for number, one in enumerate(resource.get("qualification", ())):
                yield from _qualification(one, f"{kind}.qualification[{number}]")
        case "Location":
            yield from _required(resource, kind, "mode", "Location.mode")
            yield from _required(resource.get("address", {}), f"{kind}.address", "use", "address.use")
            for one in resource.get("telecom", ()):
                yield from _required(one, f"{kind}.telecom", "system", "telecom.system")
                yield from _required(one, f"{kind}.telecom", "use", "telecom.use")
        case "VerificationResult":
            yield from _required(resource, kind, "status", "VerificationResult.status")
            repeat = resource.get("frequency", {}).get("repeat", {})
            yield from _required(repeat, f"{kind}.frequency.repeat", "periodUnit", "periodUnit")
            yield from _targets(resource, practitioners)


def _required(value: Mapping[str, Any], where: str, name: str, codes_of: str) -> Iterator[str]:
    if name in value and value[name] not in codes.REQUIRED[codes_of]:
        yield f"{where}.{name}: {value[name]!r} is none of {', '.join(sorted(codes.REQUIRED[codes_of]))}"


def _qualification(one: Mapping[str, Any], where: str) -> Iterator[str]:
    told = [ext for ext in one.get("extension", ()) if ext.get("url") == codes.QUALIFICATION]
    statuses = [part.get("valueCode") for ext in told for part in ext.get("extension", ()) if part["url"] == "status"]
    if len(statuses) != 1 or statuses[0] not in codes.REQUIRED["qualification.status"]:
        yield f"{where}: status {statuses!r}"
    period = one.get("period", {})
    if period.get("start", "") > period.get("end", "9999"):
        yield f"{where}.period ends before it begins"


def _targets(resource: Mapping[str, Any], practitioners: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for path in resource.get("targetLocation", ()):
        at = PATH.fullmatch(path)
        if at is None:
            yield f"VerificationResult.targetLocation: {path!r}"
            continue
        for target in resource.get("target", ()):
            person = practitioners.get(target.get("reference"), {})
            if int(at[2]) >= len(person.get(at[1], ())):
                yield f"VerificationResult.targetLocation: {path} is not there"
