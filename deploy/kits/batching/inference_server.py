"""Requests of many clients in batches of a model, as an HTTP server with FastAPI.

uvicorn inference_server:app. BatchingInferenceServer needs nothing but Python, and can be used without HTTP.
"""
from __future__ import annotations

import asyncio
import importlib
import time
from typing import Any, Callable, List, Optional, Sequence, Tuple

# Set by Gleaner's deploy/kits/batching/render.
MAX_BATCH_SIZE = 8
MAX_DELAY_S = 0.002
# Waiting requests beyond which new ones are refused: they could not be answered in time.
MAX_WAITING = 64
# Module and function, as "job.model:infer": from a list of inputs to a list of outputs.
MODEL = ""


class OverloadedError(RuntimeError):
    """More requests wait than can be answered in time; try again later."""


class BatchingInferenceServer:
    """Runs a model on batches of the requests of concurrent callers, one batch at a time, in a thread of its own.

    While the model is free, a batch starts as soon as it is full, or when its first request has waited for max_delay_s. A
    model gets a list of inputs and returns as many outputs in the same order; if it raises, so does each call of the batch.
    """

    def __init__(
        self,
        model: Callable[[List[Any]], Sequence[Any]],
        max_batch_size: int = MAX_BATCH_SIZE,
        max_delay_s: float = MAX_DELAY_S,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        if max_batch_size < 1 or max_delay_s < 0 or max_waiting < 1:
            raise ValueError("the batch size and the number of waiting requests are at least 1, and the delay is not negative")
        self._model = model
        self._max_batch_size = max_batch_size
        self._max_delay_s = max_delay_s
        self._max_waiting = max_waiting
        self._waiting: List[Tuple[Any, float, asyncio.Future[Any]]] = []
        self._arrived = asyncio.Event()
        self._task: Optional[asyncio.Task[None]] = None

    async def __aenter__(self) -> BatchingInferenceServer:
        self._task = asyncio.create_task(self._serve())
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for _, _, answer in self._waiting:
            answer.cancel()
        self._waiting.clear()

    async def infer(self, request: Any) -> Any:
        """The output of the model for one input. OverloadedError if too many requests wait."""
        if self._task is None or self._task.done():
            raise RuntimeError("the server does not run")
        if len(self._waiting) >= self._max_waiting:
            raise OverloadedError(f"{len(self._waiting)} requests wait")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, time.monotonic(), answer))
        self._arrived.set()
        return await answer

    async def _serve(self) -> None:
        while True:
            await self._fill()
            batch = self._waiting[: self._max_batch_size]
            del self._waiting[: self._max_batch_size]
            # A caller that went away needs no answer.
            batch = [entry for entry in batch if not entry[2].done()]
            if batch:
                await self._run(batch)

    async def _fill(self) -> None:
        """Returns when a batch should start."""
        while len(self._waiting) < self._max_batch_size:
            left = self._waiting[0][1] + self._max_delay_s - time.monotonic() if self._waiting else None
            if left is not None and left <= 0:
                return
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except asyncio.TimeoutError:
                return

    async def _run(self, batch: List[Tuple[Any, float, asyncio.Future[Any]]]) -> None:
        answers = [answer for _, _, answer in batch]
        try:
            outputs = await asyncio.to_thread(self._model, [request for request, _, _ in batch])
            if len(outputs) != len(batch):
                raise RuntimeError(f"the model returned {len(outputs)} outputs for {len(batch)} inputs")
        except asyncio.CancelledError:
            for answer in answers:
                answer.cancel()
            raise
        except Exception as error:
            for answer in answers:
                if not answer.done():
                    answer.set_exception(error)
            return
        for answer, output in zip(answers, outputs):
            if not answer.done():
                answer.set_result(output)


def create_app(model: Callable[[List[Any]], Sequence[Any]], **limits: Any) -> Any:
    """A FastAPI application with POST /infer, whose body is one input as JSON."""
    from contextlib import asynccontextmanager

    from fastapi import Body, FastAPI, HTTPException

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> Any:
        async with BatchingInferenceServer(model, **limits) as server:
            application.state.server = server
            yield

    application = FastAPI(lifespan=lifespan)

    async def infer(request: Any = Body()) -> Any:
        try:
            return await application.state.server.infer(request)
        except OverloadedError as error:
            raise HTTPException(status_code=503, detail=str(error), headers={"Retry-After": "1"}) from error

    infer.__annotations__ = {"request": Any, "return": Any}  # not as texts, which FastAPI could not resolve here
    application.post("/infer")(infer)
    return application


def load_model(name: str) -> Callable[[List[Any]], Sequence[Any]]:
    """The function MODULE:FUNCTION."""
    module, colon, function = name.partition(":")
    if not module or not colon or not function:
        raise ValueError(f"MODEL is '{name}', not MODULE:FUNCTION")
    loaded: Callable[[List[Any]], Sequence[Any]] = getattr(importlib.import_module(module), function)
    return loaded


def __getattr__(name: str) -> Any:
    """The application, made when uvicorn asks for it."""
    if name == "app":
        return create_app(load_model(MODEL))
    raise AttributeError(name)
