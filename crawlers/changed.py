"""The error of a source that changed; alone, for whoever imports nothing else of what reading brings."""


class SourceChangedError(Exception):
    """The source no longer has the form its file declares; the message names file, row and column."""
