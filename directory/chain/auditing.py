"""Verifies everything that was read, decided and published, and names what is no longer as it was."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.chain.broken import Audit, Broken, until_enough
from directory.chain.closing import last_line, open_since
from directory.chain.contents_audit import audit_evidence, audit_published, audit_records
from directory.chain.days import days_of, items_of, readable_runs
from directory.chain.days_audit import audit_day, audit_days_without_line, audit_file
from directory.chain.digests import Told, Versions, versions_of_runs
from directory.chain.files import ChainFiles
from directory.chain.item import Item
from directory.chain.lines import Chain
from directory.chain.rule_files import noted_rules, rule_digests
from directory.store.evidence import EvidenceStore
from directory.store.opening import reading
from directory.store.tables import Publication


def audit(
    engine: Engine, evidence: EvidenceStore, files: ChainFiles, *, deep: bool, now: datetime, told: Told
) -> Audit:
    """Everything in one state of the database, in this order: the chain file, each closed day, evidence, contents of
    records, what was published; of what is broken the first are told. Nothing is changed. ``deep``: every byte of the
    evidence is read, not only its size.
    """
    found = Audit()
    with Session(reading(engine)) as session, until_enough():
        chain = files.read()
        _notes(session, chain, now, found)
        _missing(session, files, chain, found)
        if chain is not None:
            audit_file(files, chain, last_line(session), found)
            audit_days_without_line(files, chain, found)
            _closed_days(session, files, chain, told, found)
        audit_evidence(session, evidence, deep=deep, told=told, found=found)
        audit_records(session, told, found)
        audit_published(session, told, found)
    return found


def _closed_days(session: Session, files: ChainFiles, chain: Chain, told: Told, found: Audit) -> None:
    versions = versions_of_runs(session, readable_runs(session), told)
    noted = noted_rules(session)
    last = chain.lines[-1].day if chain.lines else date.min
    found.days = [line.day for line in chain.lines]

    def items(day: date) -> list[Item]:
        return items_of(session, day, versions, noted)

    for done, line in enumerate(chain.lines, start=1):
        audit_day(files, line, items, found)
        found.items += line.leaves
        told("days", done, len(chain.lines))
    for day in days_of(session, None, last):
        if day not in found.days:
            added = items(day)
            words = f"was added to a day that was over: the chain has no line of {day}"
            found.add(*(Broken(item.named(), "", words, day, None, None, item.json[:300]) for item in added))


def _missing(session: Session, files: ChainFiles, chain: Chain | None, found: Audit) -> None:
    """A chain that is not there, though it was begun; or never was."""
    if chain is not None:
        return
    if last_line(session) is not None or noted_rules(session) or files.days():
        words = "is not there, though it was begun: put it back from a copy"
        found.add(Broken("chain file", str(files.file), words))
        return
    first = session.exec(select(Publication).order_by(col(Publication.id)).limit(1)).first()
    if first is not None:
        found.notes.insert(
            0,
            f"There is no chain file {files.file}, though something was published since "
            f"{first.published_at.astimezone(UTC):%Y-%m-%d}: that nothing was changed before it is begun, nobody can "
            "prove.",
        )


def not_chained(engine: Engine, last: date | None) -> tuple[int, date] | None:
    """How many items the days after ``last`` have, the last that is in the chain, and the first such day."""
    with Session(reading(engine)) as session:
        noted = noted_rules(session)
        days = days_of(session, last, date.max)
        # They are counted only: what their runs began and ended plays no part.
        number = sum(len(items_of(session, day, defaultdict(Versions), noted)) for day in days)
    return (number, days[0]) if number else None


def _notes(session: Session, chain: Chain | None, now: datetime, found: Audit) -> None:
    last = chain.lines[-1].day if chain is not None and chain.lines else None
    found.waiting = days_of(session, last, open_since(now))
    noted = noted_rules(session)
    if noted and (changed := _changed(noted[max(noted)])):
        names = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        found.notes.append(f"rules have changed since the last publication: {names}")


def _changed(used: Mapping[str, str]) -> list[str]:
    now = rule_digests()
    return sorted(name for name in used.keys() | now.keys() if used.get(name) != now.get(name))
