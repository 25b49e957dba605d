"""Entries that never make a person: training lists, listings and further authorities, attached or left with why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.linking.drafts import Draft, NpiPeople
from directory.linking.facts import Facts
from directory.linking.holders import Holder, LicenseKey, LicenseRow, key_of, subject_of
from directory.linking.known import Likeness
from directory.linking.model import Doubt, DoubtCode, Member
from directory.linking.sentences import license_phrase, listing, owner, phrase_of, record_ids, refusal, same_name
from directory.linking.settling import judged, settled
from directory.normalize.identifiers import license_digits
from directory.normalize.names import PersonName
from directory.records import ListingRecord, Sighting, TrainingRecord

Entry = TrainingRecord | ListingRecord


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry that fits one person; ``phrase`` is the number they share."""

    sighting: Sighting
    name: PersonName
    draft: Draft
    likeness: Likeness
    phrase: str
    subject: str


@dataclass(frozen=True, slots=True)
class Register:
    """Where numbers lead: NPIs to people, license keys to holders, holders to the people they became."""

    npis: NpiPeople
    holders: Mapping[LicenseKey, tuple[Holder, ...]]
    draft_of: Mapping[str, Draft]
    keys: Mapping[tuple[str, str], Sequence[LicenseKey]]
    facts: Facts

    def under(self, keys: Iterable[LicenseKey]) -> list[Draft]:
        """Everybody with a license under one of the keys, each once."""
        found = (self.draft_of[holder.anchor] for key in keys for holder in self.holders.get(key, ()))
        return list(dict.fromkeys(found))


def attach(
    register: Register, authorities: Iterable[LicenseRow], entries: Iterable[tuple[Sighting, Entry]]
) -> list[Doubt]:
    """Adds members to the drafts; what belongs to nobody comes back. Both inputs in a stable order."""
    answers = [_authority(register, row) for row in authorities]
    answers += [_entry(register, sighting, record) for sighting, record in entries]
    unlinked = [answer for answer in answers if isinstance(answer, Doubt)]
    by_draft: dict[str, list[Offer]] = {}
    for answer in answers:
        if isinstance(answer, Offer):
            by_draft.setdefault(answer.draft.anchor, []).append(answer)
    for offers in by_draft.values():
        unlinked += _settle(offers[0].draft, offers)
    return unlinked


def _settle(draft: Draft, offers: list[Offer]) -> list[Doubt]:
    kept, refused = settled(draft.known, offers, lambda offer: (offer.name,), lambda offer: offer.likeness.strong)
    staying = {id(offer) for offer in kept}
    for offer in offers:
        if id(offer) in staying:
            reasons = (f"same {offer.phrase}", *same_name(offer.likeness))
            draft.members.append(Member(offer.sighting, reasons))
    return [
        _doubt(
            offer.sighting,
            [draft],
            "contradiction" if rival else "ambiguous",
            f"{offer.phrase} fits {draft.told()}, but {offer.name.display()} contradicts "
            f"{rival.display() if rival else 'another entry'} under the same number",
            offer.subject,
        )
        for offer, rival in refused
    ]


def _authority(register: Register, row: LicenseRow) -> Offer | Doubt:
    """Joins a holder of a base license of that profession and state with the same digits and a fitting name.

    An authority never makes a person, and name and state alone would be too little to attach it.
    """
    record, key = row.record, key_of(row)
    drafts, phrase = register.under([key]), phrase_of(record)
    if not drafts:
        sentence = f"{record.authority}, {owner(record)}: no {phrase} is on the board list to attach it to"
        return Doubt(row.sighting, (), "not_found", sentence, subject_of(key))
    return _offered(register, row.sighting, record.name, drafts, phrase, subject_of(key))


def _entry(register: Register, sighting: Sighting, record: Entry) -> Offer | Doubt:
    """Joins by NPI or license number with a fitting name; a name and a place are too little."""
    if record.name is None:
        return Doubt(sighting, (), "no_number", "the entry is about a clinic and names nobody", "name")
    if record.npi:
        return _by_npi(register, sighting, record.name, record.npi)
    digits, state = license_digits(record.license_number), record.license_state
    if not record.license_number or not digits:
        return Doubt(sighting, (), "no_number", "the list gives no NPI or license number for this person", "name")
    if not state:
        sentence = f"the list gives the license number {record.license_number} without its state"
        return Doubt(sighting, (), "no_number", sentence, "name")
    keys = [(state, record.profession, digits)] if record.profession else register.keys.get((state, digits), ())
    phrase = license_phrase(state, record.profession, record.license_number)
    subject = ":".join(("license", state, record.profession or "*", digits))
    drafts = register.under(keys)
    if not drafts:
        return Doubt(sighting, (), "not_found", f"no board list we have read shows {phrase}", subject)
    return _offered(register, sighting, record.name, drafts, phrase, subject)


def _by_npi(register: Register, sighting: Sighting, name: PersonName, npi: str) -> Offer | Doubt:
    draft, phrase, subject = register.npis.drafts.get(npi), f"NPI {npi}", f"npi:{npi}"
    if npi in register.npis.organizations and draft is None:
        clinic = register.npis.organizations[npi] or "an organization"
        sentence = f"{phrase} belongs to {clinic}, not to a person; this entry says {name.display()}"
        return Doubt(sighting, (), "contradiction", sentence, subject)
    if draft is None:
        sentence = f"none of the NPI records we have read names a person for {phrase}"
        return Doubt(sighting, (), "not_found", sentence, subject)
    return _offered(register, sighting, name, [draft], phrase, subject)


def _offered(
    register: Register, sighting: Sighting, name: PersonName, found: Sequence[Draft], phrase: str, subject: str
) -> Offer | Doubt:
    drafts = [draft for draft in found if not register.facts.apart([sighting], draft.sightings)]
    if not drafts:
        told = listing(draft.told() for draft in found)
        sentence = f"{phrase} leads to {told}; a person decided that {name.display()} is somebody else"
        return _doubt(sighting, found, "contradiction", sentence, subject)
    alike = [(draft, draft.known.likeness(name)) for draft in drafts]
    code, among = judged(alike)
    if code:
        sentence = refusal(code, phrase, (draft.told() for draft in among), name)
        return _doubt(sighting, among, code, sentence, subject)
    likeness = next(likeness for draft, likeness in alike if draft is among[0])
    return Offer(sighting, name, among[0], likeness, phrase, subject)


def _doubt(sighting: Sighting, drafts: Sequence[Draft], code: DoubtCode, sentence: str, subject: str) -> Doubt:
    candidates = record_ids(each for draft in drafts for each in draft.sightings)
    return Doubt(sighting, candidates, code, sentence, subject)
