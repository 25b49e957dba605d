"""The list of people on the page Find as one element: cards with facts, links and a tick to compare, all as text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from directory import wording
from directory.disputes import mark
from directory.outlines import Point, map_svg
from directory.search import MOST_COMPARED, PAGE_SIZE, Hit, Result
from directory.search.model import Heard
from directory.texts import say
from directory.vocabulary import Need, PlacePrecision
from directory.web_addresses import visible, web_address

COMPARED, KEY = "compare", "find cards"  # the address holds those who are compared: compare=id,id
OLD_PLACE_DAYS = 90
_HERE = Path(__file__).with_name("static")
_cards = st.components.v2.component(
    "needleproof_cards",
    html='<div class="np-cards"></div>',
    css=_HERE.joinpath("cards.css").read_text("utf-8"),
    js=_HERE.joinpath("cards.js").read_text("utf-8"),
    isolate_styles=False,
)


def show_cards(result: Result, radius: int, back: Sequence[tuple[str, str]], today: date) -> None:
    """``radius``: miles about the place asked for; ``back``: the search these people come from, so that a profile can
    lead there again.
    """
    chosen = compared()
    address = urlencode([*back, *([(COMPARED, ",".join(chosen))] if chosen else [])])
    data = {
        **list_of(result, radius, today),
        "back": address,
        "texts": {"compare": say("find-compare")},
        "chosen": chosen,
        "most": MOST_COMPARED,
        "bar": _bar(chosen, address),
    }
    told = json.dumps(
        data, ensure_ascii=False, separators=(",", ":")
    ).encode()  # Streamlit looks at all else with pandas
    _cards(key=KEY, data=told, default={"chosen": chosen}, on_chosen_change=_ticked)


def list_of(result: Result, radius: int, today: date) -> Mapping[str, Any]:
    """What the component shows of the people: all of it is text, apart from the map and the addresses of links."""
    cards = [_card(number, hit, result, today) for number, hit in _numbered(result).items()]
    badges = list(dict.fromkeys(fact["badge"] for card in cards for fact in card["facts"] if "badge" in fact))
    for card in cards:  # each badge is sent once
        card["facts"] = [
            {**fact, "badge": badges.index(fact["badge"])} if "badge" in fact else fact for fact in card["facts"]
        ]
    return {"cards": cards, "badges": badges, "map": _map(result, radius), "page": result.page}


# --- who is compared --------------------------------------------------------------------------------------------


def compared() -> list[str]:
    """Ids, up to three: those of the address, or those ticked before on another address of this page."""
    given = st.query_params.get(COMPARED)
    if given is None and (kept := st.session_state.get(COMPARED)):
        st.query_params[COMPARED] = ",".join(kept)
        return list(kept)
    found = _ids((given or "").split(","))
    st.session_state[COMPARED] = found
    return found


def compare_nobody() -> None:
    """Lets the choice go."""
    _choose([])


def _ticked() -> None:
    _choose(_ids(st.session_state[KEY].get("chosen") or []))


def _choose(ids: list[str]) -> None:
    st.session_state[COMPARED] = ids
    if ids:
        st.query_params[COMPARED] = ",".join(ids)
    else:
        st.query_params.pop(COMPARED, None)


def _ids(given: Sequence[object]) -> list[str]:
    """An address can hold anything: what looks like an id, each once."""
    texts = [one for one in given if isinstance(one, str) and one.isascii() and one.isalnum() and len(one) <= 64]
    return list(dict.fromkeys(texts))[:MOST_COMPARED]


def _bar(chosen: Sequence[str], back: str) -> tuple[str, tuple[str, str]] | None:
    if not chosen:
        return None
    number = say("find-compare-number", number=str(len(chosen)), most=str(MOST_COMPARED))
    return number, (say("find-compare-go"), f"compare?{urlencode([*(('id', one) for one in chosen), ('back', back)])}")


# --- the map ----------------------------------------------------------------------------------------------------


def _map(result: Result, radius: int) -> tuple[str, str, str] | None:
    """SVG, what it shows in words, what its box is called. Drawn here, so that nobody else learns who looks where."""
    points = [
        Point(number=number, lat=hit.lat, lon=hit.lon, label=visible(hit.name))
        for number, hit in _numbered(result).items()
        if hit.lat is not None and hit.lon is not None
    ]
    if not points:
        return None
    place = result.place
    told = say("find-map", number=len(points))
    drawn = map_svg(
        points, None if place else result.state, center=(place.lat, place.lon) if place else None,
        radius=radius if place else None, title=told,
    )  # fmt: skip
    return drawn, told, say("find-map-box")


def _numbered(result: Result) -> Mapping[int, Hit]:
    """The hits of this page by their number in the whole list."""
    return dict(enumerate(result.hits, (result.page - 1) * PAGE_SIZE + 1))


# --- the cards --------------------------------------------------------------------------------------------------


def _card(number: int, hit: Hit, result: Result, today: date) -> dict[str, Any]:
    name = visible(hit.name)
    return {
        "id": hit.id,
        "number": number,
        "name": name,
        "lines": [visible(line) for line in _lines(hit, result)],
        "facts": list(_facts(hit, name, today)),
        "checks": say("find-checks-of", name=name),
    }


def _lines(hit: Hit, result: Result) -> Iterator[str]:
    yield from (*_marks(hit, "name"), *_marks(hit, "listing"))
    who = wording.profession_name(hit.profession).capitalize()
    where = f"{hit.city.title()}, {hit.state}" if hit.city else wording.place_name(hit.state)
    yield f"{who}, {where}."
    if hit.precision == PlacePrecision.NONE:
        yield say("find-no-place")
    if hit.credential_text:
        yield say("find-letters", letters=hit.credential_text)
        yield from _marks(hit, "letters")
    if hit.miles is not None and result.place is not None:
        yield distance(hit.miles, hit.precision, result.place.label)
    if hit.why:
        yield say("find-found-by", why=hit.why)


def distance(miles: float, precision: str, place: str) -> str:
    """A sentence of its own; 'about' and whole miles where only the middle of a ZIP area or a city is known."""
    if precision not in (PlacePrecision.ZIP_CENTER, PlacePrecision.CITY_CENTER):
        return say("find-miles-from", miles=f"{miles:.1f}", place=place)
    rounded = max(1, round(miles))
    return say("find-about-miles" if rounded > 1 else "find-about-one", miles=str(rounded), place=place)


def _facts(hit: Hit, name: str, today: date) -> Iterator[Mapping[str, Any]]:
    for what, fact in _told(hit, name, today):
        marks = _marks(hit, what)
        yield {**fact, "marks": marks} if marks else fact
    if hit.heard:
        yield {"head": say("find-heard-head"), "notes": [_heard(one) for one in hit.heard]}


def _told(hit: Hit, name: str, today: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each fact, after what of the card it is (`Hit.disputed`)."""
    if hit.phone:
        digits = "".join(c for c in hit.phone if c.isdigit())
        yield "phone", {"head": say("find-phone"), "to": (visible(hit.phone), f"tel:+1{digits[-10:]}")}
    if website := web_address(hit.website):
        yield "website", {"head": say("find-website"), "to": (say("find-website-of", name=name), website)}
    if hit.address:
        notes = list(_of_place(hit, today))
        yield "address", {"head": say("find-address"), "words": visible(hit.address), "notes": notes}
    if hit.excluded_line:
        listed = wording.badge(Need.EXCLUSION, "listed")
        yield "exclusion", _status(say("find-exclusion"), listed, hit.excluded_line)
    for what, text, need, status, line in (
        ("license", "find-license", Need.LICENSE, hit.license_status, hit.license_line),
        ("training", "find-training", Need.TRAINING, hit.training_status, hit.training_line),
        ("needling", "find-rule", Need.NEEDLING_RULE, hit.needling, hit.needling_line),
    ):
        yield what, _status(say(text), wording.badge(need, status), line)


def _marks(hit: Hit, what: str) -> list[str]:
    """That somebody says it is wrong, and nobody has looked at that yet."""
    return [mark(hit.disputed[what])] if what in hit.disputed else []


def _heard(one: Heard) -> str:
    told = say("find-heard", what=visible(wording.said(one.kind, one.code)), publisher=visible(one.publisher),
               day=wording.day(one.read_on))  # fmt: skip
    return " ".join([told, *([mark(one.disputed_on)] if one.disputed_on else [])])


def _of_place(hit: Hit, today: date) -> Iterator[str]:
    if hit.place_source and hit.place_read_on:
        yield say("find-address-from", source=visible(hit.place_source), day=wording.day(hit.place_read_on))
    if hit.place_read_on is None or (today - hit.place_read_on).days > OLD_PLACE_DAYS:
        yield say("find-address-old")


def _status(head: str, badge: tuple[str, str, str], sentence: str) -> Mapping[str, Any]:
    """A badge and its sentence, without saying the word twice."""
    rest = visible(sentence).removeprefix(f"{badge[1]}. ")
    return {"head": head, "badge": badge, "words": rest}
