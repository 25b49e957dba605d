"""FHIR R4: every resource of the sample world is valid by structure and by codes, and what is wrong is found."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlmodel import select

from directory.exporting import fhir
from directory.exporting.fhir import codes
from directory.exporting.fhir.results import known
from directory.exporting.manifest import ExportError
from directory.exporting.order import Kind, Wanted
from directory.exporting.reading import everybody, one, telling
from directory.exporting.validating import Validating, model, structure
from directory.store.shown import shown_now
from directory.store.tables import Practitioner
from directory.vocabulary import Audience, CredentialStatus, ExclusionStatus, NeedlingDisplay, Profession
from tests.directory.conftest import TODAY, Store
from tests.directory.exporting.conftest import Exported

LATER = TODAY + timedelta(days=400)
CANNOT_TELL = ("ambiguous_person", "issuer_silent", "cannot_tell", "no_rule", "possible_hit", "too_little_data")


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in (folder / f"{kind}.ndjson").read_bytes().splitlines()]


def resources(folder: Path) -> Iterator[dict[str, Any]]:
    for kind in fhir.TYPES:
        yield from lines(folder, kind)


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("day", [TODAY, LATER])
def test_the_sample_world_is_valid_by_structure_and_by_codes(exported: Exported, audience: Audience, day: Any) -> None:
    folder, _ = exported(Kind.FHIR, audience, day)
    everything = list(resources(folder))
    known = {f"{one['resourceType']}/{one['id']}": one for one in everything}
    assert len(known) == len(everything)
    assert {one["resourceType"] for one in everything} == set(fhir.TYPES)
    for number, resource in enumerate(everything):
        assert fhir.problems(resource, known.keys(), known) == []
        if number % 7 == 0:  # the models are slow, and the shapes few
            assert structure(resource) == []


@pytest.mark.parametrize("audience", Audience)
def test_a_bundle_of_anybody_is_valid(today: Store, audience: Audience) -> None:
    with today.reader() as session:
        how = telling(session, audience, TODAY)
        for person in session.exec(select(Practitioner.id)).all()[::11]:
            shown = shown_now(session, person)
            assert shown is not None
            made = msgspec.json.decode(
                msgspec.json.encode(fhir.bundle(one(session, how, shown), how.sources, "2026-11-20T00:00:00Z"))
            )
            model("Bundle").model_validate(copy.deepcopy(made))
            assert made["type"] in codes.REQUIRED["Bundle.type"]
            inside = {entry["fullUrl"]: entry["resource"] for entry in made["entry"]}
            assert len(inside) == len(made["entry"])
            for resource in inside.values():
                assert fhir.problems(resource, inside.keys(), inside) == []


def test_not_knowing_is_never_failed_and_never_fine(exported: Exported) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for day in (TODAY, LATER):
        for result in lines(exported(Kind.FHIR, Audience.COORDINATOR, day)[0], "VerificationResult"):
            ours = parts_of(result["extension"][0])
            seen[ours["status"], result["status"]] += 1
            if ours["status"] in CANNOT_TELL:
                assert result["status"] == "in-process"
                assert ours["reason"]
            if ours["status"] == "stale":
                assert result["status"] == "req-revalid"
    assert {ours for ours, _ in seen} >= {"confirmed", "claimed", "stale"}
    assert not any(ours == "not_covered" for ours, _ in seen)


@pytest.mark.parametrize("audience", Audience)
def test_nothing_but_a_credential_is_validated_or_failed(exported: Exported, audience: Audience) -> None:
    for day in (TODAY, LATER):
        for result in lines(exported(Kind.FHIR, audience, day)[0], "VerificationResult"):
            (where,) = result["targetLocation"]
            assert where.startswith(("Practitioner.qualification[", "Practitioner.identifier["))
            ours = parts_of(result["extension"][0])
            assert ours["need"] in ("license", "training", "npi")
            if result["status"] == "validated":
                assert ours["status"].startswith("confirmed")


def test_what_is_of_the_whole_person_stands_with_our_words_alone(exported: Exported) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for person in lines(exported(Kind.FHIR, Audience.COORDINATOR)[0], "Practitioner"):
        for extension in person["extension"]:
            if extension["url"] == f"{codes.OURS}check":
                told = parts_of(extension)
                seen[told["need"], told["status"]] += 1
                assert told["status"] not in CANNOT_TELL or told["reason"]
    assert seen.keys() >= {("exclusion", "listed"), ("exclusion", "none_found"), ("exclusion", "possible_hit"),
                           ("needling_rule", "cannot_tell"), ("needling_rule", "may_not")}  # fmt: skip


def parts_of(extension: dict[str, Any]) -> dict[str, Any]:
    return {part["url"]: next(v for k, v in part.items() if k != "url") for part in extension["extension"]}


def test_every_status_has_its_code() -> None:
    words = {str(word) for kind in (CredentialStatus, ExclusionStatus, NeedlingDisplay) for word in kind}
    assert set(map(str, codes.STATUS)) == words
    assert set(codes.STATUS.values()) - {None} <= codes.REQUIRED["VerificationResult.status"]
    assert set(codes.NUCC_OF) == set(Profession) - {Profession.PHYSICIAN}
    for status in words:
        for at_board in (None, "revoked", "pending", "expired", "unknown"):
            assert codes.qualification_status(status, at_board) in codes.REQUIRED["qualification.status"]


def test_a_part_of_a_list_clears_nobody(today: Store) -> None:
    with today.reader() as session:
        people = list(everybody(session, telling(session, Audience.COORDINATOR, TODAY)))
    check = next(row for one in people for row in one.checks if row.status == ExclusionStatus.NONE_FOUND)
    assert known(msgspec.structs.replace(check, partial_of=None))
    assert not known(msgspec.structs.replace(check, partial_of=70_000))


def test_a_practitioner_is_complete_only_where_everything_is_answered(today: Store) -> None:
    with today.reader() as session:
        how = telling(session, Audience.COORDINATOR, TODAY)
        told = max(everybody(session, how), key=lambda one: len(one.checks))
    answered = [row for row in told.checks if row.status == "confirmed"]
    assert 0 < len(answered) < len(told.checks)
    for checks, code in ((answered, "complete"), (told.checks, "incomplete"), ([], "incomplete")):
        rows = type(told)(practitioner=told.practitioner, licenses=(), places=(), checks=checks, training=())
        (made,) = fhir.resources(rows, how.sources)["Practitioner"]
        assert made["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == code


def test_what_patients_are_not_told_of_lists_makes_nobody_incomplete(today: Store) -> None:
    """Else only those who are listed would be complete."""
    with today.reader() as session:
        how = telling(session, Audience.PATIENT, TODAY)
        told = next(one for one in everybody(session, how) if any(row.status == "confirmed" for row in one.checks))
    untold = [row for row in told.checks if (row.need, row.status) == ("exclusion", "not_covered")]
    checks = [*(row for row in told.checks if row.status == "confirmed"), *untold]
    assert untold
    rows = type(told)(practitioner=told.practitioner, licenses=(), places=(), checks=checks, training=())
    (made,) = fhir.resources(rows, how.sources)["Practitioner"]
    assert made["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "complete"


def test_a_possible_hit_has_no_day_of_listing(today: Store) -> None:
    """It would be that of somebody of the same name, mostly."""
    with today.reader() as session:
        how = telling(session, Audience.COORDINATOR, TODAY)
        checks = [row for one in everybody(session, how) for row in one.checks]
    assert {row.listed_since for row in checks if row.status == "possible_hit"} == {None}
    assert None not in {row.listed_since for row in checks if row.status == "listed"}


# --- what is wrong is found ---------------------------------------------------------------------------------------


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(resource: dict[str, Any]) -> None:
        at: Any = resource
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            at = at[part]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return change


WRONG = [
    ("VerificationResult", _set("status", "nonsense"), "status"),
    ("VerificationResult", _set("status", "false"), "status"),
    ("VerificationResult", _set("target.0.reference", "Practitioner/nobody"), "is not there"),
    ("VerificationResult", _set("targetLocation", ["Practitioner.qualification[99]"]), "is not there"),
    ("VerificationResult", _set("targetLocation", ["qualification"]), "targetLocation"),
    ("VerificationResult", _set("need.coding.0.code", "sometimes"), "no code of"),
    ("VerificationResult", _set("validationType.coding.0.system", "http://example.org"), "no system"),
    ("VerificationResult", _set("statusDate", "20 November"), "statusDate"),
    ("VerificationResult", _set("nextScheduled", "2026-02-30"), "nextScheduled"),
    ("VerificationResult", _set("failureAction", None), "missing"),
    ("VerificationResult", _set("frequency.repeat.periodUnit", "fortnight"), "periodUnit"),
    ("VerificationResult", _set("primarySource.0.type.0.coding.0.code", "hearsay"), "no code of"),
    ("VerificationResult", _set("extension.0.url", "our own"), "no address"),
    ("VerificationResult", _set("id", "a" * 65), ".id"),
    ("Practitioner", _set("id", "under_score"), ".id"),
    ("Practitioner", _set("gender", "man"), "gender"),
    ("Practitioner", _set("name.0.use", "real"), "name"),
    ("Practitioner", _set("identifier.1.value", "12345"), "no NPI"),
    ("Practitioner", _set("qualification.0.extension.0.extension.0.valueCode", "suspended"), "status"),
    ("Practitioner", _set("qualification.0.extension.0.extension.1.valueCodeableConcept.coding.0.code", "XX"), "state"),
    ("Practitioner", _set("qualification.0.code.coding.0.code", "225100000Y"), "no code of"),
    ("Practitioner", _set("qualification.0.period", {"start": "2027-01-01", "end": "2026-01-01"}), "before it begins"),
    ("Practitioner", _set("name", []), "missing"),
    ("Location", _set("mode", "real"), "mode"),
    ("Location", _set("address.use", "office"), "use"),
    ("Location", _set("address.city", ""), "empty"),
    ("PractitionerRole", _set("practitioner", None), "missing"),
    ("Organization", _set("name", None), "missing"),
    ("Organization", _set("resourceType", "Patient"), "none of the types"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "word"), WRONG, ids=range(len(WRONG)))
def test_our_checks_find_what_the_models_let_pass(
    exported: Exported, kind: str, change: Callable[[dict[str, Any]], None], word: str
) -> None:
    folder, _ = exported(Kind.FHIR)
    known = {f"{one['resourceType']}/{one['id']}": one for one in resources(folder)}
    resource = copy.deepcopy(next(one for one in known.values() if one["resourceType"] == kind and _rich(one)))
    change(resource)
    assert any(word in told for told in fhir.problems(resource, known.keys(), known))


def _rich(resource: dict[str, Any]) -> bool:
    """Has all that is spoiled here: a license, or a reading of a board."""
    if resource["resourceType"] == "Practitioner":
        first = resource.get("qualification", [{}])[0]
        return "period" in first and len(resource["identifier"]) > 1
    if resource["resourceType"] == "VerificationResult":
        return "primarySource" in resource and "targetLocation" in resource and "nextScheduled" in resource
    return True


def test_the_models_find_what_is_no_structure(exported: Exported) -> None:
    resource = lines(exported(Kind.FHIR)[0], "Practitioner")[0]
    assert structure(resource | {"name": "Jane"})
    assert structure(resource | {"surprise": 1})


@pytest.mark.parametrize("wanted", [Wanted.SAMPLE, Wanted.ALL])
def test_an_invalid_resource_stops_an_export(wanted: Wanted) -> None:
    look = Validating(wanted, ())
    with pytest.raises(ExportError, match="Location/x is not valid FHIR"):
        look.person({"Location": [{"resourceType": "Location", "id": "x"}]})
    Validating(Wanted.NONE, ()).person({"Location": [{"resourceType": "Location", "id": "x"}]})
