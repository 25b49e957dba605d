"""Who reads: accounts, who is signed in, and what each person did."""

from directory.accounts import acts, first_start
from directory.accounts.managing import (
    AccountError,
    accounts,
    any_account,
    change_role,
    end_account,
    make_account,
    namesakes,
    of_name,
    set_password,
    sign_out_everywhere,
)
from directory.accounts.reader import Reader
from directory.accounts.signing_in import (
    COOKIE,
    KEPT,
    KNOWN_COOKIE,
    LASTS,
    SignedIn,
    SignInError,
    begin,
    proved,
    reader_of,
    sign_in,
    sign_in_elsewhere,
    sign_out,
)

__all__ = [
    "COOKIE",
    "KEPT",
    "KNOWN_COOKIE",
    "LASTS",
    "AccountError",
    "Reader",
    "SignInError",
    "SignedIn",
    "accounts",
    "acts",
    "any_account",
    "begin",
    "change_role",
    "end_account",
    "first_start",
    "make_account",
    "namesakes",
    "of_name",
    "proved",
    "reader_of",
    "set_password",
    "sign_in",
    "sign_in_elsewhere",
    "sign_out",
    "sign_out_everywhere",
]
