import pytest

from accord.core import cases


class TestAPressingCase:
    @pytest.mark.parametrize(
        ("priority", "status", "pressing"),
        [
            ("P0", "open", True),
            ("P1", "in_progress", True),
            ("P1", "resolved", False),
            ("P0", "closed", False),
            ("P2", "open", False),
        ],
    )
    async def test_is_an_open_one_of_the_two_highest_priorities(self, db, make, priority, status, pressing):
        customer = await make.customer()
        await make.case(customer.id, priority=priority, status=status)

        assert await cases.has_pressing_case(db, customer.id) is pressing

    async def test_is_the_customers_own(self, db, make):
        one, other = await make.customer(), await make.customer()
        await make.case(one.id, priority="P0")

        assert not await cases.has_pressing_case(db, other.id)
