"""Where rows live: tables, transactions, and statements that are compiled once."""

from cardwright.database.engine import Collision, Database, Snapshot
from cardwright.database.opening import open_database
from cardwright.database.prepared import PreparedByIds, PreparedChange, PreparedQuery, Rows
from cardwright.database.tables import TABLE_OPTIONS, Base, where

__all__ = [
    "TABLE_OPTIONS",
    "Base",
    "Collision",
    "Database",
    "PreparedByIds",
    "PreparedChange",
    "PreparedQuery",
    "Rows",
    "Snapshot",
    "open_database",
    "where",
]
