"""Somebody is signed out everywhere while they sign in: on both databases, and at the very same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import Session, col, select

from directory import accounts
from directory.accounts import SignInError
from directory.store.accounts_tables import SignIn
from directory.store.database import connect
from directory.vocabulary import Role, SignInWay
from tests.databases import Databases
from tests.directory.accounts.conftest import NOW


@pytest.mark.parametrize("first", ["sign in", "sign out"])
def test_whoever_comes_first_nobody_stays_signed_in(databases: Databases, tmp_path: Path, first: str) -> None:
    engine = connect(databases.make(tmp_path))
    try:
        with Session(engine) as session:
            made = accounts.make_account(session, "dana", "Dana D", Role.VIEWER, None, by="test", now=NOW)
            proof = accounts.proof_of(session, made)
            session.commit()
        held = Event()

        def sign_in() -> None:
            with Session(engine) as session:
                if first == "sign out":
                    held.wait(5)
                accounts.begin(session, proof, SignInWay.OPENID, now=NOW, only_if=lambda: held.set() or True)

        def sign_out() -> None:
            with Session(engine) as session:
                if first == "sign in":
                    held.wait(5)
                accounts.sign_out_everywhere(session, "dana", by="ada", now=NOW)
                held.set()
                session.commit()

        with ThreadPoolExecutor(2) as threads:
            begun, ended = threads.submit(sign_in), threads.submit(sign_out)
            ended.result(10)
            if first == "sign out":
                with pytest.raises(SignInError, match="ended before it began"):
                    begun.result(10)
            else:
                begun.result(10)
        with Session(engine) as session:
            assert session.exec(select(SignIn).where(col(SignIn.ended_at).is_(None))).all() == []
    finally:
        engine.dispose()
        databases.drop(tmp_path)
