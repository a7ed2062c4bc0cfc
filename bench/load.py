"""A small load generator: a few keep-alive connections that ask one after another, for a fixed time, on loopback only."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Measured:
    """What one round showed."""

    requests: int
    seconds: float
    failures: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Asked:
    """What is asked for, in turn, and by whom: the cookies of somebody signed in, or of nobody."""

    addresses: list[str]
    cookie: str = ""


def measure(port: int, asked: Asked, *, seconds: float, connections: int = 4) -> Measured:
    """Asks for the addresses in turn for a while. A failure is anything but 200."""
    addresses, headers = asked.addresses, {"Host": "localhost", "Accept-Encoding": "identity"}
    if asked.cookie:
        headers["Cookie"] = asked.cookie
    counts = [0] * connections
    failures = [0] * connections
    deadline = time.monotonic() + seconds

    def ask(which: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for address in cycle(addresses[which::connections] or addresses):
            if time.monotonic() > deadline:
                break
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            counts[which] += 1
            failures[which] += answer.status != 200
        connection.close()

    threads = [threading.Thread(target=ask, args=(which,)) for which in range(connections)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(sum(counts), time.monotonic() - started, sum(failures))
