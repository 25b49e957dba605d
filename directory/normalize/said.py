"""One statement of a page in its own words; what may be said stands in vocabulary.toml."""

import msgspec

from directory.vocabulary import SaidKind, Speaker


class Said(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One thing a page says, in its own words: ``code`` is an id of the vocabulary, or 'yes' / 'no'."""

    kind: SaidKind
    code: str
    quote: str  # the phrase it rests on, as the page has it
    of: Speaker = Speaker.CLINIC
