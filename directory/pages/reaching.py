"""How to reach a person: each place with phone, website, source and age; no mailing address passes for a practice."""

from datetime import date

import streamlit as st

from directory.disputes.facts import PHONE, WEBSITE, place_fact
from directory.pages.maps import show_map
from directory.pages.said import Wrong
from directory.pages.shared import bullets, heading
from directory.pages.text import link, plain
from directory.person_page import Reach, map_of, no_place, reached
from directory.profiles import Profile
from directory.texts import say

MAP_WIDTH = 440  # pixels; narrower where the screen is


def show_reach(person: Profile, today: date, wrong: Wrong | None = None) -> None:
    """``wrong``: shows, for the facts of one place, where to say that one of them is wrong."""
    heading("person-reach")
    if not person.places:
        st.markdown(no_place(person))
    for number, reach in enumerate(reached(person, today)):
        _show(reach, wrong, f"place {number}")
    if picture := map_of(person):
        with st.container(width=MAP_WIDTH):
            show_map(picture, key="map of places")


def _show(reach: Reach, wrong: Wrong | None, key: str) -> None:
    with st.container(border=True):
        lines = [f"**{plain(reach.title)}**", plain(reach.address)]
        if reach.phone:
            number = plain(reach.phone.text)
            lines.append(say("person-phone", phone=f"[{number}]({reach.phone.href})" if reach.phone.href else number))
        if reach.website:
            lines.append(say("person-website", website=link(reach.website.href)))
        st.markdown("  \n".join(lines))
        st.markdown(bullets(_facts(reach)))
        if wrong:
            wrong(_disputable(reach), key)


def _disputable(reach: Reach) -> dict[str, str]:
    found = {place_fact(reach.place): reach.address}
    for contact, part in ((reach.phone, PHONE), (reach.website, WEBSITE)):
        if contact:
            found[place_fact(reach.place, part)] = contact.text
    return found


def _facts(reach: Reach) -> list[str]:
    website = reach.website.facts if reach.website else ()
    own = [say("person-website-from", fact=fact) for fact in website if fact not in reach.facts]
    return [plain(fact) for fact in (*reach.facts, *own)]
