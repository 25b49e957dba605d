"""The sources as rows of an export: when each was read, and how the newest attempt ended."""

from collections.abc import Mapping

from sqlmodel import Session

from directory.exporting.tables import SourceRow
from directory.exporting.values import day_text, time_text
from directory.store import readings
from directory.store.tables import Source


def source_rows(session: Session, sources: Mapping[str, Source]) -> list[SourceRow]:
    """By name. Of a source that is read in parts the newest reading, and the newest attempt, count."""
    reads: dict[str, readings.LastRead] = {}
    for (name, _), read in readings.last_reads(session).items():
        if name not in reads or read.read_at > reads[name].read_at:
            reads[name] = read
    attempts = readings.last_attempts(session)
    return [_row(source, reads.get(name), attempts.get(name)) for name, source in sorted(sources.items())]


def _row(source: Source, read: readings.LastRead | None, attempt: readings.LastAttempt | None) -> SourceRow:
    return SourceRow(
        name=source.name,
        title=source.title,
        owner=source.owner,
        kind=source.kind.value,
        state=source.jurisdiction,
        professions=list(source.professions),
        page_url=source.page_url,
        terms=source.terms,
        terms_read=day_text(source.terms_read),
        terms_url=source.terms_url,
        notice=source.notice,
        promise_days=source.promise_days,
        read_as="one person at a time" if source.lookup else "whole list",
        not_read_because=source.needs or source.by_file,
        last_read_at=time_text(read.read_at) if read else None,
        as_of=day_text(read.as_of) if read else None,
        last_attempt=attempt.outcome.value if attempt else None,
        last_attempt_at=time_text(attempt.finished) if attempt else None,
    )
