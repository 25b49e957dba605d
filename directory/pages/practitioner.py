"""One practitioner: what was checked, by whom and when, what is only said, and what nobody checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from directory import wording
from directory.disputes import LETTERS, NAME, fact_of, mark
from directory.glance import Glance, glance, parts, who
from directory.letters_of import explained, lists_read
from directory.pages.asking import show_letters, show_questions
from directory.pages.by_hand import show_by_hand, show_ways_on
from directory.pages.changed import SINCE, show_changed, since_asked
from directory.pages.check import show_check
from directory.pages.earlier import moment_asked, seen_then, show_dated, show_no_memory, show_nobody
from directory.pages.reaching import show_reach
from directory.pages.said import Wrong, show_claims
from directory.pages.shared import Visit, bullets, framed, heading, small, titled, to_parts, told
from directory.pages.text import plain
from directory.pages.treating import show_treating
from directory.pages.wrong import show_wrong, show_wrong_among, wrong_of
from directory.person_page import SECTIONS, not_checked, where_from, why_joined
from directory.profiles import Line, Profile, profile
from directory.store import readings
from directory.store.moments import Moment, MomentError
from directory.texts import say
from directory.vocabulary import Audience, ChangeKind, Need
from directory.whose import Asked, Joined

LONGEST_BACK = 1_000  # characters
_STYLE = Path(__file__).with_name("static").joinpath("profile.css").read_text("utf-8")
NOTHING: Mapping[str, str] = MappingProxyType({})


def link_to(practitioner_id: str, label: str, back: Mapping[str, str] = NOTHING) -> None:
    """A link to a person's page; ``back``: the search it is followed from, so that the page can lead there again."""
    target = st.Page(page, title=say("menu-practitioner"), url_path="practitioner", visibility="hidden")
    query = {"id": practitioner_id} | ({"back": urlencode(back)} if back else {})
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


def _back() -> None:
    """The way back to the results: the browser's own button finds the form empty."""
    from directory.pages import find  # find links here, so neither can wait for the other

    query = searched()
    if query:
        target = st.Page(find.page, title=say("menu-find"), url_path="find", default=True)
        st.page_link(target, label=f":blue[{say('person-back')}]", query_params=query)


def searched() -> dict[str, str]:
    """The search this page was reached from, as far as Find knows it."""
    from directory.pages import find

    asked = dict(parse_qsl(str(st.query_params.get("back") or "")[:LONGEST_BACK]))
    return {name: asked[name] for name in find.FILTERS if name in asked}


@framed
def page(visit: Visit) -> str | None:
    _back()
    asked = str(st.query_params.get("id") or "").strip()
    if not asked:
        titled(say("person-choose-title"))
        st.title(say("person-choose-title"), anchor=False)
        st.markdown(say("person-choose"))
        return None
    st.query_params["id"] = asked  # a link from one profile to another leaves the browser the old address otherwise
    body, days = st.container(), st.container()  # the reader's first question is not which day it is
    with days:
        moment = moment_asked(visit)
    with body:
        return _body(visit, asked[:64], moment)


def _body(visit: Visit, asked: str, moment: Moment | None) -> str | None:
    try:
        if moment is None:
            person = profile(visit.session, asked, today=visit.today, audience=visit.audience)
        else:
            person = seen_then(visit.version, asked, moment, visit.audience, visit.session)
    except MomentError as error:
        show_no_memory(str(error))
        return None
    if person is None and moment is not None:
        show_nobody(visit, asked, moment)
    elif person is None:
        titled(say("person-nobody-title"))
        st.title(say("person-nobody-title"), anchor=False)
        st.markdown(say("person-nobody"))
    else:
        return _person(visit, person, moment)
    return None


def _person(visit: Visit, person: Profile, moment: Moment | None) -> str | None:
    """For a reader in a hurry: who, how it stands, how to reach them, what to ask; then everything."""
    _who(person)
    wrong = _wrong(visit, person)
    if wrong:
        show_wrong(visit, person.id, NAME, person.name)
    if person.why_hidden:
        st.info(plain(person.why_hidden))
    if person.dated:
        show_dated(person.dated)
        visit = replace(visit, today=person.dated.true_on)
    if visit.for_coordinator:
        st.markdown("You see this page as a coordinator. Lines marked **coordinator only** are not shown to patients.")
        if person.dated is None:
            show_ways_on(person.id)
    show_look_alikes(person)
    to_parts(parts(person)[: None if person.dated is None else -1])  # of an earlier day nothing is kept
    changes, first = st.container(), st.container()
    with first:
        _at_a_glance(person)
    _asked(person.asked)
    show_reach(person, visit.today, wrong)
    show_questions(person)
    _sections(visit, person, moment, wrong)
    return None if person.dated else _keep(visit, person, changes)


def _wrong(visit: Visit, person: Profile) -> Wrong | None:
    """Shows where to say that one of some facts is wrong; None in a view of an earlier day, which is past mending."""
    if person.dated:
        return None
    wrong_of(visit, person)
    return partial(show_wrong_among, visit, person.id)


def _sections(visit: Visit, person: Profile, moment: Moment | None, wrong: Wrong | None) -> None:
    known = readings.sources(visit.session).values()
    for need, title in SECTIONS:
        lines = person.of(need)
        if lines:
            heading(title)
        for number, line in enumerate(lines):
            with show_check(line, key=f"{need} {number}", coordinator=visit.for_coordinator):
                if visit.for_coordinator and need is Need.EXCLUSION and person.dated is None:
                    from directory.pages.findings import show_dispositions  # it links here too

                    show_dispositions(visit, person.id, line.source)
                if wrong:
                    wrong({fact_of(line): line.title}, f"{need} {number}")
        if lines and need is Need.NEEDLING_RULE:
            show_treating(visit, person.id, moment)
        if need is Need.TRAINING:
            show_letters(explained(person.credential_text, visit.today, lists_read(known)))
            if wrong and person.credential_text:
                wrong({LETTERS: person.credential_text}, "letters")
    show_by_hand(person.by_hand)
    if visit.for_coordinator and person.dated is None:  # what is filed is filed today
        from directory.pages.documents import show_documents  # what only coordinators use, only they load

        show_documents(visit, person.id)
    if visit.for_coordinator and person.dated is None:
        from directory.pages.discrepancies import link_to_discrepancies

        link_to_discrepancies(person.id, "Every source side by side: what differs, and letters to set it right")
    if visit.for_coordinator:
        from directory.pages.reporting import show_report

        show_report(visit, person.id, moment)
    show_claims(person.claims, wrong)
    _closing(person)


def _keep(visit: Visit, person: Profile, above: DeltaGenerator) -> str | None:
    """The addresses to keep, and the day since which changes are asked for: these are shown ``above`` and returned."""
    from directory.pages import find

    heading("person-keep")
    here = st.Page(page, title=say("menu-practitioner"), url_path="practitioner", visibility="hidden")
    kept = {"id": person.id, SINCE: visit.today.isoformat()}
    st.page_link(here, label=f":blue[{say('since-keep')}]", query_params=kept)
    target = st.Page(find.page, title=say("menu-find"), url_path="find", default=True)
    compared = {**searched(), "compare": _compared(person.id)}
    st.page_link(target, label=f":blue[{say('person-compare')}]", query_params=compared)
    since = since_asked(visit)
    if since is None:
        return None
    with above:
        return show_changed(visit, person.id, since)


def _compared(practitioner_id: str) -> str:
    """This person beside those that were ticked before."""
    before = [one for one in searched().get("compare", "").split(",") if one]
    return ",".join(dict.fromkeys([*before, practitioner_id]))


def _who(person: Profile) -> None:
    titled(person.name)
    st.html(f"<style>{_STYLE}</style>")
    st.title(plain(person.name), anchor=False)
    if about := who(person):
        st.markdown("  \n".join(f"**{plain(line)}**" for line in about))
    if person.moved_from:
        st.info(say("person-moved"))
        link_to(person.id, person.name)
    lines = []
    if person.other_names:
        lines.append(say("person-other-names", names=", ".join(person.other_names)))
    if person.credential_text:
        lines.append(say("person-letters", letters=person.credential_text))
    if person.npi:
        lines.append(say("person-npi-number", npi=person.npi))
    st.markdown(bullets([plain(line) for line in lines]))
    if person.dated is None:
        share, print_ = (f"[{say(name)}](/people/{person.id}{more})" for name, more in _PLAIN)
        st.markdown(f"{share} · {print_}")


_PLAIN = (("person-plain-page", ""), ("person-print", "/print"))  # without JavaScript, for keeping


def show_look_alikes(person: Profile) -> None:
    """The fact that tells most stands first, then whatever else differs."""
    if not person.look_alikes:
        return
    st.warning(plain(say("person-look-alike", number=len(person.look_alikes))))
    for other in person.look_alikes:
        with st.container(border=True):
            link_to(other.id, other.name)
            first, *more = map(wording.apart, other.differs) if other.differs else [""]
            told = say("person-telling", fact=first) if first else say("person-nothing-apart")
            lines = [f"**{plain(told)}**", *map(plain, more)]
            if other.also:
                lines.append(plain(say("person-also", names=", ".join(other.also))))
            st.markdown(bullets(lines))


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
    heading("person-glance")
    st.markdown(bullets([_glance(one) for one in glance(person)]))


def _glance(one: Glance) -> str:
    line = one.line
    marks = [mark(line.disputed_on)] if line.disputed_on else []
    said = [plain(text) for text in (one.rest, one.means) if text]
    below = [" ".join(said)] if said else []
    below += [small(text) for text in [where_from(line), *marks]]
    return "  \n".join([told(line.badge, f"{line.title}{_aside(line)}"), *below])


def _aside(line: Line) -> str:
    return " (coordinator only)" if line.audience is Audience.COORDINATOR else ""


def _closing(person: Profile) -> None:
    heading("person-unchecked")
    st.markdown(say("person-unchecked-lead"))
    st.markdown(bullets([plain(item) for item in not_checked(person)]))
    _joined(person)
    _history(person)
    for notice in person.notices:
        st.markdown(small(notice))


def _joined(person: Profile) -> None:
    st.header(say("plain-joined"), anchor=False)
    if why := why_joined(person):
        st.markdown(why)
    st.markdown(bullets([_record(one) for one in person.joined]))


def _record(one: Joined) -> str:
    return ": ".join([f"**{plain(one.source_title)}**", *([plain("; ".join(one.reasons))] if one.reasons else [])])


def _history(person: Profile) -> None:
    if not person.history:
        return
    st.header("What changed about who this is", anchor=False)
    for change in person.history:
        st.markdown(bullets([f"{wording.day(change.as_of)}: {plain(change.sentence)}"]))
        if change.other_id and change.kind is ChangeKind.SPLIT:
            link_to(change.other_id, f"The other profile, {change.other_id}")
