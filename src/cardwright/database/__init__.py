"""Where rows live: tables, transactions, and statements that are compiled once."""

from cardwright.database.engine import Database, Snapshot
from cardwright.database.prepared import PreparedByIds, PreparedChange, PreparedQuery, Rows
from cardwright.database.tables import TABLE_OPTIONS, Base

__all__ = [
    "TABLE_OPTIONS",
    "Base",
    "Database",
    "PreparedByIds",
    "PreparedChange",
    "PreparedQuery",
    "Rows",
    "Snapshot",
]
