"""Speaks to the Elasticsearch server: where it is, how long it may take, and what its refusals mean in one sentence."""

from __future__ import annotations

import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

import elasticsearch
import structlog
from elasticsearch import Elasticsearch, OrjsonSerializer

from search.engines.base import EngineUnreachableError

log = structlog.get_logger(__name__)
logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # a line for every request, and what we tell ourselves
T = TypeVar("T")
OLDEST: Final = 8  # major version of the server
SEARCH_SECONDS: Final = 0.8  # a page asks at most once more after that: it answers within a second and a half
NODE_SECONDS: Final = 0.5  # of several nodes one is waited for so long, then another one is asked
LOOK_SECONDS: Final = 4.0  # the worker and commands have a little more time than a reader
SLOW_SECONDS: Final = 0.5  # an answer that took so long was used, but the next one is not waited for
WRITE_SECONDS: Final = 30.0
PAUSE_SECONDS: Final = 3.0  # after a failure nobody asks again for so long
SHORTEST: Final = 0.05
MOST_TRIES: Final = 6  # of a request that the server was too busy for
FIRST_WAIT: Final = 0.25  # seconds; doubled each time
BUSY: Final = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the server is and how to be let in."""

    urls: tuple[str, ...]
    api_key: str = ""
    ca_certs: str = ""
    prefix: str = "passerelle"
    shards: int = 1
    replicas: int = 0

    @property
    def shown(self) -> str:
        """Its addresses, without passwords."""
        parts = [urlsplit(url) for url in self.urls]
        return ", ".join(f"{part.scheme}://{part.hostname}:{part.port or _port(part.scheme)}" for part in parts)

    def nodes(self) -> list[str]:
        """The addresses as the client takes them: with a port."""
        found = []
        for url in self.urls:
            part = urlsplit(url)
            place = part.netloc if part.port else f"{part.netloc}:{_port(part.scheme)}"
            found.append(f"{part.scheme}://{place}{part.path}")
        return list(dict.fromkeys(found))


class Look(Protocol):
    """Asks the server something."""

    def __call__(self, question: Callable[[Elasticsearch], T], /) -> T: ...


class Connection:
    """The client of one server, opened by each process for itself."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock = threading.Lock()
        self._process = 0
        self._client: Elasticsearch | None = None
        self._quiet_until = 0.0
        self._slow = 0

    def _opened(self) -> Elasticsearch:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                options: dict[str, Any] = {"api_key": self.server.api_key} if self.server.api_key else {}
                if self.server.ca_certs:
                    options["ca_certs"] = self.server.ca_certs
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    self._client = Elasticsearch(
                        self.server.nodes(),
                        serializers={"application/vnd.elasticsearch+json": OrjsonSerializer()},
                        connections_per_node=16,
                        dead_node_backoff_factor=PAUSE_SECONDS,
                        retry_on_status=(),
                        **options,
                    )
                self._process = os.getpid()
            return self._client

    def ask(self, question: Callable[[Elasticsearch], T]) -> T:
        """One quick question of a reader. Raises EngineUnreachableError at once for a while after one has failed."""
        self._unless_quiet()
        client = self._hurried(SEARCH_SECONDS if self._alone else 2 * NODE_SECONDS)
        started = time.monotonic()
        try:
            with explained(self.server), _quietly():
                answer = question(client)
        except EngineUnreachableError as error:
            self._be_quiet(str(error))
            raise
        if time.monotonic() - started <= SLOW_SECONDS:
            self._slow, self._quiet_until = 0, 0.0
            return answer
        self._slow += 1
        if self._slow >= len(
            self.server.urls
        ):  # of several nodes one may have been waited for in vain: it is left alone now
            self._be_quiet("It answers slowly.")
        return answer

    @property
    def _alone(self) -> bool:
        return len(self.server.urls) == 1

    def _hurried(self, seconds: float) -> Elasticsearch:
        """The client for a question that has so long; with several nodes, half of it for one and half for another."""
        if self._alone:
            return self._opened().options(request_timeout=seconds, max_retries=0, retry_on_timeout=False)
        return self._opened().options(request_timeout=seconds / 2, max_retries=1, retry_on_timeout=True)

    def _unless_quiet(self) -> None:
        """After a pause one reader finds out whether the server is back; the others do not wait with it."""
        with self._lock:
            now = time.monotonic()
            if now < self._quiet_until:
                raise EngineUnreachableError("Elasticsearch did not answer a moment ago.")
            if self._quiet_until:
                self._quiet_until = now + PAUSE_SECONDS

    def tell(self, order: Callable[[Elasticsearch], T]) -> T:
        """A change: patient with a server that is busy. Raises EngineUnreachableError for one that is not there."""
        client = self._opened().options(request_timeout=WRITE_SECONDS, max_retries=0, retry_on_timeout=False)
        wait = FIRST_WAIT
        for _try in range(MOST_TRIES - 1):
            try:
                with explained(self.server), _quietly():
                    return order(client)
            except BusyError:
                time.sleep(wait)
                wait *= 2
        with explained(self.server), _quietly():
            return order(client)

    def look(self, question: Callable[[Elasticsearch], T]) -> T:
        """A question of the worker or of a command, which has a little more time than a reader."""
        return self.looking(LOOK_SECONDS)(question)

    def looking(self, seconds: float) -> Look:
        """Asks questions that have so long together."""
        until = time.monotonic() + seconds

        def look(question: Callable[[Elasticsearch], T]) -> T:
            client = self._hurried(max(until - time.monotonic(), SHORTEST))
            with explained(self.server), _quietly():
                return question(client)

        return look

    def _be_quiet(self, note: str) -> None:
        self._quiet_until = time.monotonic() + PAUSE_SECONDS
        log.warning("search.elasticsearch_quiet", note=note)


class BusyError(EngineUnreachableError):
    """The server has too much to do just now."""


@contextmanager
def explained(server: Server) -> Iterator[None]:
    """Turns what the server refuses for reasons that no document has into a sentence that says what to do."""
    try:
        yield
    except elasticsearch.ConnectionTimeout as error:
        raise EngineUnreachableError(
            f"Elasticsearch at {server.shown} does not answer in time: look whether it is overloaded or hangs."
        ) from error
    except elasticsearch.UnsupportedProductError as error:
        raise EngineUnreachableError(_not_it(server)) from error
    except elasticsearch.TransportError as error:
        raise EngineUnreachableError(
            f"Elasticsearch can't be reached at {server.shown}: start it, or correct ELASTICSEARCH_URL "
            f"({type(error).__name__})."
        ) from error
    except elasticsearch.ApiError as error:
        if error.status_code in (401, 403):
            raise EngineUnreachableError(_refused(server, error)) from error
        if error.status_code in (406, 415):
            raise EngineUnreachableError(_too_old(server, "an older one")) from error
        if error.status_code in BUSY:
            raise BusyError(
                f"Elasticsearch at {server.shown} has too much to do (status {error.status_code}): "
                "give it more memory or wait."
            ) from error
        raise


def check_version(server: Server, information: Any) -> None:
    """Raises EngineUnreachableError for a server that is not Elasticsearch 8 or newer."""
    version = information.get("version", {})
    number = str(version.get("number", "0"))
    if version.get("distribution"):  # a relative under another name
        raise EngineUnreachableError(_not_it(server))
    major = number.split(".")[0]
    if not major.isdigit() or int(major) < OLDEST:
        raise EngineUnreachableError(_too_old(server, number))


def _refused(server: Server, error: elasticsearch.ApiError) -> str:
    who = "the API key in ELASTICSEARCH_API_KEY" if server.api_key else "user and password in ELASTICSEARCH_URL"
    if error.status_code == 401:
        return f"Elasticsearch at {server.shown} does not let us in: check {who}."
    return (
        f"Elasticsearch at {server.shown} refuses this ({_reason(error)}): give the account of {who} the privileges "
        f"`monitor` on the cluster and `all` on the indexes {server.prefix}-*."
    )


def _too_old(server: Server, number: str) -> str:
    return f"Elasticsearch at {server.shown} is {number}: version {OLDEST} or 9 is needed. Upgrade it."


def _not_it(server: Server) -> str:
    return f"What answers at {server.shown} is not Elasticsearch: correct ELASTICSEARCH_URL."


def _reason(error: elasticsearch.ApiError) -> str:
    """What the server says itself, shortened."""
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error")
    causes = (told.get("root_cause") or [told]) if isinstance(told, dict) else []
    return str(causes[0].get("reason", error.message) if causes else error.message)[:300]


reason_of: Final = _reason


@contextmanager
def _quietly() -> Iterator[None]:
    """The server warns with each answer that its security is off: whoever runs it knows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", elasticsearch.ElasticsearchWarning)
        yield


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 9200
