"""Which texts of the rules each publishing used: noted when it is done, for the leaves of its day."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.store.tables import Meta, Publication

NOTED = "rules from publication "


@cache
def rule_digests() -> Mapping[str, str]:
    """File -> SHA-256 of its text, of all that this program judges by; line ends as on Unix."""
    folder = files("directory.rules")
    found = [folder.joinpath("deciding.toml"), *folder.joinpath("data").iterdir()]
    texts = {one.name: one.read_bytes().replace(b"\r\n", b"\n") for one in found if one.name.endswith(".toml")}
    return {name: hashlib.sha256(text).hexdigest() for name, text in sorted(texts.items())}


def note_rules(engine: Engine) -> None:
    """Notes for the newest publication the rules of this program, where they are other ones than were noted last."""
    with Session(engine) as session:
        newest = session.exec(select(Publication.id).order_by(col(Publication.id).desc()).limit(1)).first()
        if newest is None:
            return
        noted = noted_rules(session)
        last = noted[max(noted)] if noted else None
        if last != rule_digests():
            session.merge(Meta(name=f"{NOTED}{newest}", value=json.dumps(dict(rule_digests()))))
            session.commit()


def noted_rules(session: Session) -> dict[int, Mapping[str, str]]:
    """Publication from which on -> file -> digest."""
    rows = session.exec(select(Meta).where(col(Meta.name).startswith(NOTED, autoescape=True)))
    return {int(row.name.removeprefix(NOTED)): json.loads(row.value) for row in rows}


def rules_of(noted: Mapping[int, Mapping[str, str]], publication: int) -> Mapping[str, str]:
    """The rules that a publication used; empty where an older program published it."""
    before = [number for number in noted if number <= publication]
    return noted[max(before)] if before else {}
