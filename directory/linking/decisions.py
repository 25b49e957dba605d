"""What people decided about pairs of records, and the hash of the evidence that each decision rests on."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from directory.records import LicenseRecord, ListingRecord, NpiRecord, Record, TrainingRecord
from directory.vocabulary import LinkAnswer

Ident = tuple[str, str, str]  # source, scope, record key
Pair = tuple[Ident, Ident]  # the smaller one first

# What of a record tells of whom it is. The rest may change every week (status, dates, what a clinic offers), and a
# person who has answered is not asked again for it.
TELLING: Mapping[str, tuple[str, ...]] = {
    NpiRecord.kind: (
        "npi", "name", "other_names", "organization_name", "credential_text", "sex", "addresses", "taxonomies",
    ),
    LicenseRecord.kind: ("jurisdiction", "profession", "license_type", "number", "name", "address"),
    TrainingRecord.kind: (
        "issuer", "name", "raw_name", "npi", "license_number", "license_state", "profession", "city", "state",
        "certificate_number",
    ),
    ListingRecord.kind: (
        "name", "organization", "letters", "unknown_letters", "role", "npi", "license_number", "license_state",
        "profession", "address",
    ),
}  # fmt: skip
_packed = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer about two records. ``evidence``: `evidence_hash` of what was shown; ``on`` is aware."""

    left: Ident
    right: Ident
    answer: LinkAnswer
    evidence: str
    by: str
    on: datetime


class Decisions:
    """The decisions in force, looked up by pair; which side stands left plays no part."""

    def __init__(self, by_pair: Mapping[Pair, tuple[Decision, ...]]) -> None:
        """``by_pair``: the oldest first."""
        self._by_pair = by_pair
        self._partners: dict[Ident, list[Ident]] = {}
        for one, other in by_pair:
            self._partners.setdefault(one, []).append(other)
            self._partners.setdefault(other, []).append(one)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> "Decisions":
        """Of two of one moment the later in ``decisions`` counts as the newer."""
        found: dict[Pair, tuple[Decision, ...]] = {}
        for decision in sorted(decisions, key=lambda one: one.on):
            pair = pair_of(decision.left, decision.right)
            found[pair] = (*found.get(pair, ()), decision)
        return cls(found)

    def __len__(self) -> int:
        return sum(map(len, self._by_pair.values()))

    def __iter__(self) -> Iterator[Decision]:
        return (decision for told in self._by_pair.values() for decision in told)

    @property
    def idents(self) -> Collection[Ident]:
        """The records that anything was decided about."""
        return self._partners.keys()

    def about(self, ident: Ident) -> list[Decision]:
        """All decisions about a record, by pair, the oldest first of each."""
        pairs = sorted(pair_of(ident, other) for other in set(self._partners.get(ident, ())))
        return [decision for pair in pairs for decision in self._by_pair[pair]]

    def earlier(self, left: Ident, right: Ident) -> tuple[Decision, ...]:
        """All decisions about the pair, the newest first, whatever evidence they rest on."""
        return self._by_pair.get(pair_of(left, right), ())[::-1]

    def answer(self, left: Ident, right: Ident, evidence: str) -> LinkAnswer | None:
        """The newest answer that was given to this very evidence; None: nobody was asked about it.

        "Same" counts only while nobody said otherwise later, upon whatever evidence: of two opinions the careful one.
        """
        found = self._newest(pair_of(left, right), evidence)
        return found.answer if found else None

    def apart(self, left: Ident, right: Ident, evidence: str) -> bool:
        """Whether a person keeps the two apart, upon this very evidence."""
        return self.answer(left, right, evidence) is LinkAnswer.DIFFERENT

    def among(self, left: Mapping[Ident, bytes], right: Mapping[Ident, bytes]) -> LinkAnswer | None:
        """The newest answer about any record of one person and any of another (ident -> `telling`), each upon its own
        evidence. It holds when the NPI record that was shown is no more the newest of the person.
        """
        found = [
            decision
            for one, said in left.items()
            for other in self._partners.get(one, ())
            if other in right
            and (decision := self._newest(pair_of(one, other), evidence_hash([said], [right[other]]))) is not None
        ]
        return max(found, key=lambda one: one.on).answer if found else None

    def _newest(self, pair: Pair, evidence: str) -> Decision | None:
        told = self._by_pair.get(pair, ())
        found = next((one for one in reversed(told) if one.evidence == evidence), None)
        if found is not None and found.answer is LinkAnswer.SAME and told[-1].answer is not LinkAnswer.SAME:
            return None
        return found


def pair_of(left: Ident, right: Ident) -> Pair:
    """The two in canonical order."""
    return (left, right) if left <= right else (right, left)


def telling(record: Record) -> bytes:
    """What of the record tells of whom it is, the same bytes wherever and whenever it is packed.

    Raises KeyError for a kind of record that linking never looks at.
    """
    return _packed({name: getattr(record, name) for name in TELLING[record.kind]})


def evidence_hash(left: Iterable[bytes], right: Iterable[bytes]) -> str:
    """Hex SHA-256 over what both sides tell (`telling` of each record). The order of sides and records, and a record
    that is given twice, play no part.
    """
    return _digest((_digest(left), _digest(right))).hex()


def question_id(left: Ident, right: Ident, evidence: str) -> str:
    """12 hex digits for the question about this pair and evidence: the same id never means another question."""
    return hashlib.sha256(_packed((*pair_of(left, right), evidence))).hexdigest()[:12]


def _digest(parts: Iterable[bytes]) -> bytes:
    return hashlib.sha256(b"".join(sorted({hashlib.sha256(part).digest() for part in parts}))).digest()
