"""The server with real concurrency: batches, delay, errors and overload."""
import asyncio
import random
import threading
import time
import unittest

from inference_server import BatchingInferenceServer, OverloadedError

try:
    from fastapi.testclient import TestClient
except (ImportError, RuntimeError):  # the client needs httpx
    TestClient = None


class Model:
    """Doubles numbers and records its batches."""

    def __init__(self, seconds=0.0):
        self.batches = []
        self.seconds = seconds
        self.running = threading.Semaphore(1)

    def __call__(self, inputs):
        if not self.running.acquire(blocking=False):
            raise AssertionError("two batches at a time")
        try:
            self.batches.append(list(inputs))
            time.sleep(self.seconds)
            if "bad" in inputs:
                raise ValueError("bad input")
            return [2 * value for value in inputs]
        finally:
            self.running.release()


class BatchingInferenceServerTest(unittest.TestCase):
    def run_server(self, work, model, **limits):
        async def main():
            async with BatchingInferenceServer(model, **limits) as server:
                return await asyncio.wait_for(work(server), 60)

        return asyncio.run(main())

    def test_should_answer_each_caller_with_its_own_output(self):
        for seed in range(10):
            randomly = random.Random(seed)
            model = Model(seconds=0.001)
            size = randomly.randint(1, 8)

            async def caller(server, number):
                await asyncio.sleep(randomly.uniform(0, 0.1))
                self.assertEqual(await server.infer(number), 2 * number)

            async def work(server):
                await asyncio.gather(*(caller(server, number) for number in range(100)))

            self.run_server(work, model, max_batch_size=size, max_delay_s=0.003, max_waiting=100)
            self.assertEqual(sorted(value for batch in model.batches for value in batch), list(range(100)))
            self.assertLessEqual(max(map(len, model.batches)), size)

    def test_should_fill_batches_while_the_model_is_busy(self):
        model = Model(seconds=0.5)

        async def work(server):
            first = asyncio.create_task(server.infer(0))
            await asyncio.sleep(0.03)
            return await asyncio.gather(first, *(server.infer(number) for number in range(1, 9)))

        self.assertEqual(self.run_server(work, model, max_batch_size=4, max_delay_s=0), [2 * number for number in range(9)])
        self.assertEqual(model.batches, [[0], [1, 2, 3, 4], [5, 6, 7, 8]])

    def test_should_wait_for_the_delay_and_no_longer(self):
        model = Model()

        async def work(server):
            began = time.monotonic()
            first = asyncio.create_task(server.infer(1))
            await asyncio.sleep(0.05)
            await asyncio.gather(first, server.infer(2))
            return time.monotonic() - began

        self.assertGreaterEqual(self.run_server(work, model, max_batch_size=4, max_delay_s=1), 0.99)
        self.assertEqual(model.batches, [[1, 2]])

    def test_should_not_wait_for_the_delay_when_the_batch_is_full(self):
        model = Model()

        async def work(server):
            await asyncio.gather(*(server.infer(number) for number in range(4)))

        began = time.monotonic()
        self.run_server(work, model, max_batch_size=4, max_delay_s=30)
        self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(model.batches, [[0, 1, 2, 3]])

    def test_should_fail_the_calls_of_a_batch_and_go_on(self):
        model = Model()

        async def work(server):
            failed = await asyncio.gather(server.infer("bad"), server.infer(1), return_exceptions=True)
            return failed, await server.infer(2)

        failed, answer = self.run_server(work, model, max_batch_size=2, max_delay_s=0.05)
        self.assertEqual([type(error) for error in failed], [ValueError, ValueError])
        self.assertEqual(answer, 4)

    def test_should_refuse_a_model_that_loses_outputs(self):
        async def work(server):
            with self.assertRaisesRegex(RuntimeError, "1 outputs for 2 inputs"):
                await asyncio.gather(server.infer(1), server.infer(2))

        self.run_server(work, lambda inputs: inputs[:1], max_batch_size=2, max_delay_s=0.05)

    def test_should_refuse_requests_beyond_the_limit(self):
        model = Model(seconds=0.5)

        async def work(server):
            first = asyncio.create_task(server.infer(0))
            await asyncio.sleep(0.05)
            answers = await asyncio.gather(first, *(server.infer(number) for number in range(1, 6)), return_exceptions=True)
            return [type(answer) for answer in answers]

        kinds = self.run_server(work, model, max_batch_size=1, max_delay_s=0, max_waiting=3)
        self.assertEqual(kinds, [int, int, int, int, OverloadedError, OverloadedError])

    def test_should_not_run_the_model_for_a_caller_that_went_away(self):
        model = Model(seconds=0.5)

        async def work(server):
            first = asyncio.create_task(server.infer(0))
            await asyncio.sleep(0.03)
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(server.infer(1), 0.01)
            await first
            self.assertEqual(await server.infer(2), 4)

        self.run_server(work, model, max_batch_size=1, max_delay_s=0)
        self.assertEqual(model.batches, [[0], [2]])

    def test_should_refuse_calls_when_it_does_not_run(self):
        async def main():
            server = BatchingInferenceServer(Model())
            with self.assertRaisesRegex(RuntimeError, "does not run"):
                await server.infer(1)
            async with server:
                self.assertEqual(await server.infer(1), 2)
            with self.assertRaisesRegex(RuntimeError, "does not run"):
                await server.infer(1)

        asyncio.run(main())

    def test_should_refuse_limits_that_mean_nothing(self):
        for limits in ({"max_batch_size": 0}, {"max_delay_s": -1}, {"max_waiting": 0}):
            with self.assertRaises(ValueError):
                BatchingInferenceServer(Model(), **limits)


@unittest.skipIf(TestClient is None, "No FastAPI with httpx")
class ApplicationTest(unittest.TestCase):
    def test_should_batch_requests_over_http(self):
        from concurrent.futures import ThreadPoolExecutor

        from inference_server import create_app

        model = Model(seconds=0.02)
        with TestClient(create_app(model, max_batch_size=8, max_delay_s=0.2, max_waiting=64)) as client:
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda number: client.post("/infer", json=number).json(), range(24)))
        self.assertEqual(answers, [2 * number for number in range(24)])
        self.assertLess(len(model.batches), 24)

    def test_should_load_the_model_by_its_name(self):
        import inference_server

        inference_server.MODEL = "statistics:multimode"  # a function from a list to a list
        self.addCleanup(setattr, inference_server, "MODEL", "")
        with TestClient(inference_server.app) as client:
            self.assertEqual(client.post("/infer", json=7).json(), 7)

    def test_should_answer_503_when_overloaded(self):
        from concurrent.futures import ThreadPoolExecutor

        from inference_server import create_app

        model = Model(seconds=0.3)
        with TestClient(create_app(model, max_batch_size=1, max_delay_s=0, max_waiting=1)) as client:
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda number: client.post("/infer", json=number), range(8)))
        codes = sorted(answer.status_code for answer in answers)
        self.assertEqual(codes[0], 200)
        self.assertEqual(codes[-1], 503)
        self.assertIn("Retry-After", next(answer for answer in answers if answer.status_code == 503).headers)


if __name__ == "__main__":
    unittest.main()
