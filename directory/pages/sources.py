"""Where everything comes from: each source, when it was last read well, and how the last attempt went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from directory import wording
from directory.pages.mistakes import TITLE, link_to_mistakes
from directory.pages.shared import Visit, bullets, framed, moment, small
from directory.pages.text import link, plain
from directory.store import readings
from directory.store.measurements import Measurement, measurements
from directory.store.runs import READABLE, current_count, last_readable, recent_runs
from directory.store.tables import Run, Source
from directory.vocabulary import RunOutcome, SourceKind

KINDS: Mapping[SourceKind, str] = {
    SourceKind.IDENTITY: "who is who (NPI registry)",
    SourceKind.LICENSE: "licenses",
    SourceKind.EXCLUSION: "exclusions from public programs",
    SourceKind.TRAINING: "needling training",
    SourceKind.LISTING: "what clinics and directories say of themselves",
    SourceKind.RULE: "whether the pages that our rules cite have changed",
}
OUTCOMES: Mapping[RunOutcome, str] = {
    RunOutcome.RUNNING: "not finished",
    RunOutcome.HEALTHY: "read well",
    RunOutcome.BREACHED: "set aside: it did not look as it should",
    RunOutcome.UNREACHABLE: "could not be reached",
    RunOutcome.ACCEPTED: "looked unusual, accepted by a person",
}
SHOWN_RUNS = 30


@framed
def page(visit: Visit) -> None:
    st.title("Sources", anchor=False)
    st.markdown("What each source is, when we last read it well, and how our last attempt went.")
    _mistakes(measurements(visit.session))
    known = Known(readings.last_attempts(visit.session), readings.last_reads(visit.session))
    sources = readings.sources(visit.session).values()
    for title, group in _groups(list(sources), known):
        st.header(title, anchor=False)
        for source in group:
            _source(source, visit, known)
    _waiting([source for source in sources if source.needs])
    _runs(recent_runs(visit.session, limit=SHOWN_RUNS))


def _mistakes(found: list[Measurement]) -> None:
    if found:
        st.markdown(f"Of our links between them, measured on {wording.day(found[0].as_of)}: {_told(found[0])}")
    link_to_mistakes(TITLE)


def _told(one: Measurement) -> str:
    return plain(wording.false_links(one.total))


@dataclass(frozen=True, slots=True)
class Known:
    """How the newest attempts ended, and what was last read well, of all sources."""

    attempts: Mapping[str, readings.LastAttempt]
    reads: Mapping[tuple[str, str], readings.LastRead]


def _groups(sources: Sequence[Source], known: Known) -> Iterator[tuple[str, list[Source]]]:
    """Those that were asked first, then the others by how they are come by; those that cannot be read have a table."""
    readable = [source for source in sources if not source.needs]
    asked = [source for source in readable if source.name in known.attempts]
    rest = [source for source in readable if source.name not in known.attempts]
    groups = (
        ("Sources we have read, or tried to", asked),
        ("Read when somebody asks for it", [s for s in rest if not s.by_file and not s.lookup]),
        ("Read from files that somebody hands over", [s for s in rest if s.by_file]),
        ("Asked about one person at a time", [s for s in rest if s.lookup and not s.by_file]),
    )
    yield from ((title, group) for title, group in groups if group)


def _waiting(sources: Sequence[Source]) -> None:
    if not sources:
        return
    st.header("Sources that cannot be read yet", anchor=False)
    st.markdown("We know of them. What is missing, nobody of us has read at the source.")
    table = {
        "Source": [link(source.page_url, source.title) for source in sources],
        "Tells about": [KINDS[source.kind] for source in sources],
        "Place": [plain(wording.place_name(s.jurisdiction)) if s.jurisdiction else "" for s in sources],
        "What is missing": [plain(source.needs) for source in sources],
    }
    st.table(table, alt="Sources that cannot be read yet", border="horizontal", hide_index=True, hide_header=False)


def _source(source: Source, visit: Visit, known: Known) -> None:
    with st.container(border=True):
        st.subheader(plain(source.title), anchor=False)
        st.markdown(f"{_badge(source, known)} Published by {plain(source.owner)}.")
        facts = [f"Tells about: {KINDS[source.kind]}"]
        if source.jurisdiction:
            facts.append(f"Place: {plain(wording.place_name(source.jurisdiction))}")
        if source.professions:
            facts.append(f"Professions: {plain(', '.join(wording.profession_name(p) for p in source.professions))}")
        facts += [
            f"Page: {link(source.page_url)}",
            _terms(source),
            f"Our promise: read again at least every {source.promise_days} days",
        ]
        if source.lookup:
            facts.append("Asked about one named person at a time, and only where somebody switched that on")
        if source.by_file:
            facts.append(f"Read from files that somebody hands over: {plain(source.by_file)}")
        st.markdown(bullets([*facts, *_state(source, visit, known)]))
        if source.notice:
            st.markdown(small(source.notice))


def _terms(source: Source) -> str:
    read = f" (read {source.terms_read.isoformat()})" if source.terms_read else ""
    return f"Terms: {plain(source.terms)}{read}" + (f", {link(source.terms_url)}" if source.terms_url else "")


def _badge(source: Source, known: Known) -> str:
    attempt = known.attempts.get(source.name)
    if attempt is None:
        return ":gray-badge[– Not asked yet]" if source.lookup else ":gray-badge[– Not read]"
    if attempt.outcome in READABLE:
        return ":green-badge[✓ Read well]"
    return ":orange-badge[! Last attempt failed]"


def _state(source: Source, visit: Visit, known: Known) -> Iterator[str]:
    scopes = [scope for name, scope in known.reads if name == source.name]
    if source.kind is SourceKind.RULE:  # a run for each of its pages
        latest = max((read.read_at for (name, _), read in known.reads.items() if name == source.name), default=None)
        yield f"Read well: {len(scopes)} pages" + (f", the last one {moment(latest)}" if latest else "")
        return
    for scope in scopes:
        run = last_readable(visit.session, source.name, scope)
        if run is not None and run.finished is not None:
            part = f" ({plain(scope.replace('=', ' '))})" if scope else ""
            dated = f", dated {wording.day(run.source_as_of)} by itself" if run.source_as_of else ""
            yield f"Last read well{part}: {moment(run.finished)}, {run.kept:,} records{dated}"
    if scopes:
        yield f"Records in use now: {current_count(visit.session, source.name):,}"
    attempt = known.attempts.get(source.name)
    if attempt is not None:
        yield f"Last attempt: {moment(attempt.finished)}, {OUTCOMES[attempt.outcome]}"
        for breach in attempt.breaches.splitlines()[:5]:
            yield f"What was wrong: {plain(breach)}"


def _runs(runs: list[Run]) -> None:
    st.header("Latest readings", anchor=False)
    if not runs:
        st.markdown("Nothing was read yet.")
        return
    table: dict[str, list[str]] = {
        "Started (UTC)": [f"{run.started:%Y-%m-%d %H:%M}" for run in runs],
        "Source": [plain(f"{run.source} {run.scope}") for run in runs],
        "Outcome": [OUTCOMES[run.outcome] for run in runs],
        "Read": [f"{run.read:,}" for run in runs],
        "Kept": [f"{run.kept:,}" for run in runs],
        "Not kept": [_dropped(run) for run in runs],
        "New": [f"{run.new:,}" for run in runs],
        "Changed": [f"{run.changed:,}" for run in runs],
        "Gone": [f"{run.gone:,}" for run in runs],
    }
    st.table(table, alt="The latest readings of all sources", border="horizontal", hide_index=True, hide_header=False)


def _dropped(run: Run) -> str:
    return plain("; ".join(f"{number:,} {why}" for why, number in run.dropped.items()) or "none")
