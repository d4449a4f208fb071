"""python -m recorder --seed 1 --count 400 --out FOLDER"""

import argparse
import json
import pathlib
from collections import Counter

from .case import CLASS_NAMES, record
from .ema import record_ema
from .keras_lines import CALLBACKS
from .progress import record_progress
from .reference import REASONS
from .schedules import record_schedules
from .templates import record_templates


def main():
    arguments = argparse.ArgumentParser(prog="python -m recorder", description="Records Keras's callbacks.")
    arguments.add_argument("--seed", required=True, help="any text; the same one gives the same cases")
    arguments.add_argument("--count", type=int, default=400, help="cases of each callback")
    arguments.add_argument("--out", type=pathlib.Path, required=True, help="folder for the files")
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for kind in CLASS_NAMES:
        cases = [record(given.seed, kind, index) for index in range(given.count)]
        used = sorted({reason for case in cases for reason in case["reasons"]})
        lines = [line for line in CALLBACKS if any(case["oracle"] == line for case in cases)]
        header = {"oracles": lines, "seed": given.seed, "reasons": {name: REASONS[name] for name in used}}
        write(given.out / f"{kind}.json", header, cases)
        verdicts = Counter(case["verdict"] for case in cases)
        summary = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("same", "effects", "differs"))
        print(f"{kind}: {len(cases)} cases, {summary}")
    header, cases = record_templates(given.seed)
    write(given.out / "templates.json", header, cases)
    print(f"templates: {len(cases)} cases")
    header, cases = record_schedules(given.seed, given.count)
    write(given.out / "schedules.json", header, cases)
    print(f"schedules: {len(cases)} cases")
    header, cases = record_ema(given.seed, -(-given.count // 4))  # each trains a real model, which takes longer
    write(given.out / "ema.json", header, cases)
    print(f"ema: {len(cases)} cases, {sum(case['verdict'] == 'same' for case in cases)} same")
    header, cases = record_progress(given.seed, given.count)
    write(given.out / "progress.json", header, cases)
    print(f"progress: {len(cases)} cases")


def write(path, header, cases):
    """One line for each case, so that a recording that changes shows which cases did."""
    head = json.dumps(header, indent=1).removesuffix("\n}")
    lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    path.write_text(f'{head},\n "cases": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
