"""The job queue: jobs wait in PostgreSQL, in PgQueuer's tables, and are done by workers.

Owns    dead_jobs (and PgQueuer's tables)
"""
