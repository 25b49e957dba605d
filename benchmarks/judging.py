"""Rules read against tomllib reading the same files; 100,000 invented practitioners judged in all their states.

All times are processor time of one thread: what else runs on the machine does not count.
"""

import json
import multiprocessing
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

from benchmarks.measure import Figure, bound, figure, main

TODAY = date(2026, 11, 20)
READ = datetime(2026, 11, 20, 9, tzinfo=UTC)
PRACTITIONERS, PROCESSES, ROUNDS = 100_000, 2, 20
CHUNK = 1_000  # practitioners that are made, then judged: the judging alone is timed


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def invented(rng: Random) -> dict[str, Any]:
    """The facts of one practitioner with the keys of the rules' schema, section 7."""
    from directory.rules import jurisdictions

    states = rng.sample([code for code in jurisdictions() if len(code) == 2], rng.choice((1, 1, 1, 2, 2, 3)))
    profession = rng.choice(("PT", "PT", "PT", "PT", "PTA", "CHIRO", "CHIRO", "AT", "OT", "LAC"))
    facts: dict[str, Any] = {
        "profession": profession,
        "licences": [
            {"state": state, "since": f"{rng.randint(1995, 2026)}-0{rng.randint(1, 9)}-15",
             "status": rng.choice(("active", "active", "active", "not active")),
             "kind": "compact_privilege" if profession == "PT" and at and rng.random() < 0.3 else "licence"}
            for at, state in enumerate(states)
        ],
        "trainings": [_course(rng, states) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))],
    }  # fmt: skip
    if facts["trainings"] and rng.random() < 0.5:
        facts["training_record_complete"] = True
    if rng.random() < 0.3:
        kind = rng.choice(("registry", "endorsement", "proof_filed", "attestation"))
        facts["board_records"] = [
            {"state": states[0], "kind": kind, "found": rng.random() < 0.8, "checked": "2026-10-20"}
        ]
    if rng.random() < 0.2:
        facts |= {"cpr_valid_until": "2027-06-30", "supervised_sessions": rng.randint(0, 400), "meets_degree": True}
    return facts


def _course(rng: Random, states: Sequence[str]) -> dict[str, Any]:
    year = rng.randint(2015, 2025)
    told: dict[str, Any] = {"name": "Needling", "started": f"{year}-02-01", "completed": f"{year}-11-01"}
    if rng.random() < 0.3:
        return told  # a listing that says no more
    if rng.random() < 0.5:
        theory, recorded = {"in_person": rng.randint(0, 40), "live_online": rng.randint(0, 20)}, rng.choice((0, 10))
        practical = {"in_person": rng.randint(0, 60), "online": rng.choice((0, 0, 8))}
        told |= {"theory": theory | {"recorded": recorded}, "practical": practical}
    else:
        told |= {
            "in_person_hours": rng.randint(0, 60),
            "live_online_hours": 0,
            "recorded_online_hours": rng.randint(0, 30),
        }
    told |= {"written_exam": rng.random() < 0.8, "practical_exam": rng.random() < 0.8, "competency_assessment": True}
    if rng.random() < 0.5:
        told |= {"approved_by": ["APTA", "FSBPT"], "board_approved_in": list(states[:1]), "instructor_years_dn": 6}
    return told


def by_the_rules(share: range) -> tuple[float, int]:
    """Seconds that `judge` takes for a share of the practitioners, and how often it was asked."""
    from directory.rules import rule_for
    from directory.rules.judging import facts_from, judge

    seconds, judged = 0.0, 0
    for chunk in _chunks(share):
        made = [facts_from(invented(Random(number))) for number in chunk]
        asked = [(facts, one.state) for facts in made for one in facts.licences or () if facts.profession]
        started = time.process_time()
        for facts, state in asked:
            assert facts.profession is not None
            judge(rule_for(state, facts.profession, TODAY), facts, state=state, as_of=TODAY)
        seconds += time.process_time() - started
        judged += len(asked)
    return seconds, judged


def by_the_records(share: range) -> tuple[float, int]:
    """The same of `needling_findings`: from records, papers and look-ups to what is published of the rule."""
    from directory.verification.licenses import license_findings
    from directory.verification.model import Context
    from directory.verification.needling import needling_findings

    context = Context(as_of=TODAY, sources={"board": _board()})
    seconds, judged = 0.0, 0
    for chunk in _chunks(share):
        cases = [_case(invented(Random(number))) for number in chunk]
        ready = [(case, list(license_findings(case, context))) for case in cases]
        started = time.process_time()
        for case, licenses in ready:
            judged += sum(1 for _ in needling_findings(case, context, licenses))
        seconds += time.process_time() - started
    return seconds, judged


def _chunks(share: range) -> Iterator[range]:
    return (share[at : at + CHUNK] for at in range(0, len(share), CHUNK))


def _board() -> Any:
    from directory.verification import SourceState
    from directory.vocabulary import Profession, SourceKind

    return SourceState(
        name="board", title="licenses", owner="the board", kind=SourceKind.LICENSE, jurisdiction=None,
        professions=frozenset(Profession), promise_days=30, page_url="https://board.example.org/", read_at=READ,
    )  # fmt: skip


def _case(facts: dict[str, Any]) -> Any:
    """The same practitioner as our records tell: licenses of boards, one paper, look-ups by hand."""
    from directory.normalize.names import PersonName
    from directory.records import LicenseRecord, Sighting
    from directory.verification.model import Case, HandLookUp, Paper
    from directory.vocabulary import HandResult, LicenseStatus, LookedUp, LookUpWay, Profession

    sightings = [
        Sighting(
            record=LicenseRecord(
                jurisdiction=one["state"], profession=Profession(facts["profession"]), license_type="a license",
                number=f"6001{at}", name=PersonName(first="Petronella", last="Quillfeather"),
                status=LicenseStatus.ACTIVE if one["status"] == "active" else LicenseStatus.INACTIVE,
                issued_on=date.fromisoformat(one["since"]), expires=TODAY + timedelta(days=300),
            ),
            record_id=at, source="board", scope="", read_at=READ, as_of=None, url="https://board.example.org/",
            sha256="a" * 64, locator=f"row {at}",
        )
        for at, one in enumerate(facts["licences"])
    ]  # fmt: skip
    known = {key: value for key, value in facts.items() if key not in ("profession", "licences", "board_records")}
    papers = [
        Paper(
            number=1, seen_on=TODAY, seen_by="JR", organization="Example Clinic", issuer="Example Institute",
            title="Needling", facts=known, sha256="b" * 64, document="certificate.pdf",
        )
    ]  # fmt: skip
    by_hand = [
        HandLookUp(
            number=1, looked_on=date(2026, 10, 20), looked_by="JR", answered_by="the board's page", way=LookUpWay.WEB,
            board="the board", what=LookedUp.REGISTRATION, state=one["state"], license_number=None,
            result=HandResult.LISTED if one["found"] else HandResult.NOT_FOUND, said="listed", sha256="c" * 64,
        )
        for one in facts.get("board_records", ())
    ]  # fmt: skip
    return Case(sightings=sightings, papers=papers, by_hand=by_hand)


def _round_trip(share: range) -> float:
    """Seconds the standard library takes to write and read the same facts as JSON."""
    made = [invented(Random(number)) for number in share]
    return timed(lambda: [json.loads(json.dumps(facts)) for facts in made])


def _both(work: Any, size: int) -> tuple[float, int]:
    """Two processes at once, each with half of the practitioners: seconds of the busier one, judgements of both."""
    half = size // PROCESSES
    shares = [range(number * half, (number + 1) * half) for number in range(PROCESSES)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        told = pool.map(work, shares, chunksize=1)
    return max(seconds for seconds, _ in told), sum(judged for _, judged in told)


def figures(size: int = PRACTITIONERS) -> Sequence[Figure]:
    from directory.rules.loading import FOLDER, load_rules

    files = [*sorted((FOLDER / "data").iterdir()), FOLDER / "deciding.toml"]
    peer = median(timed(lambda: [tomllib.loads(file.read_text("utf-8")) for file in files]) for _ in range(ROUNDS))
    ours = median(timed(lambda: load_rules(FOLDER)) for _ in range(ROUNDS))
    judged, times = _both(by_the_rules, size)
    found, lines = _both(by_the_records, size)
    limit = 60 * size / PRACTITIONERS
    few = range(min(size, 5_000))
    quick, plain = by_the_rules(few)[0], _round_trip(few)
    of = f"{size:,} practitioners in all their states on two cores, against {limit:g}"
    return [
        figure(f"all rules read and checked, against tomllib reading the same {len(files)} files", ours, peer, 1.0),
        bound("milliseconds of it, against 30", ours * 1000, 30, 1.0),
        figure(f"{len(few):,} judged, against json writing and reading their facts", quick, plain, 4.0),
        bound(f"seconds of judging {of} ({times:,} judgements)", judged, limit, 1.0),
        bound(f"seconds of the findings of their records: {of} ({lines:,} findings)", found, limit, 1.0),
    ]


if __name__ == "__main__":
    sys.exit(main(figures, __doc__ or "", PRACTITIONERS))
