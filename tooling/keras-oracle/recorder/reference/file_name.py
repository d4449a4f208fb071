"""The name of a checkpoint."""

import string


def fill(template, values):
    """The name, in which a field without a value is written as its own name, and the names of those fields."""
    missing = [name for name in names_in(template) if name not in values]
    return template.format(**values, **{name: _Name(name) for name in missing}), missing


def names_in(template):
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def is_impossible(name, reported):
    """Whether it is certain before training that a fit which reports these metrics will not report this one: it has
    no validation, or another spelling of the name. Any other name may yet be added by another callback."""
    if name in reported:
        return False
    short = {_shortened(other) for other in reported}
    return not short.isdisjoint({_shortened(name), _shortened(name.removeprefix("val_"))})


def _shortened(name):
    return name.replace("accuracy", "acc")


class _Name(str):
    def __format__(self, spec):
        return str(self)
