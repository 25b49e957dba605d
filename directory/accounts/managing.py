"""Accounts: made, changed and ended by admins, each act with who did it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from directory.accounts.acts import note
from directory.accounts.passwords import PasswordError, hashed
from directory.store.accounts_tables import Account, Act, SignIn
from directory.vocabulary import ActKind, Role

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,78}[a-z0-9])?")
LONGEST = 80
# What is signed without an account (`cli/whoever.py`, the first account): nobody's name may read like it.
WITHOUT_ACCOUNT = re.compile(r"command line(?: ?\(.*\))?|first start")


class AccountError(ValueError):
    """Nothing was changed; the message says why."""


def folded(name: str) -> str:
    """The name as it is kept: people write it in capitals too."""
    return name.strip().lower()


def signed_alike(shown: str) -> str:
    """What two names have in common that nobody tells apart in a list of who did what."""
    return " ".join(unicodedata.normalize("NFKC", shown).casefold().split())


def namesakes(found: Iterable[Account]) -> dict[str, list[str]]:
    """Of each account the names of the others that sign what they write like it; only of those where there are any."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        alike[signed_alike(one.shown)].append(one.name)
    return {name: [other for other in names if other != name] for names in alike.values() if len(names) > 1
            for name in names}  # fmt: skip


def accounts(session: Session) -> Sequence[Account]:
    """All of them, those that are ended last."""
    return session.exec(select(Account).order_by(col(Account.ended_at).is_not(None), Account.name)).all()


def any_account(session: Session) -> bool:
    return session.exec(select(Account.id).limit(1)).first() is not None


def make_account(
    session: Session, name: str, shown: str, role: Role, password: str | None, *, by: str, now: datetime
) -> Account:
    """A new account, in the caller's transaction. ``password`` None: they sign in elsewhere, under this name.

    Raises AccountError for a name that cannot be one or is taken, also where only what others read of it is or reads
    like what another signs in with, and for a password that is not taken.
    """
    name, shown = folded(name), " ".join(shown.split())
    if not NAME.fullmatch(name):
        raise AccountError(
            f"{name[:LONGEST]!r} cannot be the name of an account: letters a to z, digits and . _ @ + - are taken"
        )
    if not shown or len(shown) > LONGEST or not shown.isprintable():
        raise AccountError(f"the name that others read needs 1 to {LONGEST} characters")
    if session.exec(select(Account).where(Account.name == name)).first() is not None:
        raise AccountError(f"there is an account {name} already")
    if WITHOUT_ACCOUNT.fullmatch(signed_alike(shown)):
        raise AccountError(f"what nobody with an account did is signed {shown}: give a name that tells the two apart")
    for other in accounts(session):  # an ended one too: what it signed stays
        if signed_alike(other.shown) in (signed_alike(shown), name):
            raise AccountError(
                f"all that the account {other.name} wrote is signed {other.shown}: give a name that tells the two apart"
            )
        if signed_alike(shown) == other.name:  # acts on accounts are signed with it
            raise AccountError(f"somebody signs in as {other.name}: give a name that tells the two apart")
    account = Account(name=name, shown=shown, role=role, password=_hashed(password, name), made_at=now)
    session.add(account)
    session.flush()
    note(session, ActKind.ACCOUNT_MADE, name, by=by, at=now, shown=shown, role=role.value)
    return account


def change_role(session: Session, name: str, role: Role, *, by: str, now: datetime) -> None:
    """Raises AccountError where nobody has the name, and where no admin would be left."""
    account = of_name(session, name)
    if role is account.role:
        return
    before, account.role = account.role, role
    _keep_one_admin(session)
    note(session, ActKind.ROLE_CHANGED, account.name, by=by, at=now, before=before.value, after=role.value)


def set_password(session: Session, name: str, password: str, *, by: str, now: datetime) -> None:
    """Signs the account out everywhere too. Raises AccountError for a password that is not taken."""
    account = of_name(session, name)
    account.password = _hashed(password, account.name)
    note(session, ActKind.PASSWORD_SET, account.name, by=by, at=now)
    end_sign_ins(session, account, now=now)


def end_account(session: Session, name: str, *, by: str, now: datetime) -> None:
    """Nobody signs in with it any more. Raises AccountError where no admin would be left."""
    account = of_name(session, name)
    account.ended_at = now
    _keep_one_admin(session)
    note(session, ActKind.ACCOUNT_ENDED, account.name, by=by, at=now)
    end_sign_ins(session, account, now=now)


def sign_out_everywhere(session: Session, name: str, *, by: str, now: datetime) -> int:
    """How many sign-ins were ended, those that had run out by themselves among them."""
    account = of_name(session, name)
    note(session, ActKind.SIGNED_OUT_EVERYWHERE, account.name, by=by, at=now)
    return end_sign_ins(session, account, now=now)


def signed_out_mark(session: Session, account: Account) -> int:
    """The act by which the account was last signed out everywhere, 0 for none: by its number, for clocks differ."""
    acts = select(func.max(col(Act.id)))
    last = acts.where(col(Act.what) == ActKind.SIGNED_OUT_EVERYWHERE, col(Act.subject) == account.name)
    return session.exec(last).one() or 0


def end_sign_ins(session: Session, account: Account, *, now: datetime) -> int:
    # Whoever signs in just now holds the same row: either they are ended here, or they see what was done.
    session.exec(select(Account.id).where(Account.id == account.id).with_for_update()).one()
    standing = update(SignIn).where(col(SignIn.account_id) == account.id, col(SignIn.ended_at).is_(None))
    return int(session.execute(standing.values(ended_at=now)).rowcount)  # type: ignore[attr-defined]


def of_name(session: Session, name: str) -> Account:
    """Raises AccountError where no account in force has it."""
    account = session.exec(select(Account).where(Account.name == folded(name))).first()
    if account is None or account.ended_at is not None:
        raise AccountError(f"there is no account {folded(name)[:LONGEST]!r}")
    return account


def _keep_one_admin(session: Session) -> None:
    session.flush()
    admins = select(func.count()).where(col(Account.role) == Role.ADMIN, col(Account.ended_at).is_(None))
    if not session.exec(admins).one():
        raise AccountError("this is the last admin: make another one first")


def _hashed(password: str | None, name: str) -> str | None:
    try:
        return None if password is None else hashed(password, name=name)
    except PasswordError as error:
        raise AccountError(str(error)) from error
