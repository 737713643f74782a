"""Learns that the instance or the process is about to end."""
from __future__ import annotations

import json
import logging
import os
import signal
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Optional

_LOG = logging.getLogger(__name__)

# Of a link-local address that always answers at once on an instance.
_TIMEOUT_S = 1.0
# The longest that IMDSv2 allows.
_TOKEN_TTL_S = 21600


class InstanceMetadata:
    """The instance metadata service, version 2: every request has a token of the instance.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
    """

    def __init__(self, endpoint: Optional[str] = None) -> None:
        configured = endpoint or os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or "http://169.254.169.254"
        self._endpoint = configured.rstrip("/")
        # Never through a proxy: the token would be that of the proxy's instance.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._token: Optional[str] = None

    def get(self, path: str) -> Optional[str]:
        """The item below /latest/meta-data/; None if there is none. OSError if the service does not answer."""
        try:
            return self._get(path)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            if error.code != 401:
                raise
        self._token = None  # expired, or of the instance that was hibernated
        try:
            return self._get(path)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def _get(self, path: str) -> str:
        if self._token is None:
            self._token = self._send("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_TTL_S)})
        return self._send("GET", "/latest/meta-data/" + path, {"X-aws-ec2-metadata-token": self._token})

    def _send(self, method: str, path: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(self._endpoint + path, method=method, headers=headers)
        with self._opener.open(request, timeout=_TIMEOUT_S) as response:
            content: bytes = response.read()
        return content.decode("utf-8", "replace")


@dataclass(frozen=True)
class Interruption:
    """The process has to end. at is the time that EC2 announced, in its own form, if it announced one."""

    reason: str
    at: Optional[str] = None


class InterruptionWatcher:
    """Watches for the interruption notice of EC2, the rebalance recommendation before it, and SIGTERM.

    The notice comes two minutes before a Spot instance is stopped or terminated, on a best-effort basis; AWS recommends
    to look every 5 seconds. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    and https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html

    Use it as a context manager, in the main thread if it is to handle SIGTERM. metadata None: only SIGTERM.
    """

    def __init__(self, metadata: Optional[InstanceMetadata], poll_s: float = 5.0, handles_sigterm: bool = True) -> None:
        self._metadata = metadata
        self._poll_s = poll_s
        self._handles_sigterm = handles_sigterm
        self._interruption: Optional[Interruption] = None
        self._is_rebalance_recommended = False
        self._stopped = threading.Event()
        self._thread: Optional[threading.Thread] = None
        self._previous_handler: Any = None
        self._is_silent = False

    @property
    def interruption(self) -> Optional[Interruption]:
        """The interruption once it is known; it is never taken back."""
        return self._interruption

    @property
    def is_rebalance_recommended(self) -> bool:
        """Whether EC2 sees an elevated risk of interruption."""
        return self._is_rebalance_recommended

    def __enter__(self) -> InterruptionWatcher:
        if self._handles_sigterm:
            self._previous_handler = signal.signal(signal.SIGTERM, self._on_sigterm)
        if self._metadata is not None:
            self._thread = threading.Thread(target=self._watch, args=(self._metadata,), name="interruption", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=10 * _TIMEOUT_S)
        if self._handles_sigterm:
            signal.signal(signal.SIGTERM, self._previous_handler or signal.SIG_DFL)

    def _on_sigterm(self, _signal: int, _frame: object) -> None:
        if self._interruption is None:
            self._interruption = Interruption("SIGTERM")

    def _watch(self, metadata: InstanceMetadata) -> None:
        while not self._stopped.is_set():
            self._look(metadata)
            self._stopped.wait(self._poll_s)

    def _look(self, metadata: InstanceMetadata) -> None:
        try:
            action = metadata.get("spot/instance-action")
            if action is not None and self._interruption is None:
                self._interruption = _parse(action)
                _LOG.warning("EC2 announced an interruption: %s at %s", self._interruption.reason, self._interruption.at)
            if not self._is_rebalance_recommended and metadata.get("events/recommendations/rebalance") is not None:
                self._is_rebalance_recommended = True
                _LOG.warning("EC2 recommends to replace this instance")
            self._is_silent = False
        except (OSError, ValueError) as error:
            # Unknown is not "no interruption", but all that can be done is to ask again.
            if not self._is_silent:
                _LOG.warning("the instance metadata service does not answer, so no notice can be seen: %s", error)
            self._is_silent = True


def _parse(action: str) -> Interruption:
    """An action that cannot be read is an interruption, too: without one there is no such item."""
    try:
        content = json.loads(action)
        return Interruption("spot " + str(content["action"]), str(content["time"]))
    except (ValueError, KeyError, TypeError):
        return Interruption("spot")
