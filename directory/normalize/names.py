"""Personal names: parts, folded forms, and whether two names can be one person's."""

import msgspec

from directory.normalize.folding import fold, normal_suffix, split_suffix, surname_forms
from directory.normalize.full_names import full_name_parts
from directory.normalize.name_comparison import (
    Agreement,
    NameComparison,
    compare_names,
    given_names_agree,
    middles_agree,
    suffixes_agree,
    surnames_agree,
)

__all__ = [
    "Agreement",
    "NameComparison",
    "PersonName",
    "compare_names",
    "fold",
    "given_names_agree",
    "middles_agree",
    "parse_full_name",
    "sort_key",
    "split_suffix",
    "suffixes_agree",
    "surname_forms",
    "surnames_agree",
]


class PersonName(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One name as a source gives it, parts cleaned of blanks; ``None`` where the source is silent."""

    last: str | None = None
    first: str | None = None
    middle: str | None = None
    suffix: str | None = None

    def display(self) -> str:
        """'First Middle Last Suffix', parts in capitals brought to title case."""
        parts = [self.first, self.middle, self.last]
        told = [_cased(part) for part in parts if part]
        return " ".join([*told, _suffix(self.suffix)] if self.suffix else told)


def _suffix(text: str) -> str:
    """'III' stays as it is; 'JR' becomes 'Jr', 'JR.' 'Jr.'."""
    bare = text.removesuffix(".")
    return text.upper() if set(bare.upper()) <= set("IV") else text.title() if bare.isalpha() else text


def _cased(part: str) -> str:
    return part.title() if (part.isupper() and len(part) > 2) or part.islower() else part


def parse_full_name(text: str | None) -> PersonName | None:
    """The name in 'FIRST M LAST SUFFIX' or 'LAST SUFFIX, FIRST MIDDLE'; see `full_name_parts` for the rules.

    ``None`` when surname and given name cannot be told apart. Credentials are split off by the caller before.
    """
    if (parts := full_name_parts(text)) is None:
        return None
    return PersonName(last=parts.last, first=parts.first, middle=parts.middle, suffix=parts.suffix)


def sort_key(name: PersonName) -> str:
    """Surname, given name, middle, suffix, folded: the order of a printed list."""
    parts = (fold(name.last), fold(name.first), fold(name.middle), normal_suffix(name.suffix) or "")
    return " ".join(parts).rstrip()
