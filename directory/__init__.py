"""What we know of practitioners: records, linking, verification, search."""

__version__ = "0.1.0"
