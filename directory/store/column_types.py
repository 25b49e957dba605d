"""Types of columns that more than one table has."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Dialect, Enum, Integer, Text, TypeDecorator

# SQLite gives rowid semantics (and its speed) only to INTEGER keys.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


def words(kind: type[StrEnum]) -> Enum:
    """Column type that stores the word itself, not the Python name, and no native type to migrate."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda w: [m.value for m in w])


def json_column(*, nullable: bool = False) -> Any:
    return Column(JSON, nullable=nullable)


class Day(TypeDecorator[date]):
    """A day as the number of days since 2000: a fifth of the bytes of a text, where there are millions."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else value.toordinal() - _BEGIN

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromordinal(value + _BEGIN)


_BEGIN = date(2000, 1, 1).toordinal()


def known_json() -> Any:
    """A column whose NULL is the database's own, not the word null."""
    return Column(JSON(none_as_null=True), nullable=True)


def long_text(*, nullable: bool = True) -> Any:
    return Column(Text, nullable=nullable)
