"""Where everything comes from: each source, when it was last read well, and how the last attempt went."""

from collections.abc import Iterator, Mapping

import streamlit as st

from directory import wording
from directory.pages.shared import Visit, bullets, framed, moment, small
from directory.pages.text import link, plain
from directory.store import readings
from directory.store.runs import READABLE, current_count, last_readable, recent_runs
from directory.store.tables import Run, Source
from directory.vocabulary import RunOutcome, SourceKind

KINDS: Mapping[SourceKind, str] = {
    SourceKind.IDENTITY: "who is who (NPI registry)",
    SourceKind.LICENSE: "licenses",
    SourceKind.EXCLUSION: "exclusions from federal programs",
    SourceKind.TRAINING: "needling training",
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
    st.header("All sources", anchor=False)
    for source in readings.sources(visit.session).values():
        _source(source, visit)
    _runs(recent_runs(visit.session, limit=SHOWN_RUNS))


def _source(source: Source, visit: Visit) -> None:
    with st.container(border=True):
        st.subheader(plain(source.title), anchor=False)
        st.markdown(f"{_badge(source, visit)} Published by {plain(source.owner)}.")
        facts = [f"Tells about: {KINDS[source.kind]}"]
        if source.jurisdiction:
            facts.append(f"Place: {plain(wording.place_name(source.jurisdiction))}")
        if source.professions:
            facts.append(f"Professions: {plain(', '.join(wording.profession_name(p) for p in source.professions))}")
        facts += [
            f"Page: {link(source.page_url)}",
            f"Terms: {plain(source.terms)}" + (f", {link(source.terms_url)}" if source.terms_url else ""),
            f"Our promise: read again at least every {source.promise_days} days",
        ]
        if source.needs:
            facts.append(f"Not read because it needs {plain(source.needs)}")
        if source.by_file:
            facts.append(f"Read from files that somebody hands over: {plain(source.by_file)}")
        st.markdown(bullets([*facts, *_state(source, visit)]))
        if source.notice:
            st.markdown(small(source.notice))


def _badge(source: Source, visit: Visit) -> str:
    attempt = readings.last_attempts(visit.session).get(source.name)
    if source.needs:
        return ":gray-badge[– Cannot be read yet]"
    if attempt is None:
        return ":gray-badge[– Not read]"
    if attempt.outcome in READABLE:
        return ":green-badge[✓ Read well]"
    return ":orange-badge[! Last attempt failed]"


def _state(source: Source, visit: Visit) -> Iterator[str]:
    scopes = [scope for name, scope in readings.last_reads(visit.session) if name == source.name]
    for scope in scopes:
        run = last_readable(visit.session, source.name, scope)
        if run is not None and run.finished is not None:
            part = f" ({plain(scope.replace('=', ' '))})" if scope else ""
            dated = f", dated {wording.day(run.source_as_of)} by itself" if run.source_as_of else ""
            yield f"Last read well{part}: {moment(run.finished)}, {run.kept:,} records{dated}"
    if scopes:
        yield f"Records in use now: {current_count(visit.session, source.name):,}"
    attempt = readings.last_attempts(visit.session).get(source.name)
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
