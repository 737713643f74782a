"""State of PyTorch as files of a checkpoint; needs torch, which the rest of the package does not import."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import torch

_FILE = "state.pt"


def writer(**parts: Any) -> Callable[[Path], None]:
    """Writes what has a state_dict (model, optimizer, scheduler, scaler), by name, and the state of the random numbers."""

    def write(folder: Path) -> None:
        content = {name: part.state_dict() for name, part in parts.items()}
        torch.save({"parts": content, "cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}, folder / _FILE)

    return write


def reader(**parts: Any) -> Callable[[Path], None]:
    """Reads into the same parts; a part that is not in the checkpoint or not named here is an error."""

    def read(folder: Path) -> None:
        # weights_only: a checkpoint is data, and must not run code. On the CPU first, as it may come from another device.
        content = torch.load(folder / _FILE, map_location="cpu", weights_only=True)
        if set(content["parts"]) != set(parts):
            raise ValueError(f"the checkpoint has {sorted(content['parts'])}, not {sorted(parts)}")
        for name, part in parts.items():
            part.load_state_dict(content["parts"][name])
        torch.set_rng_state(content["cpu"])
        if len(content["cuda"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(content["cuda"])

    return read
