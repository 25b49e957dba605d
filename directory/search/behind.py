"""Which sources stand behind an answer for a state, with their dates; what is not covered is said as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from directory import wording
from directory.normalize.states import STATE_NAMES
from directory.store import readings
from directory.store.readings import LastRead
from directory.store.tables import Run, Source
from directory.texts import say
from directory.vocabulary import Profession, SourceKind


@dataclass(frozen=True, slots=True)
class Behind:
    """All sources, and when each was last read well."""

    sources: Mapping[str, Source]
    reads: Mapping[tuple[str, str], LastRead]
    kept: Mapping[int, int]  # records by run

    @classmethod
    def of(cls, session: Session) -> "Behind":
        known, reads = readings.sources(session), readings.last_reads(session)
        runs = [read.run_id for read in reads.values()]
        kept = dict(session.exec(select(Run.id, Run.kept).where(col(Run.id).in_(runs))).all()) if runs else {}
        return cls(known, reads, {run: number for run, number in kept.items() if run is not None})

    def boards(self, state: str, profession: Profession | None) -> list[Source]:
        """The license lists of a state, read or not."""
        return [
            source
            for source in self.sources.values()
            if source.kind is SourceKind.LICENSE and source.jurisdiction == state and not source.needs
            and not source.lookup and (profession is None or profession.value in source.professions)
        ]  # fmt: skip

    def covered(self, state: str, profession: Profession | None) -> bool:
        """Whether any list of that state was read."""
        return any((source.name, "") in self.reads for source in self.boards(state, profession))

    def training_lists(self) -> list[Source]:
        """Those that were read, in whole or in part."""
        read = {name for name, _ in self.reads}
        return [s for s in self.sources.values() if s.kind is SourceKind.TRAINING and s.name in read]

    def lines(self, state: str | None, profession: Profession | None, today: date) -> Iterator[str]:
        """One line a list, then how many training bodies' lists are read."""
        if state is None:
            return
        boards = [*filter(None, (self._line(source, today) for source in self.boards(state, profession)))]
        yield from boards
        if not boards and profession:
            yield say("search-behind-none-of", state=STATE_NAMES[state], who=wording.profession_name(profession))
        elif not boards:
            yield say("search-behind-none", state=STATE_NAMES[state])
        training = [s for s in self.sources.values() if s.kind is SourceKind.TRAINING]
        whole = sum((s.name, "") in self.reads for s in training)
        yield say("search-behind-training", read=whole, number=len(training))

    def _line(self, source: Source, today: date) -> str | None:
        read = self.reads.get((source.name, ""))
        if read is None:
            return (
                None if source.by_file else say("search-behind-unread", list=source.title)
            )  # nobody may ever hand it over
        told = {"list": source.title, "number": self.kept[read.run_id], "ago": _ago(read.read_at.date(), today)}
        if read.as_of is not None and read.as_of < read.read_at.date():
            return say("search-behind-dated", **told, day=wording.day(read.as_of))
        return say("search-behind-read", **told)


def _ago(when: date, today: date) -> str:
    days = (today - when).days
    if days < 2:
        return say("search-today" if days <= 0 else "search-yesterday")
    return say("search-days-ago", days=days)


def owners(sources: Sequence[Source]) -> str:
    return ", ".join(source.owner for source in sources)
