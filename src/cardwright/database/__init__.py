"""Where rows live: tables, transactions, and queries that are compiled once."""

from cardwright.database.engine import Database, Snapshot
from cardwright.database.prepared import PreparedByIds, PreparedQuery, Rows
from cardwright.database.tables import TABLE_OPTIONS, Base

__all__ = [
    "TABLE_OPTIONS",
    "Base",
    "Database",
    "PreparedByIds",
    "PreparedQuery",
    "Rows",
    "Snapshot",
]
