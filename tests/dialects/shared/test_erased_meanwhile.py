"""A customer who is being erased while somebody writes about it: the write waits, and finds it unknown."""

import asyncio

import pytest

from adapters.queue.workshop import until

from .world import STAYING, customer_fields, ids_of, kind_of, name_of, served


def is_about_a_customer(operation):
    """Whether what it names goes when a customer is erased."""
    kinds = {kind_of(operation, name) for name in ids_of(operation)}
    return bool(kinds.difference(STAYING) or customer_fields(operation.body))


WRITES = [
    (dialect, operation)
    for dialect in ("banking", "engagement", "tourism")
    for operation in served(dialect)
    if operation.method != "GET" and is_about_a_customer(operation)
]
# Writes nothing, and so waits for nobody.
WITHOUT_EFFECT = {("tourism", "/segments/customer/{customer_id}/assign")}


class TestWritingAboutACustomerWhoIsBeingErased:
    @pytest.mark.parametrize("pair", WRITES, ids=name_of)
    async def test_finds_it_unknown(self, open_client_of, world, database, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]
        async with database.pool.acquire() as erasing:
            name = await erasing.fetchval("SELECT current_database()")
            async with erasing.transaction():
                await erasing.execute("DELETE FROM customers WHERE id = $1", world.customer.id)
                asked = client.request(operation.method, world.path(operation), json=world.body(operation))
                answering = asyncio.create_task(asked)
                await until(lambda: answering.done() or _waits(database, name))

        answer = await answering

        if (pair[0], operation.path) in WITHOUT_EFFECT:
            assert answer.status_code == operation.success
            return
        assert answer.status_code == 404, answer.text
        driver.check_envelope(answer.json(), 404)


async def _waits(database, name):
    """Whether somebody waits for a lock, by which the customer is held."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'"
    return bool(await database.pool.fetchval(waiting, name))
