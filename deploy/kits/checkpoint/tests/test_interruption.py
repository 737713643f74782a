"""The watcher against a local server that answers as the instance metadata service does."""
import http.server
import os
import signal
import threading
import time
import unittest

from gleaner_checkpoint import InstanceMetadata, InterruptionWatcher

NOTICE = '{"action": "terminate", "time": "2026-11-28T08:22:00Z"}'


class Metadata(http.server.ThreadingHTTPServer):
    """IMDSv2: PUT for a token with its lifetime, GET only with a valid token, 404 for an item that is not there."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.items = {}
        self.tokens = []
        self.requests = []
        self.is_broken = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        lifetime = self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "")
        if self.path != "/latest/api/token" or not lifetime.isdigit() or not 1 <= int(lifetime) <= 21600:
            return self.answer(400, "")
        if self.headers.get("X-Forwarded-For"):
            return self.answer(403, "")
        self.server.tokens.append(f"token-{len(self.server.tokens)}")
        self.answer(200, self.server.tokens[-1])

    def do_GET(self):
        self.server.requests.append(self.path)
        if self.server.is_broken:
            return self.answer(500, "")
        if not self.server.tokens or self.headers.get("X-aws-ec2-metadata-token") != self.server.tokens[-1]:
            return self.answer(401, "")
        item = self.server.items.get(self.path.replace("/latest/meta-data/", "", 1))
        self.answer(404 if item is None else 200, item or "")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def wait_for(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        time.sleep(0.005)


class InterruptionWatcherTest(unittest.TestCase):
    def setUp(self):
        self.service = Metadata()
        self.addCleanup(self.service.server_close)
        self.addCleanup(self.service.shutdown)

    def watcher(self, **options):
        return InterruptionWatcher(InstanceMetadata(self.service.url()), poll_s=0.01, **options)

    def test_should_see_the_notice(self):
        with self.watcher() as watcher:
            wait_for(lambda: len(self.service.requests) > 4)
            self.assertIsNone(watcher.interruption)
            self.service.items["spot/instance-action"] = NOTICE
            wait_for(lambda: watcher.interruption)
        self.assertEqual(watcher.interruption.reason, "spot terminate")
        self.assertEqual(watcher.interruption.at, "2026-11-28T08:22:00Z")
        self.assertEqual(len(self.service.tokens), 1, "one token for all requests")

    def test_should_take_a_notice_that_cannot_be_read_for_an_interruption(self):
        for content in ("", "[]", "{}", "terminate"):
            with self.subTest(content=content):
                self.service.items["spot/instance-action"] = content or " "
                with self.watcher() as watcher:
                    wait_for(lambda: watcher.interruption)
                self.assertEqual(watcher.interruption.reason, "spot")

    def test_should_see_a_recommendation_without_taking_it_for_a_notice(self):
        self.service.items["events/recommendations/rebalance"] = '{"noticeTime": "2026-11-28T08:10:00Z"}'
        with self.watcher() as watcher:
            wait_for(lambda: watcher.is_rebalance_recommended)
            wait_for(lambda: len(self.service.requests) > 6)
        self.assertIsNone(watcher.interruption)

    def test_should_renew_an_expired_token(self):
        with self.watcher() as watcher:
            wait_for(lambda: len(self.service.requests) > 2)
            self.service.tokens.append("expires the one before")
            self.service.items["spot/instance-action"] = NOTICE
            wait_for(lambda: watcher.interruption)
        self.assertGreaterEqual(len(self.service.tokens), 3)

    def test_should_ask_on_while_the_service_does_not_answer(self):
        self.service.is_broken = True
        with self.assertLogs("gleaner_checkpoint.interruption", "WARNING") as logs, self.watcher() as watcher:
            wait_for(lambda: len(self.service.requests) > 5)
            self.assertIsNone(watcher.interruption)
            self.service.items["spot/instance-action"] = NOTICE
            self.service.is_broken = False
            wait_for(lambda: watcher.interruption)
        self.assertEqual(sum("does not answer" in line for line in logs.output), 1, "told once, not at each look")

    def test_should_not_ask_through_a_proxy(self):
        os.environ["http_proxy"] = "http://127.0.0.1:9"
        self.addCleanup(os.environ.pop, "http_proxy")
        self.service.items["spot/instance-action"] = NOTICE
        self.assertEqual(InstanceMetadata(self.service.url()).get("spot/instance-action"), NOTICE)

    def test_should_see_sigterm_and_restore_its_handler(self):
        before = signal.getsignal(signal.SIGTERM)
        with InterruptionWatcher(None) as watcher:
            os.kill(os.getpid(), signal.SIGTERM)
            wait_for(lambda: watcher.interruption)
            self.assertEqual(watcher.interruption.reason, "SIGTERM")
        self.assertEqual(signal.getsignal(signal.SIGTERM), before)


if __name__ == "__main__":
    unittest.main()
