"""Group-by queries and metadata of a Socrata dataset, against the words its source believes in (government.md 14)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawlers.contacts.points import Point, State, judged, listed, told
from crawlers.platforms.declared import columns_of
from crawlers.platforms.license_rows import NEEDED
from crawlers.platforms.socrata import SocrataSpider
from crawlers.text import parsed_json
from crawlers.visits import Visitor
from directory.normalize.text import clean
from directory.vocabulary import LicenseStatus
from directory.web import WebError

LIMIT = 5000  # groups
# What a word of our professions looks like; codes say nothing by themselves.
OURS = re.compile(
    r"physical therap|physiotherap|chiropract|acupunct|athletic train|occupational therap|needl|intramuscular|"
    r"east(?:ern| asian) medicine",
    re.IGNORECASE,
)
PERMIT = re.compile(r"temporary practice permit", re.IGNORECASE)  # no license (government.md 6.1)
NEEDLING = re.compile(r"needl|intramuscular", re.IGNORECASE)
# Wider than what is crawled, so that words nobody expected are seen; other datasets are asked whole.
NETS: Mapping[str, str] = {
    "ct_elicense": "credential like '%THERAP%' OR credential like '%CHIRO%' OR credential like '%ACUP%' "
    "OR credential like '%ATHLETIC%'",
    "il_idfpr": "license_type in('PHYSICAL THERAPY','OCCUPATIONAL THERAPY','ACUPUNCTURE','MEDICAL BOARD',"
    "'ATHLETIC TRAINERS')",
    "co_dora": "licensetype in('PTL','PTA','PTLP','CHR','AC','ACU','AT','OT','OTA')",
}


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows of a group-by query: text of each column, and how many rows of the dataset they stand for."""

    rows: Sequence[tuple[Mapping[str, str], int]]
    cut: bool


def checked(spider: SocrataSpider, visitor: Visitor) -> Iterator[Point]:
    """Raises WebError and SourceChangedError when a query cannot be had or read."""
    yield from _metadata(spider, visitor)
    roles = {role: columns[0] for role, columns in columns_of(spider.columns).items()}
    if "type" not in roles:
        return
    named = [roles[role] for role in ("type", "status", "status_reason", "entity") if role in roles]
    asked = re.findall(r"\b(\w+) in\(", spider.where)
    kinds = dict.fromkeys([roles["type"], *asked, *([roles["entity"]] if "entity" in roles else [])])
    crawled = _groups(spider, visitor, named, spider.where)
    every = _groups(spider, visitor, list(kinds), NETS.get(spider.name, ""))
    yield from _types(spider, roles, crawled, every)
    yield from _statuses(spider, roles, crawled)
    yield from _asked_words(spider, every)
    if crawled.cut or every.cut:
        yield Point("groups", f"fewer than {LIMIT:,}", "the answer was cut off there", State.UNKNOWN)


def _metadata(spider: SocrataSpider, visitor: Visitor) -> Iterator[Point]:
    url = spider.at(spider.addresses()[0])
    page = visitor.page(url)
    if page.status != 200:
        raise WebError(f"{url}: answered {page.status}")
    about = parsed_json(page.body, url)
    about = about if isinstance(about, dict) else {}
    updated, columns = about.get("rowsUpdatedAt"), about.get("columns")
    day = datetime.fromtimestamp(updated, tz=UTC).date().isoformat() if isinstance(updated, int) else "it does not say"
    yield judged("rows updated", "it says when", day, agrees=isinstance(updated, int))
    if isinstance(columns, list):
        present = {str(c.get("fieldName")) for c in columns if isinstance(c, dict)}
        present = {name for name in present if not name.startswith(":")}
        gone = sorted(c for c, role in spider.columns.items() if c not in present)
        new = sorted(present - set(spider.columns))
        vital = [c for c in gone if spider.columns[c] in NEEDED]
        found = "; ".join(
            f"{what}: {listed(names)}" for what, names in (("missing", gone), ("new", new), ("needed", vital)) if names
        )
        yield judged("columns", f"the {len(spider.columns)} declared", found or "the same", agrees=not (gone or new))
    else:
        yield Point("columns", f"the {len(spider.columns)} declared", "the metadata names none", State.UNKNOWN)
    license_ = about.get("license")
    said = license_.get("name") if isinstance(license_, dict) else about.get("licenseId")
    yield told("license", str(said or "the metadata names none"))


def _groups(spider: SocrataSpider, visitor: Visitor, columns: Sequence[str], where: str) -> Groups:
    query = {"$select": ",".join([*columns, "count(*)"]), "$group": ",".join(columns), "$limit": str(LIMIT)}
    url = spider.rows_url(spider.dataset, **query, **({"$where": where} if where else {}))
    page = visitor.page(url)
    if page.status != 200:
        raise WebError(f"{url}: answered {page.status}: {page.text[:200]}")
    rows = [({c: clean(_text(row.get(c))) or "" for c in columns}, _number(row)) for row in spider.rows(page.body, url)]
    return Groups(rows, cut=len(rows) >= LIMIT)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(row: Mapping[str, Any]) -> int:
    counted = str(row.get("count", row.get("count_1", "0")))
    return int(counted) if counted.isdecimal() else 0


def _types(spider: SocrataSpider, roles: Mapping[str, str], crawled: Groups, every: Groups) -> Iterator[Point]:
    column = roles["type"]
    counts: Counter[str] = Counter()
    for row, number in crawled.rows:
        counts[row[column].upper()] += number if _person(spider, roles, row) else 0
    have = {spider.types[word] for word, number in counts.items() if number and word in spider.types}
    without = sorted({profession.value for profession in spider.types.values()} - {p.value for p in have})
    absent = sorted(word for word in spider.types if not counts[word])
    found = f"no rows for {listed(without)}" if without else f"rows for {len(have)} professions"
    state = State.TOLD if without and spider.base_url else State.DIFFERS if without else State.AGREES
    yield Point(
        "license types",
        f"{len(spider.types)} words: {listed(spider.types)}",
        found + (f"; none under {listed(absent)}" if absent else ""),
        state,  # a mirror may be a part
    )
    words = {row[column] for group in (crawled, every) for row, _ in group.rows if _person(spider, roles, row)}
    narrow = re.search(rf"\b{column} in\(", spider.where) is not None
    asked_for = {row[column] for row, _ in crawled.rows} if narrow else set()
    others = sorted(w for w in words if w.upper() not in spider.types and (OURS.search(w) or w in asked_for))
    new = [word for word in others if not PERMIT.search(word)]
    yield judged("other words of our professions", "none", listed(new), agrees=not new)
    yield told("permits, left out", listed(sorted(set(others) - set(new))))
    yield told("words of needling", listed(sorted({w for w in words if NEEDLING.search(w)})))
    yield told("rows of ours", f"{sum(n for w, n in counts.items() if w in spider.types):,}")


def _person(spider: SocrataSpider, roles: Mapping[str, str], row: Mapping[str, str]) -> bool:
    return not spider.persons or row.get(roles.get("entity", ""), "").upper() in spider.persons


def _statuses(spider: SocrataSpider, roles: Mapping[str, str], crawled: Groups) -> Iterator[Point]:
    if "status" not in roles:
        return
    words: Counter[tuple[str, str]] = Counter()
    for row, number in crawled.rows:
        if row[roles["type"]].upper() in spider.types:
            words[row[roles["status"]], row.get(roles.get("status_reason", ""), "")] += number
    unknown = {
        " / ".join(filter(None, word)): number
        for word, number in words.items()
        if spider.status_of({"status": word[0] or None, "status_reason": word[1] or None}) is LicenseStatus.UNKNOWN
    }
    yield judged(
        "status words",
        "all known",
        f"{len(words)} words, all known" if not unknown else "unknown: "
        + ", ".join(f"{word!r} ({number:,} rows)" for word, number in sorted(unknown.items())),
        agrees=not unknown,
    )  # fmt: skip


def _asked_words(spider: SocrataSpider, every: Groups) -> Iterator[Point]:
    """The words by which rows are asked for must be there, and others like them would be missed."""
    for column, inside in re.findall(r"\b(\w+) in\(((?:'[^']*',?)+)\)", spider.where):
        asked = re.findall(r"'([^']*)'", inside)
        found = {row[column] for row, _ in every.rows if column in row}
        if not found or {word.upper() for word in asked} <= set(spider.types):
            continue  # the types themselves
        missing = sorted(set(asked) - found)
        missed = sorted(word for word in found - set(asked) if OURS.search(word))
        state = (
            State.DIFFERS if missed or (missing and not spider.base_url) else State.TOLD if missing else State.AGREES
        )
        told_of = (("no rows", missing), ("others", missed))
        found_words = "; ".join(f"{what}: {listed(words)}" for what, words in told_of if words)
        yield Point(f"asked by {column}", listed(asked), found_words or "all there", state)
