"""Signing in and out: a token that only the browser holds, and a row that can be taken back at any time."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from directory.accounts.acts import note
from directory.accounts.managing import folded, signed_out_mark
from directory.accounts.passwords import CrowdedError, fits
from directory.accounts.reader import Reader
from directory.store.accounts_tables import Account, SignIn
from directory.throttle import Slowing, Throttle, network_of
from directory.vocabulary import ActKind, SignInWay

LASTS = timedelta(hours=12)  # a working day; nobody stays signed in for longer
KEPT = timedelta(days=30)  # what is left of a session that ended
COOKIE = "needleproof_session"
KNOWN_COOKIE = "needleproof_known"  # what a browser that signed in before shows, and what opens nothing
WINDOW = 900.0  # seconds
CROWDED = 5  # seconds after which to try again where many sign in at once
# Wrong passwords within the window. A name that is tried from everywhere, and a place that tries many (all visitors are
# one place behind a proxy that no setting names), is slowed down: a right password gets its turn, though whoever asks
# all the time from many places may take most turns. One name from one place is locked for the window. A browser that
# signed in with that name before has a limit of its own, whatever others do to the name or behind the same address
# (OWASP: device cookies).
FROM_ONE_PLACE = Slowing(most=50, window=WINDOW, longest=60.0)
FOR_ONE_PAIR = Throttle(most=10, window=WINDOW, by=lambda pair: pair or "")  # one name, from one network or browser
FOR_ONE_NAME = Slowing(most=20, window=WINDOW, longest=300.0, by=lambda name: name or "")


class SignInError(Exception):
    """Nobody was signed in; the message is for whoever tried. ``wait``: seconds after which to try again; ``crowded``:
    because others try, and not because of them.
    """

    def __init__(self, message: str, *, wait: int | None = None, crowded: bool = False) -> None:
        super().__init__(message)
        self.wait, self.crowded = wait, crowded


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody proved whose account it is. ``password``: the hash that was fitted; ``signed_out``: `signed_out_mark`
    at that time. Another one of either by now makes it void.
    """

    account_id: int
    password: str | None = field(repr=False)
    signed_out: int


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
    proof = proved(session, name, password, visitor=visitor, known=known)
    return begin(session, proof, SignInWay.PASSWORD, now=now)


def proved(session: Session, name: str, password: str, *, visitor: str | None, known: str | None = None) -> Proof:
    """That it is the password of an account. Raises SignInError for a wrong name or password, without telling which,
    after too many of them, and where many try at once. ``visitor``: the address it comes from, which is not kept;
    ``known``: what the browser shows of having signed in before.
    """
    name = folded(name)
    account = session.exec(select(Account).where(Account.name == name, col(Account.ended_at).is_(None))).first()
    limits: list[tuple[Throttle, str | None]]
    proof = proof_of(session, account) if account else None
    # Whose browser it is is looked up for names that nobody has too: the answer must take as long.
    if known and _known_of(session, known) == (account.id if account else 0):
        limits = [(FOR_ONE_PAIR, f"{name}\nbrowser {known}")]
    else:
        pair = f"{name}\n{network_of(visitor)}"
        limits = [(FROM_ONE_PLACE, visitor), (FOR_ONE_PAIR, pair), (FOR_ONE_NAME, name)]
    if wait := _counted(limits):
        minutes = -(-wait // 60)
        left = f"{wait} seconds" if wait < 100 else f"{minutes} minutes"
        raise SignInError(f"Too many tries. Try again in {left}.", wait=wait)
    try:
        right = fits(password, proof.password if proof else None)
    except CrowdedError:
        _forgive(limits)
        raise SignInError(
            f"Too many people sign in just now. Try again in {CROWDED} seconds.", wait=CROWDED, crowded=True
        ) from None
    if not right or proof is None:
        raise SignInError("The name or the password is not right.")
    for limit, of in limits:
        limit.forgive(of)
    return proof


def proof_of(session: Session, account: Account) -> Proof:
    """For whoever has proved by other means that the account is theirs."""
    assert account.id is not None
    return Proof(account.id, account.password, signed_out_mark(session, account))


def _counted(limits: Sequence[tuple[Throttle, str | None]]) -> int | None:
    """Counts a try before its password is looked at, for others come meanwhile; or the seconds to wait, and then it
    counts for the place alone: who asks all the time for a turn at a name is slowed down for that.
    """
    for number, (limit, of) in enumerate(limits):
        if wait := limit.wait_of(of):
            _forgive(limits[:number])
            return wait
    return None


def _forgive(limits: Sequence[tuple[Throttle, str | None]]) -> None:
    """Of a try whose password was not looked at; the place is not forgiven."""
    for limit, of in limits:
        if limit is not FROM_ONE_PLACE:
            limit.forgive(of)


def _known_of(session: Session, known: str) -> int | None:
    """The account of whose sign-in it comes, one that may have ended. Takes as long whoever it is."""
    rows = session.exec(select(SignIn.account_id, SignIn.token_sha256))
    found = [of for of, one in rows if secrets.compare_digest(_known(one).encode(), known.encode())]
    return found[0] if found else None


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
    return begin(session, proof_of(session, account), SignInWay.OPENID, now=now)


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


def begin(
    session: Session, proof: Proof, way: SignInWay, *, now: datetime, only_if: Callable[[], object] = lambda: True
) -> SignedIn:
    """Signs in whose account was proved, perhaps in another session and a while ago; commits. ``only_if``: is asked
    when nobody else can write the account any more.

    Raises SignInError where the account was ended, has another password or was signed out everywhere since.
    """
    account = standing(session, proof, held=True)
    if account is None or not only_if():
        raise SignInError("This sign-in was ended before it began. Sign in again.")
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(col(SignIn.ends) < now - KEPT))
    session.add(SignIn(token_sha256=_hash(token), account_id=proof.account_id, way=way, began=now, ends=now + LASTS))
    note(session, ActKind.SIGNED_IN, account.name, by=account.name, at=now, way=way.value)
    reader = _reader(account)
    session.commit()
    return SignedIn(token, _known(_hash(token)), reader, now + LASTS)


def standing(session: Session, proof: Proof, *, held: bool = False) -> Account | None:
    """The account as it is now; None where what was proved is void. ``held``: nobody else changes it until the
    transaction ends, which is one that writes.
    """
    query = select(Account).where(
        Account.id == proof.account_id,
        col(Account.ended_at).is_(None),
        # None is a password too: of whoever signs in elsewhere.
        col(Account.password).is_not_distinct_from(proof.password),
    )
    found = session.exec((query.with_for_update() if held else query).execution_options(populate_existing=True)).first()
    return found if found is not None and signed_out_mark(session, found) == proof.signed_out else None


def _reader(account: Account) -> Reader:
    assert account.id is not None
    return Reader(id=account.id, name=account.name, shown=account.shown, role=account.role)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
