"""Runs the stand-ins: prints one line of JSON with their addresses and keys, then serves until it is stopped."""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from vendors import ACCOUNTS, Sink, Vendors


async def serve(folder: Path, port: int, smtp_port: int, answers_after: float) -> None:
    """Serve until SIGTERM or SIGINT."""
    vendors = Vendors(folder, answers_after=answers_after)
    sink = Sink(folder, scripts=vendors.scripts, answers_after=answers_after)
    ports = {"http": await vendors.open(port), "smtp": await sink.open(smtp_port)}
    print(json.dumps({**ports, "sendgrid_public_key": ACCOUNTS.sendgrid_public_key}), flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await vendors.close()
    await sink.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="vendors")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--answers-after", type=float, default=0.0, metavar="SECONDS")
    given = parser.parse_args()
    asyncio.run(serve(given.folder, given.port, given.smtp_port, given.answers_after))


if __name__ == "__main__":
    main()
