"""What every table has in common, and how column types are spelt on each database."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Double, LargeBinary, MetaData, Text, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The base of every table. Times are microseconds since 1970 (see `times.py`)."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text,
        int: BigInteger,
        bool: Boolean,
        float: Double,
        bytes: LargeBinary,
    }


# STRICT makes SQLite refuse a value of the wrong type; AUTOINCREMENT never gives an id twice.
TABLE_OPTIONS = {"sqlite_strict": True, "sqlite_autoincrement": True}


def where(condition: str) -> dict[str, Any]:
    """Return the options of an index that holds only the rows of which `condition` is true."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


@compiles(BigInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _integer_on_sqlite(*_: Any, **__: Any) -> str:
    return "INTEGER"


@compiles(Double, "sqlite")
def _real_on_sqlite(*_: Any, **__: Any) -> str:
    return "REAL"
