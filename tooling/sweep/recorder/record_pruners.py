"""Records what Optuna's pruners decide about random sequences of reports.

Prints JSON: the version of Optuna, and studies. Each has the direction, the pruner and its arguments, and what happened in
order: ["report", trial, step, value, pruned] and ["complete", trial]. Trials and steps count from 1; a value that JSON
cannot hold is a string.
"""

import json
import math
import random
import sys

import optuna

SEED = int(sys.argv[1])
STUDIES = int(sys.argv[2])


def pruner_of(numbers):
    if numbers.random() < 0.5:
        name, make = "SuccessiveHalvingPruner", optuna.pruners.SuccessiveHalvingPruner
        arguments = {"min_resource": numbers.choice([1, 1, 2, 3]), "reduction_factor": numbers.choice([2, 3, 4])}
    else:
        name, make = "MedianPruner", optuna.pruners.MedianPruner
        arguments = {"n_startup_trials": numbers.choice([0, 1, 3, 5]), "n_warmup_steps": numbers.choice([0, 0, 2, 4])}
    return name, arguments, make(**arguments)


def value_of(numbers, pruner):
    kind = numbers.random()
    if kind < 0.05:
        return math.nan
    # Between a number and an infinity NumPy's median depends on the sign.
    if kind < 0.08 and pruner != "MedianPruner":
        return numbers.choice([math.inf, -math.inf])
    # Few digits give ties.
    return round(numbers.gauss(0, 1), numbers.choice([0, 1, 15]))


def spelled(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def record(numbers):
    direction = numbers.choice(["minimize", "maximize"])
    name, arguments, pruner = pruner_of(numbers)
    study = optuna.create_study(direction=direction, pruner=pruner)
    trials, running, events = {}, [], []
    skips = numbers.random() < 0.3
    for _ in range(numbers.choice([40, 120])):
        if len(running) < 4 and numbers.random() < 0.4:
            trial = study.ask()
            trials[trial.number + 1] = (trial, 0)
            running.append(trial.number + 1)
        if not running:
            continue
        number = numbers.choice(running)
        trial, step = trials[number]
        if step >= 9 or (step > 0 and numbers.random() < 0.05):
            study.tell(trial, 0.0)
            running.remove(number)
            events.append(["complete", number])
            continue
        step += numbers.choice([1, 1, 2, 5]) if skips else 1
        value = value_of(numbers, name)
        trial.report(value, step)
        pruned = bool(trial.should_prune())
        trials[number] = (trial, step)
        events.append(["report", number, step, spelled(value), pruned])
        if pruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            running.remove(number)
    return {"direction": direction, "pruner": name, "arguments": arguments, "events": events}


optuna.logging.set_verbosity(optuna.logging.ERROR)
studies = [record(random.Random(f"{SEED}/{index}")) for index in range(STUDIES)]
lines = ",\n".join(json.dumps(study, separators=(",", ":")) for study in studies)
print(f'{{"optuna":"{optuna.__version__}","seed":{SEED},"studies":[\n{lines}\n]}}')
