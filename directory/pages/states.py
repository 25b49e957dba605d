"""Who may needle where: all states at a glance, and one state in full."""

from collections.abc import Mapping

import streamlit as st

from directory import rules, wording
from directory.citations import READ_AGAIN, Changed, changed_for, citation_changes
from directory.pages.rule_words import EXPLAINED, SEEN, SURE, rule_sentence, short
from directory.pages.shared import Visit, bullets, framed
from directory.pages.text import link, plain
from directory.requirement_words import requirement_lines
from directory.rules import Rule
from directory.vocabulary import PROFESSION_NAMES, Profession

ALL = "All states"
COLUMNS = (
    Profession.PHYSICAL_THERAPIST,
    Profession.PHYSICAL_THERAPIST_ASSISTANT,
    Profession.CHIROPRACTOR,
    Profession.ATHLETIC_TRAINER,
    Profession.OCCUPATIONAL_THERAPIST,
    Profession.ACUPUNCTURIST,
)


@framed
def page(visit: Visit) -> None:
    st.title("Who may needle, state by state", anchor=False)
    names = {name: code for code, name in rules.jurisdictions().items()}
    chosen = st.selectbox("State", [ALL, *names], key="state", bind="query-params")
    if chosen in names:
        _state(names[chosen], visit)
    else:
        _overview(names, visit)
    st.header("About these rules", anchor=False)
    st.markdown(f"State of knowledge: {wording.day(rules.table_as_of())}. {plain(wording.rule_notice(rules.notice()))}")


def _overview(names: dict[str, str], visit: Visit) -> None:
    st.markdown("Choose a state for its rules in full. The words mean:")
    st.markdown(bullets([f"**{word}**: {meaning}" for word, meaning in EXPLAINED.items()]))
    st.header("All states", anchor=False)
    heads = {profession: PROFESSION_NAMES[profession].capitalize() for profession in COLUMNS}
    table: dict[str, list[str]] = {"State": [plain(name) for name in names]}
    for profession, head in heads.items():
        table[head] = [short(rules.rule_for(code, profession, visit.today)) for code in names.values()]
    st.table(
        table,
        alt="What the rules of each state say on needling, by profession",
        border="horizontal",
        hide_index=True,
        hide_header=False,
    )


def _state(code: str, visit: Visit) -> None:
    where = rules.jurisdictions()[code]
    st.header(plain(where), anchor=False)
    changes = citation_changes(visit.session)
    known = [p for p in Profession if p in COLUMNS or rules.rule_for(code, p, visit.today)]
    for profession in known:
        rule = rules.rule_for(code, profession, visit.today)
        with st.container(border=True):
            st.subheader(PROFESSION_NAMES[profession].capitalize(), anchor=False)
            st.markdown(f"**{short(rule).capitalize()}.** {plain(rule_sentence(rule, where, profession))}")
            if rule is not None:
                _rule(rule, changes)


def _rule(rule: Rule, changes: Mapping[str, Changed]) -> None:
    asked = requirement_lines(rule.requirements)
    if asked:
        st.markdown("What the rule asks for:")
        st.markdown(bullets([plain(item) for item in asked]))
    elif rule.permission == "permitted":
        st.markdown("We read no figures for training in it." if rule.unlisted == "unknown" else "It sets no standard.")
    facts = [
        f"Rule: {plain(rule.citation)}",
        f"Basis: {plain(rule.legal_basis)}",
        SURE[rule.confidence],
        SEEN[rule.text_seen],
        f"We last read its sources on {wording.day(rule.read_on)}",
    ]
    if rule.effective_from:
        facts.append(f"In force since {plain(rule.effective_from)}")
    if rule.pending:
        facts.append(
            f"May change: {plain(rule.pending.get('measure', 'a bill'))}. {plain(rule.pending.get('effect', ''))}"
        )
    changed = {name: on for name, _, on in changed_for(rule, changes)}
    for name in rule.sources:
        source = rules.rule_source(name)
        again = f". **This page has {READ_AGAIN}** (seen on {wording.day(changed[name])})" if name in changed else ""
        facts.append(f"Source: {plain(source.title)} ({plain(source.source_date)}), {link(source.url)}{again}")
    st.markdown(bullets(facts))
    if rule.other:
        with st.expander("Notes of the person who read it", key=f"notes {rule.id}"):
            st.markdown(plain(rule.other))
