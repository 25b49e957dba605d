"""Whether a source file says whose the data are and under which terms they may be read; without that it is refused."""

from datetime import date

from crawlers.source import SourceSpider

UNREAD = "not read"  # how the terms of a source begin that nobody has read yet


def undeclared(kind: type[SourceSpider]) -> str | None:
    """What a source file lacks of owner, terms and the day they were read, naming file and attribute; None = nothing.

    >>> undeclared(SourceSpider)
    'crawlers/source.py: `owner` is missing: say who publishes the data'
    """
    file = kind.__module__.replace(".", "/") + ".py"
    for attribute, asked in (("owner", "say who publishes the data"), ("terms", "read them and say what they allow")):
        if not (getattr(kind, attribute, None) or "").strip():
            return f"{file}: `{attribute}` is missing: {asked}"
    if kind.terms.strip().lower().startswith(UNREAD):
        return f"{file}: `terms` says {kind.terms!r}: read them and say what they allow"
    day = kind.terms_read
    if not day:
        return f"{file}: `terms_read` is missing: write the day the terms were read, such as 2026-11-20"
    try:
        date.fromisoformat(day)
    except ValueError:
        return f"{file}: `terms_read` is {day!r}: write the day the terms were read, such as 2026-11-20"
    return None
