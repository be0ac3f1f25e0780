"""Mechanics without a domain word: databases, records, ids, time, HTTP, paging, limits, crypto, logs."""
