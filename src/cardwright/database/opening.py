"""How a URL opens a database."""

from cardwright.database.engine import Database


def open_database(url: str) -> Database:
    """Open the database at `url`, which may be empty.

    `sqlite:////absolute/path/to/file.db` or `postgresql://user:password@host:port/name`. Raises
    ValueError with a sentence for another.
    """
    scheme = url.partition(":")[0]
    # Imported here because each driver costs time and memory that the other one's users save.
    if scheme == "sqlite":
        from cardwright.database.sqlite import SqliteDatabase

        return SqliteDatabase(url)
    if scheme in {"postgresql", "postgres"}:
        from cardwright.database.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(url.replace("postgres://", "postgresql://", 1))
    raise ValueError(
        "must be sqlite:////absolute/path/to/file.db or postgresql://user:password@host:port/name"
    )
