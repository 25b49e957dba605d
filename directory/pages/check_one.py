"""Check one: what was submitted of a person, side by side with what was found, and the report out. For coordinators."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from directory import wording
from directory.checking_one import (
    FIELDS,
    Agrees,
    Candidate,
    Found,
    Submitted,
    SubmittedError,
    find,
    nowhere,
    side_by_side,
    windows,
)
from directory.checking_one.submitted import LABELS, LONGEST, refuse_secrets
from directory.glance import glance
from directory.normalize.states import STATE_NAMES
from directory.pages.check import show_check
from directory.pages.check_one_live import show_live
from directory.pages.shared import Visit, bullets, framed, small, titled, told
from directory.pages.tables import Link, Noted, show_table
from directory.pages.text import link, plain
from directory.profiles import Line, Profile, profile, treating_lines
from directory.rules.machine_readable import REGIONS
from directory.vocabulary import PROFESSION_NAMES, Audience, Need

ADDRESS = "check"
CHOSEN = "id"  # in the address: who of several is meant
PROBLEM = "check problem"
NONE = ""
STATES = dict(sorted(STATE_NAMES.items(), key=lambda item: item[1]))
CHOICES: Mapping[str, Mapping[str, str]] = {
    "license_state": STATES,
    "treating": STATES,
    "profession": {code.value: name.capitalize() for code, name in PROFESSION_NAMES.items()},
    "region": {region: region for region in sorted(REGIONS)},
}
EXAMPLES = {"claimed": "PT, DPT, Cert. DN", "place": "Seattle, WA"}
BESIDE = (("npi", "name"), ("license", "license_state"), ("place", "profession"), ("claimed",), ("treating", "region"))
WARNED = (Agrees.NO, Agrees.NOT_FOUND, Agrees.CLAIMED)


def link_to_check(practitioner_id: str, label: str) -> None:
    here = st.Page(page, title="Check one", url_path=ADDRESS)
    st.page_link(here, label=f":blue[{plain(label)}]", query_params={CHOSEN: practitioner_id})


@framed
def page(visit: Visit) -> str | None:
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there for whoever is signed in.")
        return None
    titled("Check one")
    st.title("Check one person", anchor=False)
    submitted = _submitted()
    _form()
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(plain(problem))
        return str(problem)
    if submitted is None:
        return None
    return _answer(visit, submitted)


# --- what is asked ----------------------------------------------------------------------------------------------------


def _submitted() -> Submitted | None:
    """What the address says; what looks like an SSN is taken out of it, and is shown nowhere."""
    given = {name: str(st.query_params[name]) for name in FIELDS if st.query_params.get(name)}
    if not given and not st.query_params.get(CHOSEN):
        return None
    try:
        return Submitted.of(given)
    except SubmittedError as error:
        for name in error.refused:
            del st.query_params[name]
            st.session_state.pop(_key(name), None)
        st.session_state[PROBLEM] = str(error)
        return None


def _key(name: str) -> str:
    return f"check {name}"


def _form() -> None:
    st.markdown(
        "An NPI; or a license number with its state; or a name with a place. What else was submitted is compared with "
        "what is found. No social security number and no birth date is asked for or kept."
    )
    with st.form("check one"):
        for names in BESIDE:
            for column, name in zip(st.columns(len(names)), names, strict=True):
                with column:
                    _field(name)
        st.form_submit_button("Check", type="primary", key="check it", on_click=_asked)


def _field(name: str) -> None:
    """Begins with what the address says."""
    key, given = _key(name), str(st.query_params.get(name) or "")
    if name not in CHOICES:
        st.session_state.setdefault(key, given[:LONGEST])
        st.text_input(LABELS[name], key=key, max_chars=LONGEST, placeholder=EXAMPLES.get(name))
        return
    names = {NONE: "–", **CHOICES[name]}
    st.session_state.setdefault(key, given if given in names else NONE)
    st.selectbox(LABELS[name], list(names), format_func=names.__getitem__, key=key)


def _asked() -> None:
    """Writes what was filled in into the address, so that it can be kept and sent; an SSN never gets there."""
    filled = {name: str(st.session_state.get(_key(name)) or "").strip() for name in FIELDS}
    try:
        refuse_secrets(filled)
    except SubmittedError as error:
        for name in error.refused:
            st.session_state[_key(name)] = ""
        st.session_state[PROBLEM] = str(error)
        filled = dict.fromkeys(FIELDS, "")
    for name in (*FIELDS, CHOSEN):
        st.query_params.pop(name, None)
    for name, text in filled.items():
        if text:
            st.query_params[name] = text


def _address(ident: str) -> str:
    given = {name: str(st.query_params[name]) for name in FIELDS if st.query_params.get(name)}
    return f"?{urlencode(given | {CHOSEN: ident})}"


# --- whom it is -------------------------------------------------------------------------------------------------------


def _answer(visit: Visit, submitted: Submitted) -> str:
    chosen = str(st.query_params.get(CHOSEN) or "")[:64]
    found = Found(id=chosen) if chosen else find(visit.session, submitted, today=visit.today)
    person = None
    if found.id:
        person = profile(visit.session, found.id, today=visit.today, audience=Audience.COORDINATOR)
    if person is not None:
        return _person(visit, submitted, person)
    if found.candidates:
        _candidates(found)
        return f"{len(found.candidates)} people may be meant"
    if found.too_little:
        st.header("More is needed", anchor=False)
        st.markdown(plain(found.why))
        return "More is needed"
    st.header("Not found", anchor=False)
    st.markdown(plain(found.why or "Nobody has this id here."))
    _elsewhere(submitted)
    show_live(visit, submitted.npi or submitted.license or "", None if submitted.npi else submitted.license_state)
    return "Not found"


def _candidates(found: Found) -> None:
    number = len(found.candidates)
    st.header(f"{number} {'person' if number == 1 else 'people'} may be meant", anchor=False)
    st.warning(plain(found.why))
    show_table(
        "Who may be meant, and what tells them apart",
        ("Name", "Profession", "Works in", "Licenses", "NPI"),
        [_candidate(one) for one in found.candidates],
    )


def _candidate(one: Candidate) -> tuple[str | Link | Noted, ...]:
    parts = (one.professions, one.towns, one.licenses)
    return (Link(one.name, _address(one.id)), *(Noted(part) if part else "none on record" for part in parts),
            one.npi or "none on record")  # fmt: skip


def _elsewhere(submitted: Submitted) -> None:
    st.subheader("Where else to look", anchor=False)
    st.markdown(bullets([link(address, name) for name, address in nowhere(submitted)]))
    from directory.pages.receipts import link_to_by_hand

    link_to_by_hand("Record a look-up that you make by hand")


# --- what was found ---------------------------------------------------------------------------------------------------


def _person(visit: Visit, submitted: Submitted, person: Profile) -> str:
    from directory.pages.practitioner import link_to, show_look_alikes
    from directory.pages.reporting import Wanted, show_report

    st.header(plain(person.name), anchor=False)
    link_to(person.id, f"The whole profile of {person.name}")
    differ = _compared(visit, submitted, person)
    show_look_alikes(person)
    _results(person)
    _usable(visit, person)
    here = _rules(visit, submitted, person)
    _gaps(person, here)
    number = person.npi or submitted.license or ""
    show_live(visit, number, None if person.npi else submitted.license_state)
    wanted = Wanted(submitted=submitted.written(), treating_in=submitted.treating, region=submitted.region)
    show_report(visit, person.id, None, wanted)
    return f"{person.name}: {differ}"


def _compared(visit: Visit, submitted: Submitted, person: Profile) -> str:
    rows = side_by_side(submitted, person, visit.today)
    asked = [row for row in rows if row.agrees is not Agrees.NOT_SUBMITTED]
    warned = [row for row in asked if row.agrees in WARNED]
    if not asked:
        said = "nothing was submitted to compare"
    else:
        said = f"{len(warned)} of {len(asked)} submitted facts are not as found" if warned else (
            "all that was submitted agrees"
        )  # fmt: skip
    st.subheader("As submitted, as found", anchor=False)
    (st.warning if warned else st.markdown)(plain(f"{said[:1].upper()}{said[1:]}."))
    show_table(
        "What was submitted beside what was found",
        ("What", "Submitted", "Found", "Result"),
        [(row.what, row.submitted, row.found, Noted([row.agrees.value], row.why or None)) for row in rows],
    )
    return said


def _results(person: Profile) -> None:
    """What may worry first."""
    st.subheader("Results", anchor=False)
    lines = [one.line for one in glance(person)]
    st.markdown(bullets([f"{plain(line.title)}: {told(line.badge, line.sentence)}" for line in lines]))


def _usable(visit: Visit, person: Profile) -> None:
    st.subheader("Usable until", anchor=False)
    found = windows(person.lines, visit.today)
    if not found:
        st.markdown("Nothing was confirmed at a source, so that no file may rest on it.")
        return
    for window in found:
        if window.warning:
            st.warning(plain(window.warning))
    days = sorted(found[0].ends, reverse=True)
    show_table(
        "Until when a file may rest on what was read",
        ("What", "Read of", *(f"{one} days" for one in days)),
        [
            (one.title, wording.day(one.true_on), *(
                f"{wording.day(one.ends[each])}{': over' if each in one.over else ''}" for each in days
            ))
            for one in found
        ],
    )  # fmt: skip


def _rules(visit: Visit, submitted: Submitted, person: Profile) -> list[Line]:
    """The verdicts for the place of treatment; without one those of the person's own states."""
    if submitted.treating is None:
        st.subheader("May this person needle?", anchor=False)
        st.markdown(small("No place of treatment was named: these are the rules of the person's own states."))
        lines = person.of(Need.NEEDLING_RULE)
    else:
        part = f", {submitted.region}" if submitted.region else ""
        st.subheader(plain(f"For treatment in {wording.place_name(submitted.treating)}{part}"), anchor=False)
        lines = treating_lines(
            visit.session, person.id, submitted.treating, today=visit.today, region=submitted.region,
            audience=Audience.COORDINATOR,
        )  # fmt: skip
    if not lines:
        st.markdown("No rule can be judged: no profession of this person is known.")
    for number, line in enumerate(lines):
        show_check(line, key=f"check {number}", coordinator=True)
    return lines


def _gaps(person: Profile, here: list[Line]) -> None:
    from directory.pages.chasing import link_to_chase
    from directory.pages.receipts import link_to_by_hand

    st.subheader("Not known, and what to do", anchor=False)
    others = [line for line in person.lines if line.need is not Need.NEEDLING_RULE]
    open_ = [line for line in [*others, *here] if line.reason]
    if open_:
        rows = [(line.title, str(line.reason).replace("_", " "), line.next_step or "–") for line in open_]
        show_table("What is not known of this person", ("Check", "Why", "Next step"), rows)
    else:
        st.markdown("Every check that was made has an answer.")
    link_to_chase(person.id, "Ask the person for what is missing")
    link_to_by_hand("Record a look-up that you make by hand", person.id)
