"""Signing in and out: a token that only the browser holds, and a row that can be taken back at any time."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from directory.accounts.acts import note
from directory.accounts.managing import folded
from directory.accounts.passwords import fits
from directory.accounts.reader import Reader
from directory.store.accounts_tables import Account, SignIn
from directory.throttle import Slowing, Throttle, network_of
from directory.vocabulary import ActKind, SignInWay

LASTS = timedelta(hours=12)  # a working day; nobody stays signed in for longer
KEPT = timedelta(days=30)  # what is left of a session that ended
COOKIE = "needleproof_session"
KNOWN_COOKIE = "needleproof_known"  # what a browser that signed in before shows, and what opens nothing
WINDOW = 900.0  # seconds
# Wrong passwords within the window. A name that is tried from everywhere is slowed down and never locked: else anybody
# could keep its owner out. A browser that signed in with that name before has a limit of its own, whatever others do
# to the name or behind the same address (OWASP: device cookies).
FROM_ONE_PLACE = Throttle(most=50, window=WINDOW)
FOR_ONE_PAIR = Throttle(most=10, window=WINDOW, by=lambda pair: pair or "")  # one name, from one network or browser
FOR_ONE_NAME = Slowing(most=20, window=WINDOW, longest=300.0, by=lambda name: name or "")


class SignInError(Exception):
    """Nobody was signed in; the message is for whoever tried. ``wait``: seconds after which to try again."""

    def __init__(self, message: str, *, wait: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``token``: for the browser's cookie, and for nothing else; ``known``: for `KNOWN_COOKIE`."""

    token: str
    known: str
    reader: Reader
    ends: datetime


def sign_in(
    session: Session, name: str, password: str, *, visitor: str | None, now: datetime, known: str | None = None
) -> SignedIn:
    """Signs in with a password; commits. Raises SignInError like `proved`. Whoever writes beside others proves the
    password before, with a session that only reads: hashing takes its time.
    """
    account = proved(session, name, password, visitor=visitor, known=known)
    return begin(session, account, SignInWay.PASSWORD, now=now)


def proved(session: Session, name: str, password: str, *, visitor: str | None, known: str | None = None) -> Account:
    """The account whose password it is. Raises SignInError for a wrong name or password, without telling which, and
    after too many of them. ``visitor``: the address it comes from, which is not kept; ``known``: what the browser shows
    of having signed in before.
    """
    name = folded(name)
    account = session.exec(select(Account).where(Account.name == name, col(Account.ended_at).is_(None))).first()
    limits: list[tuple[Throttle, str | None]]
    if account is not None and known and _is_known(session, account, known):
        limits = [(FOR_ONE_PAIR, f"{name}\nbrowser {known}")]
    else:
        pair = f"{name}\n{network_of(visitor)}"
        limits = [(FROM_ONE_PLACE, visitor), (FOR_ONE_PAIR, pair), (FOR_ONE_NAME, name)]
    if wait := _counted(limits):
        minutes = -(-wait // 60)
        left = f"{wait} seconds" if wait < 100 else f"{minutes} minutes"
        raise SignInError(f"Too many tries. Try again in {left}.", wait=wait)
    if not fits(password, account.password if account else None) or account is None:
        raise SignInError("The name or the password is not right.")
    for limit, of in limits:
        limit.forgive(of)
    return account


def _counted(limits: Sequence[tuple[Throttle, str | None]]) -> int | None:
    """Counts a try before its password is looked at, for others come meanwhile; or the seconds to wait, and then it
    counts nowhere.
    """
    for number, (limit, of) in enumerate(limits):
        if wait := limit.wait_of(of):
            for before, counted in limits[:number]:
                before.forgive(counted)
            return wait
    return None


def _is_known(session: Session, account: Account, known: str) -> bool:
    """Whether it comes of a sign-in of this account, one that may have ended."""
    hashes = session.exec(select(SignIn.token_sha256).where(SignIn.account_id == account.id))
    return any(secrets.compare_digest(_known(one).encode(), known.encode()) for one in hashes)


def _known(token_sha256: str) -> str:
    """Made of what is kept of a sign-in, so that it is looked up without a secret of the server; no token follows from
    it.
    """
    return hashlib.sha256(f"known {token_sha256}".encode()).hexdigest()


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
    return SignedIn(token, _known(_hash(token)), reader, now + LASTS)


def _reader(account: Account) -> Reader:
    assert account.id is not None
    return Reader(id=account.id, name=account.name, shown=account.shown, role=account.role)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
