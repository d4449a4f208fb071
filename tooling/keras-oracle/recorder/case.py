"""One case of a recording: a scenario, what a line of Keras did, and what our callback is to do."""

from functools import partial

from . import observed, reference
from .keras_lines import CALLBACKS, KERAS_2, KERAS_3, TF_KERAS
from .models import MODELS, ReferenceModel, model_for
from .play import play, to_json
from .reference import QUIRKS
from .scenarios import scenario
from .scenarios.draw import weighted

CLASS_NAMES = {
    "early-stopping": "EarlyStopping",
    "reduce-lr-on-plateau": "ReduceLROnPlateau",
    "model-checkpoint": "ModelCheckpoint",
    "terminate-on-nan": "TerminateOnNaN",
    "csv-logger": "CSVLogger",
    "learning-rate-scheduler": "LearningRateScheduler",
}
SHORT_NAMES = {
    "early-stopping": "es",
    "reduce-lr-on-plateau": "rl",
    "model-checkpoint": "mc",
    "terminate-on-nan": "tn",
    "csv-logger": "csv",
    "learning-rate-scheduler": "ls",
}
LINES = {KERAS_3: 62, TF_KERAS: 20, KERAS_2: 18}
OPTIONS_NOT_IN = {
    KERAS_3: {"period"},
    TF_KERAS: {"raise_error", "filename"},
    KERAS_2: {"start_from_epoch", "save_freq", "initial_value_threshold", "raise_error", "filename"},
}


def record(seed, kind, index):
    """Returns the case as it is written to the file; see the README for its members."""
    drawn, rng = scenario(seed, kind, index)
    line = choose_line(rng, drawn)
    keras = play_keras(line, kind, drawn)
    ours = play_reference(frozenset(), kind, drawn)
    reasons = why(line, kind, drawn, keras, ours)
    case = {"id": f"{SHORT_NAMES[kind]}-{seed}-{index:04d}", "oracle": line, "options": drawn["options"]}
    if "optimizer" in drawn:
        case["optimizer"] = drawn["optimizer"]
    if "files" in drawn:
        case["files"] = drawn["files"]
    case.update(runs=drawn["runs"], verdict=verdict(kind, keras, ours), reasons=reasons, keras=keras)
    if ours["error"] or not same(keras, ours):
        case["ours"] = ours
    return to_json(case)


def choose_line(rng, drawn):
    """The line that this case is of. A scenario may be aimed at what only one line does, which it then prefers."""
    weights = {line: weight for line, weight in LINES.items() if not OPTIONS_NOT_IN[line] & drawn["options"].keys()}
    line = weighted(rng, weights.items())
    prefer = drawn.get("prefer")
    return prefer if prefer in weights and rng.random() < 0.5 else line


def play_keras(line, kind, drawn):
    make = getattr(CALLBACKS[line], CLASS_NAMES[kind])
    return play(make, model_for(MODELS[line], drawn), drawn, observer(kind))


def play_reference(quirks, kind, drawn):
    make = partial(getattr(reference, CLASS_NAMES[kind]), quirks)
    return play(make, model_for(ReferenceModel, drawn), drawn, observer(kind))


def observer(kind):
    return getattr(observed, CLASS_NAMES[kind])


def verdict(kind, keras, ours):
    """`same`, `effects` when the training comes out the same, or `differs`."""
    if same(keras, ours):
        return "same"
    effects = observer(kind).effects
    same_training = same_error(keras, ours) and list(map(effects, keras["runs"])) == list(map(effects, ours["runs"]))
    return "effects" if same_training else "differs"


def same(a, b):
    """Whether two outcomes agree in all that is taken down in both."""
    return (
        same_error(a, b)
        and len(a["runs"]) == len(b["runs"])
        and all(x[name] == y[name] for x, y in zip(a["runs"], b["runs"]) for name in x.keys() & y.keys())
    )


def same_error(a, b):
    place_and_type = [error and (error["at"], error["type"]) for error in (a["error"], b["error"])]
    return place_and_type[0] == place_and_type[1]


def why(line, kind, drawn, keras, ours):
    """The quirks that decide this case. Raises an error when the quirks do not explain the recording."""
    quirks = QUIRKS[line]
    if not same(keras, play_reference(quirks, kind, drawn)):
        raise AssertionError(f"the known quirks of {line} do not explain its recording of {drawn}")
    if same(keras, ours):
        return []
    if ours["error"] and not same_error(keras, ours):
        decisive = [quirk for quirk in quirks if play_reference({quirk}, kind, drawn)["error"] != ours["error"]]
    else:
        decisive = [quirk for quirk in quirks if decides(quirk, quirks, kind, drawn, keras, ours)]
    if not decisive:
        raise AssertionError(f"no single quirk of {line} explains its recording of {drawn}")
    return sorted(decisive)


def decides(quirk, quirks, kind, drawn, keras, ours):
    """Whether Keras's line would have done something else without this quirk, or ours would with it."""
    with_it = play_reference({quirk}, kind, drawn)
    without_it = play_reference(quirks - {quirk}, kind, drawn)
    return not same(ours, with_it) or not same(keras, without_it)
