"""Asks a database for rows with one of many values, which are one parameter however many there are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement


def among(column: ColumnElement[Any], values: str, server: str) -> ColumnElement[bool]:
    """Whether a column is one of many values, which are one parameter of that name however many there are."""
    kind = column.type if isinstance(column.type, sa.Integer) else sa.Text()
    if server == "postgresql":
        return column == sa.any_(sa.bindparam(values, type_=sa.ARRAY(kind)))
    listed = sa.func.json_each(sa.bindparam(values, type_=sa.JSON)).table_valued("value")
    return column.in_(sa.select(listed.c.value))
