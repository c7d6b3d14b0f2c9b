"""Train the planted runs and the controls. What exists with these settings is skipped: the command may be given again.

    python lab/planted/make_runs.py --out DIR                       # all, seed by seed
    python lab/planted/make_runs.py --out DIR --only leakage,sgd --seeds 0,2 --variants dense
    python lab/planted/make_runs.py --out DIR --apply FILE.json     # re-run with advice followed
    python lab/planted/make_runs.py --out DIR --encoder minilm      # a sample with a real pre-trained encoder

DIR/runs/<plant>/<variant>-<seed> is the folder of a user, DIR/measured/<plant>/<variant>-<seed>.json the truth about it.
The file of --apply is a list of {plant, seed, settings}, settings being names of TrainingArguments and values as text;
`variant` (dense when missing) and the dropout names of the model's configuration are understood too.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import replace
from pathlib import Path

import torch

import base_model
import keep
import training
from controls import CONTROLS
from plants import PLANTS
from recipe import LEARNING_RATE, MINILM_RATES, MINILM_SHARE, Recipe
from texts import draw_pool

RECIPES = {**PLANTS, **CONTROLS}


def recipe_of(plant: str, encoder: str) -> Recipe:
    recipe = RECIPES[plant]
    if encoder == "tiny":
        return recipe
    rate = MINILM_RATES.get(plant, MINILM_SHARE * recipe.settings.get("learning_rate", LEARNING_RATE))
    return replace(recipe, settings={**recipe.settings, "learning_rate": rate})


PLANT_SEEDS, CONTROL_SEEDS, SAMPLE_SEEDS = 18, 37, 1
LIMIT = 3600  # seconds; a run that takes longer is ended and reported


def queue(encoder: str) -> list[dict]:
    """Seed by seed, so that every plant has a few runs early. The sample of MiniLM has one seed a plant, dense only."""
    jobs = []
    for seed in range(SAMPLE_SEEDS if encoder == "minilm" else CONTROL_SEEDS):
        for plant in RECIPES:
            if plant in CONTROLS or seed < PLANT_SEEDS:
                variants = ("dense",) if encoder == "minilm" else ("dense", "short")
                jobs += [{"plant": plant, "seed": seed, "variant": variant, "settings": {}} for variant in variants]
    return jobs


def chosen(given: argparse.Namespace) -> list[dict]:
    if given.apply:
        jobs = [{"variant": "dense", **job} for job in json.loads(given.apply.read_text())]
    else:
        jobs = queue(given.encoder)
    if given.only:
        jobs = [job for job in jobs if job["plant"] in given.only.split(",")]
    if given.seeds:
        jobs = [job for job in jobs if str(job["seed"]) in given.seeds.split(",")]
    if given.variants:
        jobs = [job for job in jobs if job["variant"] in given.variants.split(",")]
    return jobs


def claim(path: Path) -> bool:
    """Whether this process may make a run: no other living one has said that it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        owner = path.read_text().strip()
        if owner.isdigit() and Path(f"/proc/{owner}").exists():
            return False
        path.unlink(missing_ok=True)
    try:
        with path.open("x") as file:
            file.write(str(os.getpid()))
    except FileExistsError:
        return False
    return True


def work(job: dict, out: Path, base: Path, encoder: str, pools) -> None:
    """In a process of its own: train in an empty folder, then move the result to its place."""
    signal.alarm(LIMIT)
    name = base_model.NAME if encoder == "tiny" else base_model.MINILM_NAME
    prefix = "minilm-" if encoder == "minilm" else ""
    run = f"{prefix}{job['variant']}-{job['seed']}"
    with tempfile.TemporaryDirectory(prefix="planted-run-") as folder:
        os.chdir(folder)
        Path(name).parent.mkdir()
        Path(name).symlink_to(base)
        started = time.time()
        truth = training.run(
            recipe_of(job["plant"], encoder), job["seed"], job["variant"], name, pools, job["settings"], encoder)
        truth |= {"plant": job["plant"], "encoder": encoder, "seconds": round(time.time() - started, 1)}
        keep.move(Path(training.OUT), out / "runs" / job["plant"] / run)
        target = out / "measured" / job["plant"] / f"{run}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(truth) + "\n")
        os.chdir("/")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--base", type=Path, default=Path("outputs/planted-base"), help="where the encoders are made")
    ask.add_argument("--encoder", choices=["tiny", "minilm"], default="tiny")
    ask.add_argument("--apply", type=Path)
    for option in ("--only", "--seeds", "--variants"):
        ask.add_argument(option)
    given = ask.parse_args()
    torch.set_num_threads(1)
    out = given.out.resolve()
    base = base_model.ready(given.base.resolve(), given.encoder)
    pools = {"news": draw_pool(40_000, 1, "news"), "letters": draw_pool(8_000, 2, "letters")}
    jobs = chosen(given)
    prefix = "minilm-" if given.encoder == "minilm" else ""
    failed = 0
    for number, job in enumerate(jobs, start=1):
        run = f"{prefix}{job['variant']}-{job['seed']}"
        known = out / "measured" / job["plant"] / f"{run}.json"
        if known.exists() and training.is_as_recorded(
                json.loads(known.read_text()), recipe_of(job["plant"], given.encoder), job["settings"]):
            continue
        claimed = out / "claims" / f"{job['plant']}-{run}"
        if not claim(claimed):
            continue
        started = time.time()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                work(job, out, base, given.encoder, pools)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            sys.stdout.flush()
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        claimed.unlink(missing_ok=True)
        failed += status != 0
        print(f"{number}/{len(jobs)} {job['plant']} {run} {time.time() - started:.1f} s{' FAILED' if status else ''}", flush=True)
    print(f"done, {failed} failed", flush=True)


if __name__ == "__main__":
    main()
