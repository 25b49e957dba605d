"""License numbers typed into NPPES against the boards' holders: who links to whom, and who is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from directory.linking.drafts import Draft, in_order
from directory.linking.facts import Facts
from directory.linking.holders import Holder, LicenseKey, subject_of
from directory.linking.known import Fit, Known, Likeness
from directory.linking.model import Doubt, DoubtCode, Member
from directory.linking.sentences import (
    license_phrase,
    listing,
    owner,
    phrase_of,
    record_ids,
    refusal,
    same_name,
    written_as,
)
from directory.linking.settling import judged, settled


@dataclass(frozen=True, slots=True)
class Claim:
    """A holder whose name fits a number in an NPI record; ``alone`` when clearly nobody else is meant."""

    draft: Draft
    holder: Holder
    written: str
    likeness: Likeness
    alone: bool


@dataclass(slots=True)
class Claims:
    """``claims`` by holder anchor; ``contested`` holders keep their NPIs in mind for a doubt of their own."""

    claims: dict[str, list[Claim]] = field(default_factory=dict)
    contested: dict[str, list[Draft]] = field(default_factory=dict)

    def contest(self, holder: Holder, drafts: Iterable[Draft]) -> None:
        self.contested.setdefault(holder.anchor, []).extend(drafts)


def link_licenses(
    drafts: Iterable[Draft], holders: Mapping[LicenseKey, tuple[Holder, ...]], facts: Facts
) -> tuple[dict[str, Draft], list[Draft]]:
    """Licenses go to the drafts of their NPI, the others become drafts: (draft by holder anchor, new drafts)."""
    state = Claims()
    for draft in in_order(drafts):
        for key, written in draft.claimed_numbers().items():
            if among := [one for one in holders.get(key, ()) if not facts.apart(draft.sightings, one.sightings)]:
                _claim(state, draft, key, written, among)
    linked: dict[str, Draft] = {}
    for draft, offers in _offers(state):
        linked |= _settle(state, draft, offers)
    every = {holder.anchor: holder for group in holders.values() for holder in group}
    left = [holder for anchor, holder in every.items() if anchor not in linked]
    alone = [_draft(holder, state.contested.get(holder.anchor, [])) for holder in left]
    return linked | {draft.anchor: draft for draft in alone}, alone


def _claim(state: Claims, draft: Draft, key: LicenseKey, written: str, holders: Sequence[Holder]) -> None:
    found = [(holder, draft.known.likeness(*holder.names)) for holder in holders]
    code, among = judged(found)
    for holder, likeness in found:
        if likeness.fit is Fit.FITS:
            claim = Claim(draft, holder, written, likeness, alone=code is None)
            state.claims.setdefault(holder.anchor, []).append(claim)
    if code:
        phrase = license_phrase(key[0], key[1], written)
        sentence = refusal(code, phrase, (owner(holder.record) for holder in among), draft.name)
        _doubt(draft, among, code, sentence)
    if code == "ambiguous":
        for holder in among:
            state.contest(holder, [draft])


def _doubt(draft: Draft, holders: Sequence[Holder], code: DoubtCode, sentence: str) -> None:
    candidates = record_ids(sighting for holder in holders for sighting in holder.sightings)
    subject = subject_of(holders[0].key)
    draft.doubts.append(Doubt(draft.members[0].sighting, candidates, code, sentence, subject))


def _offers(state: Claims) -> list[tuple[Draft, list[Claim]]]:
    """The claims without a rival, by draft; rivals get their doubts."""
    offers: dict[str, tuple[Draft, list[Claim]]] = {}
    for claims in state.claims.values():
        rivals = list(dict.fromkeys(claim.draft for claim in claims))
        for claim in {claim.draft: claim for claim in reversed(claims) if claim.alone}.values():
            if all(other.alone and other.draft is claim.draft for other in claims):
                offers.setdefault(claim.draft.anchor, (claim.draft, []))[1].append(claim)
            elif len(rivals) > 1:
                told = listing(rival.told() for rival in rivals)
                sentence = f"{phrase_of(claim.holder.record)} is one person's at the board, but {told} all give it"
                _doubt(claim.draft, [claim.holder], "ambiguous", sentence)
        if len(rivals) > 1:
            state.contest(claims[0].holder, rivals)
    return list(offers.values())


def _settle(state: Claims, draft: Draft, offers: list[Claim]) -> dict[str, Draft]:
    kept, refused = settled(draft.known, offers, lambda claim: claim.holder.names, lambda claim: claim.likeness.strong)
    for claim in sorted(kept, key=lambda claim: claim.holder.anchor):
        draft.members += _members(draft.known, claim)
    draft.known = draft.known.plus(name for claim in kept for name in claim.holder.names)
    for claim, rival in refused:
        holder, name = claim.holder, claim.holder.record.name.display()
        against = f"{rival.display()}, who has the same NPI" if rival else "the holder of another license this NPI fits"
        sentence = f"{phrase_of(holder.record)} is {name}'s, whose name contradicts that of {against}"
        _doubt(draft, [holder], "contradiction" if rival else "ambiguous", sentence)
        state.contest(holder, [draft])
    return {claim.holder.anchor: draft for claim in kept}


def _members(known: Known, claim: Claim) -> list[Member]:
    alike = {claim.likeness.name: claim.likeness}
    alike |= {name: known.likeness(name) for name in claim.holder.names if name not in alike}
    return [
        Member(
            row.sighting,
            (
                f"same {phrase_of(row.record)}",
                *written_as(row.record, claim.written),
                *same_name(alike.get(row.record.name) or known.likeness(row.record.name)),
            ),
        )
        for row in claim.holder.rows
    ]


def _draft(holder: Holder, contested_by: list[Draft]) -> Draft:
    """A person known from the board alone."""
    draft = Draft(holder.anchor, Known(holder.names), holder.members())
    rivals = list(dict.fromkeys(in_order(contested_by)))
    if rivals:
        told = listing(rival.told() for rival in rivals)
        sentence = (
            f"the NPI registry gives {phrase_of(holder.record)} to {told}; "
            f"whether {holder.record.name.display()} is meant cannot be told"
        )
        candidates = record_ids(rival.members[0].sighting for rival in rivals)
        subject = subject_of(holder.key)
        draft.doubts.append(Doubt(holder.rows[0].sighting, candidates, "ambiguous", sentence, subject))
    return draft
