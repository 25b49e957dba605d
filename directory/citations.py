"""Whether the pages that rules cite have changed since a person read them: told, and never judged by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session, col, select

from directory.records import CitationRecord
from directory.rules import Rule, RuleSet, packaged
from directory.store import readings
from directory.store.runs import READABLE
from directory.store.tables import Fetch, Run, SourceRecord

WATCHER = "rule_citations"
READ_AGAIN = "changed since we read it: read again"
_PAGE = "page="


@dataclass(frozen=True, slots=True)
class Changed:
    """A page whose text is another one than when the rules were read. ``days``: on which we first saw another text,
    one or more, in order; ``on``: the first of them.
    """

    url: str
    days: tuple[date, ...]

    @property
    def on(self) -> date:
        return self.days[0]

    def since(self, read_on: date | None) -> date | None:
        """The first change after a day of reading; None where there was none."""
        return next((day for day in self.days if read_on is None or day > read_on), None)


@dataclass(frozen=True, slots=True)
class Watched:
    """One page and what came of watching it. ``failed``: day and words of the newest attempt, where it failed."""

    url: str
    first_read: date | None
    last_read: date | None
    failed: tuple[date, str] | None
    changed: Changed | None


@dataclass(frozen=True, slots=True)
class _Version:
    on: date
    digest: str
    reader: int


def citation_changes(session: Session, rules: RuleSet | None = None) -> Mapping[str, Changed]:
    """Rule source id -> how its page changed since we read it; only those that did.

    The text that counts as read is the last one we had by the day the table's sources were read; where we began
    watching later, the first one. A text that came back is no change. ``rules``: None for the packaged ones.
    """
    rules = rules or packaged()
    found = _changes(session, rules.table.sources_read_on)
    return {one.id: found[one.url] for one in rules.sources.values() if one.url in found}


def changed_for(rule: Rule, changes: Mapping[str, Changed]) -> Iterator[tuple[str, Changed, date]]:
    """The sources of one rule that changed after a person last read them: id, change, and the day we saw it."""
    named = dict.fromkeys([*rule.sources, *rule.evidence.values()])
    for source in named:
        changed = changes.get(source)
        if changed is not None and (day := changed.since(rule.read_on)) is not None:
            yield source, changed, day


def watched(session: Session, rules: RuleSet | None = None) -> list[Watched]:
    """Every page that the rules cite, in the order of their sources, and what came of watching it."""
    rules = rules or packaged()
    changes = _changes(session, rules.table.sources_read_on)
    first = {url: versions[0].on for url, versions in _versions(session)}
    reads = {
        scope: read.read_at.date() for (name, scope), read in readings.last_reads(session).items() if name == WATCHER
    }
    attempts = {scope: one for (name, scope), one in readings.attempts_by_scope(session).items() if name == WATCHER}

    def of(url: str) -> Watched:
        attempt = attempts.get(_PAGE + url)
        failed = None if attempt is None or attempt.outcome in READABLE else (attempt.finished.date(), attempt.breaches)
        return Watched(url, first.get(url), reads.get(_PAGE + url), failed, changes.get(url))

    return [of(url) for url in addresses(rules)]


def addresses(rules: RuleSet) -> list[str]:
    """The distinct addresses of a rule set's sources, in their order."""
    return list(dict.fromkeys(source.url for source in rules.sources.values() if source.url))


def _changes(session: Session, read_on: date) -> dict[str, Changed]:
    found = ((url, tuple(_days(versions, read_on))) for url, versions in _versions(session))
    return {url: Changed(url, days) for url, days in found if days}


def _versions(session: Session) -> Iterator[tuple[str, Sequence[_Version]]]:
    query = (
        select(SourceRecord.payload, Fetch.fetched_at)
        .join(Run, col(Run.id) == SourceRecord.first_run)
        .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
        .where(
            SourceRecord.kind == CitationRecord.kind, SourceRecord.source == WATCHER, col(Run.outcome).in_(READABLE)
        )
        .order_by(col(SourceRecord.key), col(SourceRecord.first_run))
    )  # fmt: skip
    rows = [(CitationRecord.from_payload(payload), at.date()) for payload, at in session.exec(query)]
    for url, group in groupby(rows, key=lambda row: row[0].address):
        yield url, [_Version(day, record.digest, record.reader) for record, day in group]


def _days(versions: Iterable[_Version], read_on: date) -> list[date]:
    """The days on which another text was first seen. Texts taken out in different ways are not compared: the first
    one that was taken out anew stands for the one before it.
    """
    found: list[date] = []
    before = base = None
    for version in versions:
        if base is None or before is None or version.on <= read_on:
            base, found = version, []
        elif version.reader != before.reader:
            base = base if found else version
        elif version.digest != before.digest:
            found = [] if (version.digest, version.reader) == (base.digest, base.reader) else [*found, version.on]
        before = version
    return found
