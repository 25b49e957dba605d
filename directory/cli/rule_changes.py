"""Commands about what changes in rules: between two rule sets, and on the pages that they cite."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlmodel import Session

from directory.citations import READ_AGAIN, WATCHER, Changed, Watched, addresses, changed_for, citation_changes, watched
from directory.cli.application import rules_app
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, out, print_json, showing
from directory.cli.gathering import workplace
from directory.cli.options import BaseUrls, Json, Wait, base_urls_of
from directory.cli.rule_sets import database, day, rule_set
from directory.cli.stores import keep_real_out_of_sample, writer
from directory.config import config, today_of
from directory.rules import RuleSet, packaged
from directory.rules.differing import Difference, differences
from directory.store.writing import WAIT
from directory.turned import Turning, turning
from directory.vocabulary import Audience

_NO_DATABASE = "There is no database: who would be judged otherwise cannot be told."


@rules_app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="A folder of rules like directory/rules, or `current`.")],
    new: Annotated[str, typer.Argument(help="Another one, or `current` for those of this program.")] = "current",
    names: Annotated[bool, typer.Option("--names", help="Name the practitioners, as for coordinators.")] = False,
    as_json: Json = False,
) -> None:
    """What changed between two rule sets, and who in the database would be judged otherwise today.

    Everybody is judged by both, from the facts that were published. Nothing is written.

    Example: needleproof rules diff ../older/directory/rules current
    """
    sets, when = (rule_set(old), rule_set(new)), day()
    found = list(differences(*sets))
    with database() as session:
        turned = turning(session, *sets, when) if session is not None else None
    named = names or config().audience is Audience.COORDINATOR
    if as_json:
        print_json(_diff_json(found, turned, sets, when, named=named))
        return
    for one in found:
        out.print(f"[bold]{escaped(one.id)}[/] {one.of} {one.what}", highlight=False)
        if one.what == "changed":
            for field, (was, now) in one.fields.items():
                out.print(f"  {field}: {_shown(was)} → {_shown(now)}", highlight=False)
        elif one.of == "rule":
            values = {field: was if one.what == "removed" else now for field, (was, now) in one.fields.items()}
            for field, value in values.items():
                out.print(f"  {field}: {_shown(value)}", highlight=False)
    out.print(_summary(found), highlight=False)
    _tell_turned(turned, when, named=named)


def _shown(value: object) -> str:
    return "not said" if value is None else escaped(str(value))


def _summary(found: Sequence[Difference]) -> str:
    if not found:
        return "The rules are the same."
    told = []
    for of in ("rule", "source"):
        for what in ("added", "removed", "changed"):
            number = sum((one.of, one.what) == (of, what) for one in found)
            told += [f"{number} {of}{'' if number == 1 else 's'} {what}"] if number else []
    told += ["the table itself changed"] if any(one.of == "table" for one in found) else []
    return f"{', '.join(told)}."


def _tell_turned(turned: Turning | None, when: date, *, named: bool) -> None:
    if turned is None:
        out.print(_NO_DATABASE)
        return
    number = len(turned.turned)
    out.print(
        f"Judged by both on {when}: {turned.judged:,} findings; {number:,} would be another verdict.", highlight=False
    )
    for (was, now), times in sorted(turned.counts.items()):
        out.print(f"  {was.value} → {now.value}: {times:,}", highlight=False)
    if turned.stale:
        out.print(f"  Not judged, for what they rest on was checked too long ago: {turned.stale:,}", highlight=False)
    if turned.untold:
        out.print(
            f"  Not judged, for they were published without facts: {turned.untold:,}; run `needleproof publish --all`",
            highlight=False,
        )
    if named:
        for one in turned.turned:
            out.print(
                f"  {one.id} {escaped(one.name)}, {one.jurisdiction} {one.profession.value}: {one.old.value} → "
                f"{one.new.value} ({escaped('; '.join(one.reasons))})",
                highlight=False,
            )
    elif number:
        out.print("  --names tells who they are.", highlight=False)


def _diff_json(
    found: Sequence[Difference], turned: Turning | None, sets: tuple[RuleSet, RuleSet], when: date, *, named: bool
) -> dict[str, Any]:
    database_ = None
    if turned is not None:
        database_ = {
            "judged_for": when.isoformat(),
            "judged": turned.judged,
            "stale": turned.stale,
            "untold": turned.untold,
            "changed": [{"old": was, "new": now, "findings": n} for (was, now), n in sorted(turned.counts.items())],
            "practitioners": [asdict(one) for one in turned.turned] if named else None,
        }
    return {
        "old": sets[0].version,
        "new": sets[1].version,
        "differences": [
            {"of": one.of, "id": one.id, "what": one.what,
             "fields": {field: {"old": was, "new": now} for field, (was, now) in one.fields.items()}}
            for one in found
        ],
        "database": database_,
    }  # fmt: skip


# --- the pages that are cited -----------------------------------------------------------------------------------------


@rules_app.command("watch")
def watch(
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    at_most: Annotated[int | None, typer.Option("--at-most", min=1, help="Ask for no more pages than this.")] = None,
    base_url: BaseUrls = None,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Ask for the pages that the rules cite, each once a month, and note which of them changed since we read them.

    Politely: robots.txt is obeyed, a host is asked for one page at a time, and not again once it refuses. The first
    reading of a page is what later ones are compared with. A page that cannot be had has not changed. The pages are
    many publishers', whose terms nobody read one by one: so nothing but this command asks for them.

    Example: needleproof rules watch --at-most 20
    """
    from crawlers.registry import source
    from crawlers.runner import crawl_each

    urls = base_urls_of(base_url)
    with writer("rules watch", wait=wait) as (found, engine), showing() as told:
        keep_real_out_of_sample(engine, [WATCHER], urls)
        with Session(engine) as session:
            pages = watched(session)
        kind = source(WATCHER)
        due = [one.url for one in pages if everything or _due(one, today_of(found), kind.every_days or 30)][:at_most]
        crawl_each([(kind, url) for url in due], workplace(found, engine, told), base_urls=urls)
        with Session(engine) as session:
            after = watched(session)
            changes = citation_changes(session)
    asked = [one for one in after if one.url in set(due)]
    if as_json:
        for one in asked:
            print_json(_page_json(one))
        return
    failed = [one for one in asked if one.failed]
    out.print(
        f"{len(asked)} pages asked for: {len(asked) - len(failed)} read, {len(failed)} could not be had, which says "
        f"nothing of what they hold. {len(pages) - len(due)} were not due.",
        highlight=False,
    )
    for one in failed:
        assert one.failed is not None
        out.print(f"  {escaped(one.url)}: {escaped(one.failed[1])}", highlight=False)
    _tell_changed(changes)


def _due(page: Watched, today: date, every: int) -> bool:
    tried = max((on for on in (page.last_read, page.failed and page.failed[0]) if on), default=None)
    return tried is None or tried + timedelta(days=every) <= today


@rules_app.command("changed")
def changed(as_json: Json = False) -> None:
    """The rules whose cited pages changed since we read them: somebody should read them again. Exit status 1 if any.

    Example: needleproof rules changed
    """
    with database() as session:
        changes = citation_changes(session) if session is not None else {}
        pages = watched(session) if session is not None else []
    rows = _changed(changes)
    if as_json:
        for one in rows:
            print_json(one)
        raise typer.Exit(UNHEALTHY if rows else HEALTHY)
    read = [one for one in pages if one.first_read]
    if not read:
        out.print("No cited page has been watched yet: `needleproof rules watch` asks for them.", highlight=False)
        return
    begun = min(one.first_read for one in read if one.first_read)
    out.print(
        f"Watched: {len(read)} of {len(addresses(packaged()))} pages, first on {begun}; we read them on "
        f"{packaged().table.sources_read_on}. Could not be had lately: {sum(bool(one.failed) for one in pages)}.",
        highlight=False,
    )
    _tell_changed(changes)
    raise typer.Exit(UNHEALTHY if rows else HEALTHY)


def _changed(changes: Mapping[str, Changed]) -> list[dict[str, Any]]:
    """One row for each rule and cited page that changed after the rule was last read."""
    return [
        {
            "rule": rule.id,
            "read_on": rule.read_on.isoformat() if rule.read_on else None,
            "source": source,
            "url": one.url,
            "first_seen_changed": on.isoformat(),
        }
        for rule in packaged()
        for source, one, on in changed_for(rule, changes)
    ]


def _tell_changed(changes: Mapping[str, Changed]) -> None:
    rows = _changed(changes)
    if not rows:
        out.print("None of them changed since we read it.")
        return
    table = Table("rule", "page", "first seen changed", "we read it", box=None, pad_edge=False)
    for one in rows:
        table.add_row(one["rule"], escaped(one["url"]), one["first_seen_changed"], one["read_on"])
    out.print(table)
    out.print(f"{len({one['url'] for one in rows})} pages {READ_AGAIN}.", highlight=False)


def _page_json(page: Watched) -> dict[str, Any]:
    return {
        "url": page.url,
        "first_read": page.first_read,
        "last_read": page.last_read,
        "failed_on": page.failed[0] if page.failed else None,
        "failed": page.failed[1] if page.failed else None,
        "changed_on": page.changed.on if page.changed else None,
    }
