"""Kills a training loop at random moments by SIGKILL and lets it resume, KILLS times; then lets each run finish.

Each process trains by gradient descent in NumPy and saves to the S3 of the stand-in. Time is counted in steps, so that
the work since the last checkpoint is exact. Checked after each kill and at the end:
- the process resumes with a state that is, to the bit, the one of an uninterrupted run at that step;
- the steps that were lost are at most one interval;
- no checkpoint has a manifest without all of its files;
- the final state is that of the uninterrupted run.

Prints one line of figures; the exit status is 1 after the first violation. Usage: kill_training.py KILLS SEED
"""
import logging
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import boto3
import numpy as np
import s3_stand_in

from gleaner_checkpoint import Cadence, Checkpointer, CheckpointStore, InterruptionWatcher

BUCKET = "checkpoints"
INTERVAL = 10
KILLS_OF_A_RUN = 10
LAST_STEP = 10**6
SIZE = 64
STEP_S = 0.002
# Events of several intervals with their checkpoints: by them a process lives as long on any machine.
LONGEST_LIFE = 40
# About that of a checkpoint.
AFTER_EVENT_S = 0.02
# One in so many processes is killed while it starts.
STARTS = 5
LONGEST_START_S = 0.5
# Of a process that is not killed.
PATIENCE_S = 120

# Loads the descriptions of AWS's services before the forks.
SESSION = boto3.Session()
s3_stand_in.client(SESSION)


class Model:
    """Linear regression with momentum; its state at a step is a function of the seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.inputs = self.random.normal(size=(SIZE, SIZE))
        self.outputs = self.random.normal(size=SIZE)
        self.weights = np.zeros(SIZE)
        self.velocity = np.zeros(SIZE)
        self.steps = 0

    def step(self):
        noise = self.random.normal(size=SIZE) * 1e-3
        gradient = self.inputs.T @ (self.inputs @ self.weights - self.outputs) / SIZE
        self.velocity = 0.9 * self.velocity - 0.01 * (gradient + noise)
        self.weights = self.weights + self.velocity
        self.steps += 1

    def write(self, folder):
        np.save(folder / "weights.npy", self.weights)
        np.save(folder / "velocity.npy", self.velocity)
        # As text: the state of the generator has integers of 128 bits.
        (folder / "random.txt").write_text(repr(self.random.bit_generator.state))
        (folder / "steps.txt").write_text(str(self.steps))

    def read(self, folder):
        self.weights = np.load(folder / "weights.npy")
        self.velocity = np.load(folder / "velocity.npy")
        self.random.bit_generator.state = eval((folder / "random.txt").read_text())
        self.steps = int((folder / "steps.txt").read_text())

    def fingerprint(self):
        return self.weights.tobytes() + self.velocity.tobytes() + repr(self.random.bit_generator.state).encode()


def train(seed, run, log, last_step):
    """The training job. It writes a line for each event to the log: "resumed N", "step N", "saving N", "saved N"."""
    model = Model(seed)
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(event):
        os.write(file, f"{event} {model.steps}\n".encode())

    def write(folder):
        tell("saving")
        model.write(folder)

    checkpointer = Checkpointer(
        CheckpointStore(s3_stand_in.client(SESSION), BUCKET, run, keep=2),
        Cadence(1, float("inf"), INTERVAL),
        InterruptionWatcher(None, handles_sigterm=False),
        clock=lambda: model.steps,
    )
    with checkpointer as checkpoints:
        number = checkpoints.resume(model.read)
        if number is None:
            model = Model(seed)
        elif number != model.steps:
            raise AssertionError(f"checkpoint {number} contains step {model.steps}")
        reference = Model(seed)
        while reference.steps < model.steps:
            reference.step()
        if reference.fingerprint() != model.fingerprint():
            raise AssertionError(f"the state of checkpoint {number} is not that of the uninterrupted run")
        tell("resumed")
        while model.steps < last_step:
            time.sleep(STEP_S)
            model.step()
            tell("step")
            if checkpoints.after_step(model.steps, write):
                tell("saved")
        checkpoints.finish(model.steps, write)
    reference = Model(seed)
    while reference.steps < last_step:
        reference.step()
    if reference.fingerprint() != model.fingerprint():
        raise AssertionError("the final state is not that of the uninterrupted run")


def start(*arguments):
    """Runs train in a new process; returns its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        train(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def events(log):
    """The events of the log, without the last line if it is not complete."""
    return [(line.split()[0], int(line.split()[1])) for line in log.read_text().split("\n")[:-1]] if log.exists() else []


def await_events(child, log, count):
    """Waits until the log has so many events, however slow the machine is."""
    end = time.monotonic() + PATIENCE_S
    while len(events(log)) < count:
        if wait(child, 0.002) is not None or time.monotonic() > end:
            raise AssertionError("the process did not go on")


def wait(child, seconds):
    """The exit status of a process; None if it still runs then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    return None


class NoWarnings(logging.Filter):
    """The store warns of a damaged checkpoint and takes an older one; after a kill there must be none."""

    def filter(self, record):
        raise AssertionError(record.getMessage())


def main(kills, seed):
    randomly = random.Random(seed)
    logging.getLogger("gleaner_checkpoint.store").addFilter(NoWarnings())
    s3_stand_in.client(SESSION).create_bucket(Bucket=BUCKET)
    worst = killed = torn = resumed = furthest = 0
    folder = Path(tempfile.mkdtemp())
    for run_number in range((kills + KILLS_OF_A_RUN - 1) // KILLS_OF_A_RUN):
        log = folder / f"run-{run_number}"
        run = f"runs/{seed}-{run_number}-{os.getpid()}"
        furthest = 0
        for _ in range(min(KILLS_OF_A_RUN, kills - killed)):
            before = len(events(log))
            child = start(run_number, run, log, LAST_STEP)
            if randomly.randrange(STARTS):
                await_events(child, log, before + 1 + randomly.randrange(LONGEST_LIFE))
                status = wait(child, randomly.uniform(0, AFTER_EVENT_S))
            else:
                status = wait(child, randomly.uniform(0, LONGEST_START_S))
            if status is not None:
                raise AssertionError(f"run {run_number} ended with {status} before it was killed")
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
            happened = events(log)
            furthest = happened[-1][1] if happened else 0

            # The checkpoint from which the next process will resume.
            model = Model(run_number)
            loaded = CheckpointStore(s3_stand_in.client(SESSION), BUCKET, run).load_newest(model.read)
            lost = furthest - (loaded.number if loaded else 0)
            worst = max(worst, lost)
            resumed += loaded is not None
            torn += furthest > 0 and happened[-1][0] == "saving" and lost > 0
            if not 0 <= lost <= INTERVAL:
                raise AssertionError(f"{lost} steps of run {run_number} are lost, which is more than the interval of {INTERVAL}")
        child = start(run_number, run, log, furthest + 2 * INTERVAL + 3)
        status = wait(child, PATIENCE_S)
        if status != 0:
            raise AssertionError(f"run {run_number} did not finish, but ended with {status}")
    print(f"kills={killed} torn={torn} resumed={resumed} lost-at-most={worst} interval={INTERVAL}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
