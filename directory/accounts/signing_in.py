"""Signing in and out: a token that only the browser holds, and a row that can be taken back at any time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from directory.accounts.acts import note
from directory.accounts.managing import folded
from directory.accounts.passwords import fits
from directory.accounts.reader import Reader
from directory.store.accounts_tables import Account, SignIn
from directory.throttle import Throttle
from directory.vocabulary import ActKind, SignInWay

LASTS = timedelta(hours=12)  # a working day; nobody stays signed in for longer
KEPT = timedelta(days=30)  # what is left of a session that ended
COOKIE = "needleproof_session"
WINDOW = 900.0  # seconds
# Wrong passwords within the window: of one network, and for one name from anywhere.
FROM_ONE_PLACE = Throttle(most=10, window=WINDOW)
FOR_ONE_NAME = Throttle(most=20, window=WINDOW, by=lambda name: name or "")


class SignInError(Exception):
    """Nobody was signed in; the message is for whoever tried. ``wait``: seconds after which to try again."""

    def __init__(self, message: str, *, wait: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``token``: for the browser's cookie, and for nothing else."""

    token: str
    reader: Reader
    ends: datetime


def sign_in(session: Session, name: str, password: str, *, visitor: str | None, now: datetime) -> SignedIn:
    """Signs in with a password; commits. Raises SignInError like `proved`. Whoever writes beside others proves the
    password before, with a session that only reads: hashing takes its time.
    """
    return begin(session, proved(session, name, password, visitor=visitor), SignInWay.PASSWORD, now=now)


def proved(session: Session, name: str, password: str, *, visitor: str | None) -> Account:
    """The account whose password it is. Raises SignInError for a wrong name or password, without telling which, and
    after too many of them. ``visitor``: the address it comes from, which is not kept.
    """
    name = folded(name)
    wait = FROM_ONE_PLACE.wait_of(visitor, counted=False) or FOR_ONE_NAME.wait_of(name, counted=False)
    if wait:
        raise SignInError(f"Too many tries. Try again in {-(-wait // 60)} minutes.", wait=wait)
    account = session.exec(select(Account).where(Account.name == name, col(Account.ended_at).is_(None))).first()
    if not fits(password, account.password if account else None) or account is None:
        FROM_ONE_PLACE.wait_of(visitor)
        FOR_ONE_NAME.wait_of(name)
        raise SignInError("The name or the password is not right.")
    return account


def sign_in_elsewhere(session: Session, issuer: str, subject: str, email: str | None, *, now: datetime) -> SignedIn:
    """Signs in whom an identity provider vouches for; commits. ``email``: only where the provider has verified it.

    An account is bound to the subject the first time, by its name; from then on the subject alone counts. Raises
    SignInError where an admin made no account for them.
    """
    here = col(Account.ended_at).is_(None)
    account = session.exec(select(Account).where(Account.issuer == issuer, Account.subject == subject, here)).first()
    if account is None and email:
        unbound = (col(Account.subject).is_(None), col(Account.password).is_(None))
        account = session.exec(select(Account).where(Account.name == folded(email), *unbound, here)).first()
        if account is not None:
            account.issuer, account.subject = issuer, subject
    if account is None:
        raise SignInError("You have no account here. Ask an admin to make one under your e-mail address.")
    return begin(session, account, SignInWay.OPENID, now=now)


def reader_of(session: Session, token: str | None, *, now: datetime) -> Reader | None:
    """Whom a token belongs to; None for one that is none, has ended, or whose account has."""
    if not token or len(token) > 200:
        return None
    query = (
        select(Account)
        .join(SignIn, col(SignIn.account_id) == Account.id)
        .where(
            SignIn.token_sha256 == _hash(token),
            col(SignIn.ended_at).is_(None),
            col(SignIn.ends) > now,
            col(Account.ended_at).is_(None),
        )
    )
    account = session.exec(query).first()
    return _reader(account) if account else None


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """Ends what the token began; commits. A token that is none changes nothing."""
    row = session.get(SignIn, _hash(token))
    if row is None or row.ended_at is not None:
        return
    row.ended_at = now
    account = session.get_one(Account, row.account_id)
    note(session, ActKind.SIGNED_OUT, account.name, by=account.name, at=now)
    session.commit()


def begin(session: Session, account: Account, way: SignInWay, *, now: datetime) -> SignedIn:
    """Signs in whose account was proved; commits. ``account`` may come of another session."""
    assert account.id is not None
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(col(SignIn.ends) < now - KEPT))
    session.add(SignIn(token_sha256=_hash(token), account_id=account.id, way=way, began=now, ends=now + LASTS))
    note(session, ActKind.SIGNED_IN, account.name, by=account.name, at=now, way=way.value)
    reader = _reader(account)
    session.commit()
    return SignedIn(token, reader, now + LASTS)


def _reader(account: Account) -> Reader:
    assert account.id is not None
    return Reader(id=account.id, name=account.name, shown=account.shown, role=account.role)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
