"""`alongside gateway`: the process that holds the sockets."""

import argparse
import asyncio
import gc
import resource
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alongside.live.gateway.server import Address
    from alongside.live.presence import PresenceSink


def main(argv: list[str]) -> int:
    """Serve until SIGTERM or SIGINT; prints one line when ready. Returns 1 where the address can't be had."""
    from alongside.site.commands import start_django

    start_django()
    from django.conf import settings

    parser = argparse.ArgumentParser(prog="alongside gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=settings.GATEWAY_PORT)
    options = parser.parse_args(argv)

    import uvloop

    from alongside.live import presence
    from alongside.live.gateway.server import Address

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # one socket is one open file
    sys.setswitchinterval(0.0005)  # the loop and the thread that reads the outbox hand over to each other
    gc.freeze()  # what is loaded now lives as long as the process: collections needn't look at it
    address = Address(options.host, options.port, frozenset(settings.GATEWAY_ORIGINS))
    try:
        uvloop.run(serve(address, presence.sink()))
    except OSError as error:
        print(f"gateway: can't listen on {options.host}:{options.port} ({error.strerror}).", file=sys.stderr)
        return 1
    return 0


async def serve(address: "Address", sink: "PresenceSink") -> None:
    """Run one gateway until the process is told to stop. Raises OSError where the address can't be had."""
    from alongside.live.gateway.server import Gateway

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    gateway = Gateway(address, sink=sink)
    await gateway.start()
    print(f"gateway: ready on {address.host}:{gateway.port}", flush=True)
    await stop.wait()
    await gateway.stop()
