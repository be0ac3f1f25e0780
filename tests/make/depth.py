"""How hard tests try: enough with every change, and with other, many more examples in `make deep`.

`RELIABILITY_SEED` draws again what a test drew that printed it.
"""

import os
import random
from collections import Counter
from typing import Any

from hypothesis import settings

DEEP = os.environ.get("ACCORD_TEST_DEPTH") == "deep"
SEED = int(os.environ.get("RELIABILITY_SEED", random.randrange(1_000_000)))
# What this process has tried, by name: `make deep` believes no promise that was tried less often than it says.
TRIED: Counter[str] = Counter()


def depth(count: int, deep: int) -> int:
    """How often to try: `count` with every change, `deep` in `make deep`."""
    return deep if DEEP else count


def drawing(count: int, deep: int, **given: Any) -> settings:
    """Hypothesis settings for so many examples; in `make deep` they are drawn anew from its seed."""
    if DEEP:
        given["derandomize"] = False
    return settings(max_examples=depth(count, deep), deadline=None, **given)
