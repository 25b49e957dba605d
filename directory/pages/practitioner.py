"""One practitioner: what was checked, by whom and when, what is only said, and what nobody checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from directory import wording
from directory.pages.by_hand import show_by_hand
from directory.pages.check import show_check
from directory.pages.documents import show_documents
from directory.pages.earlier import moment_asked, seen_then, show_dated, show_no_memory, show_nobody
from directory.pages.reporting import show_report
from directory.pages.said import show_claims
from directory.pages.shared import Visit, bullets, framed, small, told
from directory.pages.text import plain
from directory.pages.treating import show_treating
from directory.profiles import Line, Place, Profile, profile
from directory.store.moments import MomentError
from directory.vocabulary import Audience, ChangeKind, Need, PlaceKind, PlacePrecision
from directory.whose import Asked, Joined

# The order in which a reader asks.
SECTIONS = (
    (Need.LICENSE, "License"),
    (Need.TRAINING, "Needling training"),
    (Need.NEEDLING_RULE, "The state's rule on needling"),
    (Need.EXCLUSION, "Exclusion from public programs"),
    (Need.NPI, "National provider number (NPI)"),
)
PLACES = {
    PlaceKind.PRACTICE: "Place of practice",
    PlaceKind.SECONDARY_PRACTICE: "Further place of practice",
    PlaceKind.MAILING: "Mailing address, no place of practice",
    PlaceKind.RECORD: "Address of record, may be no place of practice",
}
ABOUT = {
    PlacePrecision.ZIP_CENTER: "On the map we know only the middle of the ZIP area.",
    PlacePrecision.CITY_CENTER: "On the map we know only the middle of the city.",
    PlacePrecision.NONE: "We cannot place this address on a map.",
}
OLD_PLACE_DAYS = 90
LONGEST_BACK = 1_000  # characters
NOTHING: Mapping[str, str] = MappingProxyType({})


def link_to(practitioner_id: str, label: str, back: Mapping[str, str] = NOTHING) -> None:
    """A link to a person's page; ``back``: the search it is followed from, so that the page can lead there again."""
    target = st.Page(page, title="Practitioner", url_path="practitioner", visibility="hidden")
    query = {"id": practitioner_id} | ({"back": urlencode(back)} if back else {})
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


def _back() -> None:
    """The way back to the results: the browser's own button finds the form empty."""
    from directory.pages import find  # find links here, so neither can wait for the other

    asked = dict(parse_qsl(str(st.query_params.get("back") or "")[:LONGEST_BACK]))
    query = {name: asked[name] for name in find.FILTERS if name in asked}
    if query:
        target = st.Page(find.page, title="Find", url_path="find", default=True)
        st.page_link(target, label=":blue[Back to the results]", query_params=query)


@framed
def page(visit: Visit) -> None:
    _back()
    asked = str(st.query_params.get("id") or "").strip()
    if not asked:
        st.title("Practitioner", anchor=False)
        st.markdown("Choose a person on the page Find.")
        return
    st.query_params["id"] = asked  # a link from one profile to another leaves the browser the old address otherwise
    moment = moment_asked(visit)
    try:
        if moment is None:
            person = profile(visit.session, asked[:64], today=visit.today, audience=visit.audience)
        else:
            person = seen_then(visit.version, asked[:64], moment, visit.audience, visit.session)
    except MomentError as error:
        show_no_memory(str(error))
        return
    if person is None and moment is not None:
        show_nobody(visit, asked[:64], moment)
        return
    if person is None:
        st.title("Nobody has this address", anchor=False)
        st.markdown("The address may be mistyped, or the person is in none of our sources any more. Search by name.")
        return
    _who(person)
    if person.dated:
        show_dated(person.dated)
        visit = replace(visit, today=person.dated.true_on)
    if visit.for_coordinator:
        st.markdown("You see this page as a coordinator. Lines marked **coordinator only** are not shown to patients.")
    _look_alikes(person)
    _at_a_glance(person)
    _asked(person.asked)
    _where(person.places, visit)
    for need, title in SECTIONS:
        lines = person.of(need)
        if lines:
            st.header(title, anchor=False)
        for number, line in enumerate(lines):
            show_check(line, key=f"{need} {number}", coordinator=visit.for_coordinator)
        if lines and need is Need.NEEDLING_RULE:
            show_treating(visit, person.id, moment)
    show_by_hand(person.by_hand)
    if visit.for_coordinator and person.dated is None:  # what is filed is filed today
        show_documents(visit, person.id)
    if visit.for_coordinator:
        show_report(visit, person.id, moment)
    show_claims(person.claims)
    _closing(person)


def _who(person: Profile) -> None:
    st.set_page_config(page_title=person.name)
    st.title(plain(person.name), anchor=False)
    if person.moved_from:
        st.info("Two entries turned out to be one person. This is the address to keep:")
        link_to(person.id, person.name)
    lines = []
    if person.other_names:
        lines.append(f"Other names: {', '.join(person.other_names)}")
    if person.credential_text:
        lines.append(f"Writes after the name: {person.credential_text} (own words, checked by nobody)")
    if person.npi:
        lines.append(f"NPI: {person.npi}")
    st.markdown(bullets([plain(line) for line in lines]))


def _look_alikes(person: Profile) -> None:
    if not person.look_alikes:
        return
    number = len(person.look_alikes)
    st.warning(
        "Careful: somebody else has this name, or one much like it. Check which of the two you mean."
        if number == 1
        else f"Careful: {number} other people have this name, or one much like it. Check which of them you mean."
    )
    for other in person.look_alikes:
        with st.container(border=True):
            link_to(other.id, other.name)
            lines = [f"Also on file as: {', '.join(other.also)}"] if other.also else []
            lines += [wording.apart(one) for one in other.differs]
            if not other.differs:
                lines.append(f"{wording.NOTHING_APART[:1].upper()}{wording.NOTHING_APART[1:]}.")
            st.markdown(bullets([plain(line) for line in lines]))


def _asked(questions: Sequence[Asked]) -> None:
    """What a coordinator can settle: entries that may be of this person."""
    from directory.pages.question import link_to_question  # it links here, so neither can wait for the other

    if not questions:
        return
    st.header("Open questions about who this is", anchor=False)
    for one in questions:
        with st.container(border=True):
            st.subheader(plain(wording.question(one.source_title, one.entry)), anchor=False)
            st.markdown(":violet-badge[Coordinator only] This question is not shown to patients.")
            if one.other:
                link_to(one.other[0], f"The other profile, {one.other[1]}")
            sides: dict[str, list[str]] = {}
            for side, sentence in one.reasons:
                sides.setdefault(wording.REASONS.get(side, side), []).append(sentence)
            lines = [f"{side}: {'; '.join(sentences)}" for side, sentences in sides.items()]
            st.markdown(bullets([plain(line) for line in [*lines, *(wording.would(each) for each in one.would)]]))
            link_to_question(one.question, "Compare and decide")


def _at_a_glance(person: Profile) -> None:
    st.header("At a glance", anchor=False)
    lines = [line for need, _ in SECTIONS for line in person.of(need)]
    st.markdown(bullets([told(line.badge, f"{line.title}{_aside(line)}") for line in lines]))


def _aside(line: Line) -> str:
    return " (coordinator only)" if line.audience is Audience.COORDINATOR else ""


def _where(places: Sequence[Place], visit: Visit) -> None:
    st.header("Places", anchor=False)
    if not places:
        st.markdown("No place of practice is published. Ask for it before you travel.")
    for place in places:
        with st.container(border=True):
            lines = [f"**{PLACES[place.kind]}**", plain(place.text or "no address given")]
            if place.phone:
                lines.append(f"Phone: {plain(place.phone)}")
            st.markdown("  \n".join(lines))
            days = (visit.today - place.read_at.date()).days
            facts = [
                f"From: {plain(place.source_title)}, read on {wording.day(place.read_at.date())}.",
                f"The entry there was last changed on {wording.day(place.updated_on)}."
                if place.updated_on
                else "When the entry was last changed is not said.",
                ABOUT[PlacePrecision(place.precision)],
            ]
            if days > OLD_PLACE_DAYS:
                facts.append(f"This was read {days} days ago: call before you travel.")
            st.markdown(bullets(facts))


def _closing(person: Profile) -> None:
    st.header("What we did not check", anchor=False)
    st.markdown(bullets([plain(item) for item in wording.NOT_CHECKED]))
    _joined(person.joined)
    _history(person)
    for notice in person.notices:
        st.markdown(small(notice))


def _joined(records: Sequence[Joined]) -> None:
    st.header("How we know these records are one person", anchor=False)
    if len(records) < 2:
        st.markdown("There is one record only, so nothing had to be joined.")
    st.markdown(bullets([f"**{plain(one.source_title)}**: {plain('; '.join(one.reasons))}" for one in records]))


def _history(person: Profile) -> None:
    if not person.history:
        return
    st.header("What changed about who this is", anchor=False)
    for change in person.history:
        st.markdown(bullets([f"{wording.day(change.as_of)}: {plain(change.sentence)}"]))
        if change.other_id and change.kind is ChangeKind.SPLIT:
            link_to(change.other_id, f"The other profile, {change.other_id}")
