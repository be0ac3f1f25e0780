"""A mail server for measurements: it takes everything, keeps nothing, and tells how much it took and for how long.

`python -m benchmarks.mail_sink PORT`. The command `NOOP` is answered with the count and the seconds between the
first and the last mail, and begins a new count.
"""

import asyncio
import sys
import time
from typing import Any

from aiosmtpd.smtp import SMTP

from benchmarks.harness import HOST


class Tally:
    """What was taken since somebody asked."""

    def __init__(self) -> None:
        self.count = 0
        self.began = 0.0
        self.ended = 0.0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        self.ended = time.perf_counter()
        self.began = self.began if self.count else self.ended
        self.count += 1
        return "250 OK"

    async def handle_NOOP(self, _server: Any, _session: Any, _envelope: Any, _text: str) -> str:  # noqa: N802
        """Tell what was taken, and forget it."""
        told = f"250 {self.count} {self.ended - self.began:.6f}"
        self.count = 0
        return told


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    tally = Tally()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(tally, hostname="sink.example", loop=loop), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
