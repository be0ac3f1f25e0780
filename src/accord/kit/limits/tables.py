"""The table of windows, for servers of several processes without Redis."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from accord.kit.db import metadata

rate_windows = Table(
    "rate_windows",
    metadata,
    Column("key", Text, primary_key=True),
    Column("window_start", BigInteger, primary_key=True),
    Column("hits", Integer, nullable=False),
    prefixes=["UNLOGGED"],
)
