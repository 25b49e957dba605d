"""Where everything comes from: each source, when it was last read well, and how the last attempt went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from directory import wording
from directory.pages.mistakes import link_to_mistakes, title
from directory.pages.shared import Visit, bullets, framed, moment, small, titled
from directory.pages.text import link, plain
from directory.store import readings
from directory.store.measurements import Measurement, measurements
from directory.store.runs import READABLE, current_count, last_readable, recent_runs
from directory.store.tables import Run, Source
from directory.texts import say, say_part
from directory.texts.tables import Told
from directory.vocabulary import RunOutcome, SourceKind

KINDS: Mapping[SourceKind, str] = Told(
    {
        SourceKind.IDENTITY: "sources-kind-identity",
        SourceKind.LICENSE: "sources-kind-license",
        SourceKind.EXCLUSION: "sources-kind-exclusion",
        SourceKind.TRAINING: "sources-kind-training",
        SourceKind.LISTING: "sources-kind-listing",
        SourceKind.RULE: "sources-kind-rule",
    },
    say,
)
OUTCOMES: Mapping[RunOutcome, str] = Told(
    {
        RunOutcome.RUNNING: "sources-outcome-running",
        RunOutcome.HEALTHY: "sources-outcome-healthy",
        RunOutcome.BREACHED: "sources-outcome-breached",
        RunOutcome.UNREACHABLE: "sources-outcome-unreachable",
        RunOutcome.ACCEPTED: "sources-outcome-accepted",
    },
    say,
)
SHOWN_RUNS = 30


@framed
def page(visit: Visit) -> None:
    titled(say("sources-title"))
    st.title(say("sources-title"), anchor=False)
    st.markdown(say("sources-lead"))
    _mistakes(measurements(visit.session))
    known = Known(readings.last_attempts(visit.session), readings.last_reads(visit.session))
    sources = readings.sources(visit.session).values()
    for heading, group in _groups(list(sources), known):
        st.header(heading, anchor=False)
        for source in group:
            _source(source, visit, known)
    _waiting([source for source in sources if source.needs])
    _runs(recent_runs(visit.session, limit=SHOWN_RUNS))


def _mistakes(found: list[Measurement]) -> None:
    if found:
        st.markdown(say("sources-wrong-links", day=wording.day(found[0].as_of), told=_told(found[0])))
    link_to_mistakes(title())


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
        ("sources-asked", asked),
        ("sources-on-demand", [s for s in rest if not s.by_file and not s.lookup]),
        ("sources-by-file", [s for s in rest if s.by_file]),
        ("sources-one-person", [s for s in rest if s.lookup and not s.by_file]),
    )
    yield from ((say(heading), group) for heading, group in groups if group)


def _waiting(sources: Sequence[Source]) -> None:
    if not sources:
        return
    st.header(say("sources-waiting"), anchor=False)
    st.markdown(say("sources-waiting-lead"))
    table = {
        say("sources-head-source"): [link(source.page_url, source.title) for source in sources],
        say("sources-head-about"): [KINDS[source.kind] for source in sources],
        say("sources-head-place"): [
            plain(wording.place_name(s.jurisdiction)) if s.jurisdiction else "" for s in sources
        ],
        say("sources-head-missing"): [plain(source.needs) for source in sources],
    }
    st.table(table, alt=say("sources-waiting"), border="horizontal", hide_index=True, hide_header=False)


def _source(source: Source, visit: Visit, known: Known) -> None:
    with st.container(border=True):
        st.subheader(plain(source.title), anchor=False)
        st.markdown(f"{_badge(source, known)} {say('sources-published-by', owner=plain(source.owner))}")
        facts = [say("sources-about", kind=KINDS[source.kind])]
        if source.jurisdiction:
            facts.append(say("sources-place", place=plain(wording.place_name(source.jurisdiction))))
        if source.professions:
            names = ", ".join(map(wording.profession_name, source.professions))
            facts.append(say("sources-professions", names=plain(names)))
        facts += [
            say("sources-page", page=link(source.page_url)),
            _terms(source),
            say("sources-promise", days=source.promise_days),
        ]
        if source.lookup:
            facts.append(say("sources-asked-singly"))
        if source.by_file:
            facts.append(say("sources-from-files", how=plain(source.by_file)))
        st.markdown(bullets([*facts, *_state(source, visit, known)]))
        if source.notice:
            st.markdown(small(source.notice))


def _terms(source: Source) -> str:
    terms = plain(source.terms)
    read_on = source.terms_read.isoformat() if source.terms_read else None
    told = say("sources-terms-read", terms=terms, day=read_on) if read_on else say("sources-terms", terms=terms)
    return f"{told}, {link(source.terms_url)}" if source.terms_url else told


def _badge(source: Source, known: Known) -> str:
    attempt = known.attempts.get(source.name)
    if attempt is None:
        return f":gray-badge[– {say('sources-badge-not-asked' if source.lookup else 'sources-badge-not-read')}]"
    if attempt.outcome in READABLE:
        return f":green-badge[✓ {say('sources-badge-read')}]"
    return f":orange-badge[! {say('sources-badge-failed')}]"


def _state(source: Source, visit: Visit, known: Known) -> Iterator[str]:
    scopes = [scope for name, scope in known.reads if name == source.name]
    if source.kind is SourceKind.RULE:  # a run for each of its pages
        latest = max((read.read_at for (name, _), read in known.reads.items() if name == source.name), default=None)
        number = f"{len(scopes)}"
        yield (
            say("sources-pages-read-last", number=number, time=moment(latest))
            if latest
            else say("sources-pages-read", number=number)
        )
        return
    for scope in scopes:
        run = last_readable(visit.session, source.name, scope)
        if run is not None and run.finished is not None:
            yield _read(run, scope, moment(run.finished))
    if scopes:
        yield say("sources-in-use", number=f"{current_count(visit.session, source.name):,}")
    attempt = known.attempts.get(source.name)
    if attempt is not None:
        yield say("sources-attempt", time=moment(attempt.finished), outcome=OUTCOMES[attempt.outcome])
        for breach in attempt.breaches.splitlines()[:5]:
            yield say("sources-trouble", what=plain(breach))


def _read(run: Run, scope: str, time: str) -> str:
    """A reading of a source, or of the part of it that ``scope`` names."""
    kept = f"{run.kept:,}"
    if scope:
        read = say("sources-read-part", part=plain(scope.replace("=", " ")), time=time, number=kept)
    else:
        read = say("sources-read", time=time, number=kept)
    return say("sources-dated", read=read, day=wording.day(run.source_as_of)) if run.source_as_of else read


def _runs(runs: list[Run]) -> None:
    st.header(say("sources-runs"), anchor=False)
    if not runs:
        st.markdown(say("sources-no-runs"))
        return
    table: dict[str, list[str]] = {
        say("sources-run-started"): [f"{run.started:%Y-%m-%d %H:%M}" for run in runs],
        say("sources-head-source"): [plain(f"{run.source} {run.scope}") for run in runs],
        say("sources-run-outcome"): [OUTCOMES[run.outcome] for run in runs],
        say("sources-run-read"): [f"{run.read:,}" for run in runs],
        say("sources-run-kept"): [f"{run.kept:,}" for run in runs],
        say("sources-run-dropped"): [_dropped(run) for run in runs],
        say("sources-run-new"): [f"{run.new:,}" for run in runs],
        say("sources-run-changed"): [f"{run.changed:,}" for run in runs],
        say("sources-run-gone"): [f"{run.gone:,}" for run in runs],
    }
    alt = say_part("sources-runs", "table")
    st.table(table, alt=alt, border="horizontal", hide_index=True, hide_header=False)


def _dropped(run: Run) -> str:
    return plain("; ".join(f"{number:,} {why}" for why, number in run.dropped.items()) or say("who-none"))
