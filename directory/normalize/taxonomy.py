"""Our professions in the words and codes of the NPI registry (government.md 1)."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from directory.vocabulary import Profession

_PREFIXES = {
    "2251": Profession.PHYSICAL_THERAPIST,
    "2252": Profession.PHYSICAL_THERAPIST_ASSISTANT,
    "2255A": Profession.ATHLETIC_TRAINER,
    "225X": Profession.OCCUPATIONAL_THERAPIST,
    "111N": Profession.CHIROPRACTOR,
    "171100000X": Profession.ACUPUNCTURIST,
}

TAXONOMY_PREFIXES = tuple(_PREFIXES)  # how the codes of our professions begin

# ``taxonomy_description`` of the API; it also hits specialties ('Physical Therapist, Orthopedic').
TAXONOMY_QUERIES: Mapping[Profession, str] = MappingProxyType(
    {
        Profession.PHYSICAL_THERAPIST: "Physical Therapist",
        Profession.PHYSICAL_THERAPIST_ASSISTANT: "Physical Therapy Assistant",
        Profession.CHIROPRACTOR: "Chiropractor",
        Profession.ACUPUNCTURIST: "Acupuncturist",
        Profession.ATHLETIC_TRAINER: "Athletic Trainer",
        Profession.OCCUPATIONAL_THERAPIST: "Occupational Therapist",
    }
)


@lru_cache(maxsize=4096)
def profession_of_taxonomy(code: str) -> Profession | None:
    """The profession of a NUCC taxonomy code by its prefix; ``None`` for codes we do not follow."""
    wanted = code.strip().upper()
    return next((profession for prefix, profession in _PREFIXES.items() if wanted.startswith(prefix)), None)
