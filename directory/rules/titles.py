"""Titles of rules' sources for readers: without the path of the file in a repository that a text was read in."""

import re

# 'in maryland-dsd/law-xml, us/md/exec/comar/10/38/12.xml', or the same in parentheses.
_IN_A_REPOSITORY = re.compile(r",? (?:in |\()[A-Za-z][\w.-]*/[\w.-]+, (?:both )?\S+?(?: and \S+?)?\)?(?=;|$)")


def without_path(title: str) -> str:
    """The title as its source has it, but for where we found the file: that stands under 'Why do we say this?'."""
    return _IN_A_REPOSITORY.sub("", title)
