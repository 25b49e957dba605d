"""Who reads: accounts, who is signed in, and what each person did."""

from directory.accounts.reader import Reader

__all__ = ["Reader"]
