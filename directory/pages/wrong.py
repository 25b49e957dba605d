"""Is something wrong? A small button beside a fact, its marks, and the dialog in which anybody may say so."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

import streamlit as st

from directory.config import config
from directory.disputable import Disputable, disputable
from directory.disputes import FROM_A_PAGE, LONGEST_CONTACT, LONGEST_TEXT, DisputeError, Told, hand_in
from directory.pages.shared import Visit, bullets, small
from directory.pages.text import link, plain
from directory.profiles import Profile, profile
from directory.store import readings
from directory.texts import say, say_part
from directory.vocabulary import SaidBy, Wish
from directory.wording import day

KEPT = "needleproof_wrong"  # in the session's info: profiles that were read for this showing of a page


def wrong_of(visit: Visit, person: Profile) -> None:
    """Tells what a page shows of a person already, so that it is not read a second time."""
    visit.session.info.setdefault(KEPT, {})[person.id] = person


def show_wrong(visit: Visit, practitioner_id: str, fact: str, label: str) -> None:
    """The marks and notes of a fact, and the button that opens the dialog about it.

    ``label``: what the fact is, in words. One element where nothing was said of the fact yet: a form beside each of 30
    facts would cost a page more than all it shows, so that the dialog is made only when it is opened.
    """
    show_notes(visit, practitioner_id, fact)
    if _asked(label, fact):
        _open(visit, practitioner_id, [fact])


def show_wrong_among(visit: Visit, practitioner_id: str, facts: Mapping[str, str], key: str) -> None:
    """The same for a section of many facts: one button, and the dialog asks which. ``facts``: key -> label; the button
    bears the first of them.
    """
    for fact in facts:
        show_notes(visit, practitioner_id, fact)
    if facts and _asked(next(iter(facts.values())), key):
        _open(visit, practitioner_id, list(facts))


def _asked(label: str, key: str) -> bool:
    """The button: each says of what it is, for who hears a list of them, or looks for one."""
    return st.button(plain(say_part("wrong-button", "of", label=label)), key=f"wrong {key}", type="tertiary")


def show_notes(visit: Visit, practitioner_id: str, fact: str) -> None:
    """The mark of a request that waits, and what was decided about earlier ones; nothing where there is none."""
    person = _known(visit, practitioner_id)
    notes = person.notes.get(fact, ()) if person else ()
    if notes:
        st.markdown(bullets([f":material/flag: {plain(note)}" for note in notes]))


def _open(visit: Visit, practitioner_id: str, facts: Sequence[str]) -> None:
    person = _known(visit, practitioner_id)
    everything = disputable(person, readings.sources(visit.session)) if person else {}
    name = person.name if person else ""
    # However it is closed, the page behind it is shown anew: it says that a mark stands beside the fact by then.
    st.dialog(say("wrong-title"), on_dismiss="rerun")(ask)(
        practitioner_id, name, [everything[one] for one in facts if one in everything]
    )


def ask(practitioner_id: str, name: str, choices: Sequence[Disputable]) -> None:
    """What the dialog holds, for one fact or the one that is chosen: it reads nothing, and writes when it is sent."""
    if not choices:
        st.warning(plain(say("wrong-no-such-fact")))
        return
    one = choices[0]
    if len(choices) > 1:
        one = st.selectbox(
            say("wrong-which"), choices, format_func=lambda choice: choice.label, key=f"wrong which {one.fact}"
        )
    st.markdown(plain(say("wrong-about", name=name, label=one.label)))
    st.markdown(plain(say("wrong-shown", shown=one.shown)))
    if one.owner:
        st.markdown(f"{plain(say('wrong-source', owner=one.owner))} {link(one.page)}")
    st.markdown(small(f"{say('wrong-promise')} {say('wrong-kept')}"))
    place = st.empty()
    with place.form(f"wrong form {one.fact}", border=False):
        text = st.text_area(
            say("wrong-what"),
            max_chars=LONGEST_TEXT,
            help=plain(say_part("wrong-what", "help", most=LONGEST_TEXT)),
            key=f"wrong text {one.fact}",
        )
        who = st.radio(say("wrong-who"), FROM_A_PAGE, index=None, format_func=_who, key=f"wrong who {one.fact}")
        wish = st.radio(say("wrong-wish"), list(Wish), format_func=_wish, key=f"wrong wish {one.fact}")
        contact = st.text_input(
            say("wrong-contact"),
            max_chars=LONGEST_CONTACT,
            help=plain(say_part("wrong-contact", "help")),
            key=f"wrong contact {one.fact}",
        )
        sent = st.form_submit_button(say("wrong-send"), key=f"wrong send {one.fact}")
    if sent and (thanks := _send(practitioner_id, one, text, who, wish, contact)):
        place.empty()
        st.success(plain(thanks))


def _send(
    practitioner_id: str, one: Disputable, text: str, who: SaidBy | None, wish: Wish | None, contact: str
) -> str | None:
    """The one thing that patients' pages write: a request, in a connection of its own. Thanks, or None where it says
    why nothing was kept.
    """
    if who is None or wish is None:
        st.error(plain(say("wrong-choose", which=say("wrong-who"))))
        return None
    settings = config()
    noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
    told = Told(
        practitioner_id=practitioner_id, fact=one.fact, text=text, said_by=who, wish=wish, contact=contact or None
    )
    try:
        filed = hand_in(
            settings.database_url,
            told,
            shown=one.shown,
            visitor=st.context.ip_address,
            now=noon or datetime.now(UTC),
        )
    except DisputeError as error:
        st.error(plain(str(error)))
        return None
    if filed.folded:
        return say("wrong-sent-before", number=str(filed.number), day=day(filed.filed_on))
    return say("wrong-sent", number=str(filed.number))


def _who(who: SaidBy) -> str:
    return say(f"wrong-who-{who.value}")


def _wish(wish: Wish) -> str:
    return say(f"wrong-wish-{wish.value}")


def _known(visit: Visit, practitioner_id: str) -> Profile | None:
    """The profile as this reader sees it, read once for a showing where the page did not tell it."""
    kept: dict[str, Profile | None] = visit.session.info.setdefault(KEPT, {})
    if practitioner_id not in kept:
        kept[practitioner_id] = profile(visit.session, practitioner_id, today=visit.today, audience=visit.audience)
    return kept[practitioner_id]
