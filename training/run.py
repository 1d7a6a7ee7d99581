"""A long training run on a busy machine: schedule, pauses, checkpoints and a log file."""

import argparse
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

WARM_UP = 0.06


@dataclass(slots=True)
class Progress:
    """How far a run has come: optimiser steps done, and seconds spent (pauses count: the day ends all the same)."""

    step: int = 0
    seconds: float = 0.0


def run_options(p: argparse.ArgumentParser, *, frozen: int, steps: int, rate: float, evaluate_every: int) -> None:
    """Add the options that every training run has, with its own defaults."""
    p.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    p.add_argument("--out", type=Path, required=True, help="folder for the checkpoint and the log")
    p.add_argument("--pause", type=Path, default=Path("PAUSE"), help="sleep while this file exists")
    p.add_argument("--frozen", type=int, default=frozen, help="first layers that are not trained")
    p.add_argument("--steps", type=int, default=steps)
    p.add_argument("--minutes", type=float, default=0.0, help="budget by the clock, pauses included, instead of steps")
    p.add_argument("--rate", type=float, default=rate)
    p.add_argument("--pieces", type=int, default=2048, help="padded pieces a batch")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--evaluate-every", type=int, default=evaluate_every)


def start(args: argparse.Namespace) -> logging.Logger:
    """Set threads and seed, and open the log of a run with `run_options`."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    log = start_log(args.out / "train.log")
    log.info("%s", vars(args))
    return log


def autocast() -> torch.autocast:
    """Products in bfloat16 on processors with AVX-512; on one with AVX2 alone torch emulates it, 23 times slower than float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.cpu.get_cpu_capability().startswith("AVX512"))


def start_log(path: Path) -> logging.Logger:
    """A logger that appends to a file and echoes to standard error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.FileHandler(path), logging.StreamHandler()],
    )
    return logging.getLogger("training")


def done_share(progress: Progress, steps: int, minutes: float) -> float:
    """The share of the budget spent, by steps or, when `minutes` is given, by the clock.

    >>> done_share(Progress(50, 30.0), 200, 0), done_share(Progress(50, 30.0), 200, 1)
    (0.25, 0.5)
    """
    return progress.seconds / (60 * minutes) if minutes else progress.step / steps


def rate_factor(share: float) -> float:
    """Linear warm-up, then linear decay to zero.

    >>> rate_factor(0.03), rate_factor(0.06), rate_factor(1.0)
    (0.5, 1.0, 0.0)
    """
    return min(share / WARM_UP, max(0.0, (1 - share) / (1 - WARM_UP)))


def wait_while_paused(pause: Path, log: logging.Logger) -> None:
    """Sleep while the pause file exists."""
    if not pause.exists():
        return
    log.info("paused by %s", pause)
    while pause.exists():
        time.sleep(2)
    log.info("going on")


def save(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    """Write what changes in training, in one replace so that a stop never leaves half a file."""
    free = {name for name, p in model.named_parameters() if p.requires_grad}
    weights = {name: value for name, value in model.state_dict().items() if name in free}
    state = {
        "weights": weights,
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
        "rng": torch.get_rng_state(),
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def resume(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer | None = None) -> Progress:
    """Load a checkpoint into the model (and optimiser); a fresh Progress when there is none."""
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True)
    unknown = model.load_state_dict(state["weights"], strict=False).unexpected_keys
    if unknown:
        raise SystemExit(f'"{path}" is of another model: it has {unknown[:3]}. Use another --out folder.')
    if optimizer:
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["rng"])
    return Progress(**state["progress"])


@dataclass(slots=True)
class Run:
    """The loop around one optimiser step: `step_loss` gives the named losses of the next batch."""

    out: Path
    steps: int
    minutes: float
    log: logging.Logger
    pause: Path
    save_seconds: float = 240.0

    def go(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        step_loss: Callable[[int], dict[str, torch.Tensor]],
        evaluate: Callable[[int], dict[str, Any]],
        evaluate_every: int,
    ) -> Progress:
        """Train until the budget is spent; resumes from OUT/checkpoint.pt when it exists."""
        checkpoint = self.out / "checkpoint.pt"
        rates = [group["lr"] for group in optimizer.param_groups]
        progress = resume(checkpoint, model, optimizer)
        saved = time.monotonic()
        recent: dict[str, list[float]] = {}
        while (share := done_share(progress, self.steps, self.minutes)) < 1:
            began = time.monotonic()
            wait_while_paused(self.pause, self.log)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * rate_factor(share)
            losses = step_loss(progress.step)
            _step(model, optimizer, losses)
            progress.step += 1
            progress.seconds += time.monotonic() - began
            for name, value in losses.items():
                recent.setdefault(name, []).append(float(value.detach()))
            if progress.step % 25 == 0:
                self._report(progress, share, recent)
                recent = {}
            if progress.step % evaluate_every == 0:
                self.log.info("step %d %s", progress.step, json.dumps(evaluate(progress.step)))
            if time.monotonic() - saved > self.save_seconds:
                save(checkpoint, model, optimizer, progress)
                saved = time.monotonic()
        save(checkpoint, model, optimizer, progress)
        self.log.info("done: %d steps, %.0f s", progress.step, progress.seconds)
        return progress

    def _report(self, progress: Progress, share: float, recent: dict[str, list[float]]) -> None:
        means = " ".join(f"{name} {sum(values) / len(values):.4f}" for name, values in recent.items())
        self.log.info("step %d (%.1f%%, %.0f s) %s", progress.step, 100 * share, progress.seconds, means)


def _step(model: nn.Module, optimizer: torch.optim.Optimizer, losses: dict[str, torch.Tensor]) -> None:
    optimizer.zero_grad(set_to_none=True)
    sum(losses.values(), torch.zeros(())).backward()
    nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
    optimizer.step()
