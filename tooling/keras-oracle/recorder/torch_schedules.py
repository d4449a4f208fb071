"""python -m recorder.torch_schedules --torch WHEEL --seed 1 --count 200 --out FOLDER

The rates of PyTorch's OneCycleLR and StepLR, which Keras has no counterpart of: by its `lr_scheduler.py`, unmodified,
with stubs for the little that it imports. Nothing else of PyTorch is needed.
"""

import argparse
import pathlib
import random
import sys
import types
import zipfile

from .__main__ import write

SOURCE = "torch/optim/lr_scheduler.py"


def main():
    arguments = argparse.ArgumentParser(prog="python -m recorder.torch_schedules")
    arguments.add_argument("--torch", type=pathlib.Path, required=True, help="a wheel of PyTorch, for any platform")
    arguments.add_argument("--seed", required=True)
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--out", type=pathlib.Path, required=True, help="folder for the file")
    given = arguments.parse_args()
    torch = _load(given.torch)
    cases = [_record(torch, given.seed, index) for index in range(given.count)]
    version = given.torch.name.split("-")[1]
    write(given.out / "torch-schedules.json", {"oracles": [f"torch-{version}"], "seed": given.seed}, cases)


class Optimizer:
    """What a scheduler asks of one."""

    def __init__(self, lr):
        self.param_groups = [{"lr": lr}]
        self.defaults = {}

    def step(self):
        pass


def _load(wheel):
    """The module, from the wheel."""
    package = "torch_stub"
    root = _stub(package, inf=float("inf"), Tensor=type("Tensor", (), {}))
    _stub(f"{package}.optimizer", _to_scalar=lambda number: number, Optimizer=Optimizer)
    sys.modules["torch"] = root
    module = types.ModuleType(f"{package}.lr_scheduler")
    module.__package__ = package
    sys.modules[module.__name__] = module
    with zipfile.ZipFile(wheel) as files:
        exec(compile(files.read(SOURCE), SOURCE, "exec"), module.__dict__)
    del sys.modules["torch"]
    return module


def _stub(name, **members):
    module = types.ModuleType(name)
    module.__path__ = []
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _record(torch, seed, index):
    rng = random.Random(f"{seed}:torch:{index}")
    name, lr, options, steps = (_one_cycle if index % 3 else _step)(rng)
    case = {"id": f"t-{seed}-{index:04d}", "name": name, "lr": lr, "options": options}
    optimizer = Optimizer(lr)
    fixed = {"cycle_momentum": False} if name == "OneCycleLR" else {}
    try:
        scheduler = getattr(torch, name)(optimizer, **options, **fixed)
        rates = []
        for step in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if step < steps - 1:
                scheduler.step()
        return {**case, "rates": rates}
    except ZeroDivisionError:
        return {**case, "error": "ZeroDivisionError", "steps": steps}


def _one_cycle(rng):
    total = rng.choice([2, 3, 5, 10, 20, 40])
    options = {"max_lr": rng.choice([1.0, 0.1, 0.003]), "total_steps": total}
    options["three_phase"] = rng.random() < 0.4
    if rng.random() < 0.6:
        options["pct_start"] = rng.choice([0.0, 0.1, 0.25, 0.5] + [0.75, 1.0] * (not options["three_phase"]))
    if rng.random() < 0.5:
        options["anneal_strategy"] = rng.choice(["linear", "linear", "cos"])
    if rng.random() < 0.4:
        options["div_factor"] = rng.choice([1.0, 10.0, 100.0])
    if rng.random() < 0.4:
        options["final_div_factor"] = rng.choice([1.0, 10.0, 1e6])
    return "OneCycleLR", None, options, total


def _step(rng):
    options = {"step_size": rng.choice([1, 2, 3, 7])}
    if rng.random() < 0.7:
        options["gamma"] = rng.choice([0.5, 0.9, 0.1, 1.0])
    return "StepLR", rng.choice([1.0, 0.1, 0.003]), options, 20


if __name__ == "__main__":
    main()
