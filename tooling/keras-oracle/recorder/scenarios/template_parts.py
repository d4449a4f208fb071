"""The parts of which the templates of file names are made: replacement fields of every kind, and what is none."""

from .sequences import INF, NAN

# As Keras's documentation shows them.
PLAIN = [
    "model.keras", "weights.{epoch:02d}-{val_loss:.2f}.hdf5", "{epoch:02d}-{val_loss:.2f}.keras", "m-{epoch}.keras",
    "{val_loss}", "{epoch:03d}/{val_loss:.4f}-{acc:.1%}", "a{epoch}b{epoch}c", "{loss}-{acc}-{val_loss}", "",
]  # fmt: skip

OF_EPOCH = ["{epoch}", "{epoch:02d}", "{epoch:5d}", "{epoch:,}", "{epoch:_d}"]

TYPES = ["", "f", "F", "e", "E", "g", "G", "%", "n", "d", "x", "X", "o", "b", "c", "s", "r", "q", "D", "i", "u"]

# Format specifications of whole numbers.
OF_INT = [
    "<8", ">8", "^8", "=8", "*<8", "*>8", "*^8", "*=8", "*^9d", "0=8", "08", "08d", "+08d", "-08d", " 08d", "+d",
    " d", "-d", "+", " ", "#x", "#o", "#b", "#X", "#010x", ",", "_", ",d", "_d", "_x", "_b", ",x", "012,", "012_",
    "10,d", "0,d", "1", "0", "00", "01", "<", "^", "<<8", ">>8", "}<8", "é^8", "x", "5.2", ".2d", ".2", "#", "#d",
    "z", "zd", "8s", "1c", "99999999999999999999d",
]  # fmt: skip

# Format specifications of metrics.
OF_FLOAT = [
    "<10.2f", ">10.2f", "^10.2f", "=10.2f", "*<10.2f", "*>10.2f", "*^10.2f", "*^11.2f", "*=+10.2f", "010.2f",
    "+010.2f", " 010.2f", "+.2f", "-.2f", " .2f", "#.0f", ".0f", "#.0e", ".0e", "#g", "#.3g", ",.2f", "_.2f", ",",
    "_", "012,.2f", "012_.2f", "015,", "+,.1f", ",e", ",g", ",%", "_%", ",n", "z.1f", "z", "z.0f", "+z.1f", ".2",
    ".10", ".17g", ".17", ".20f", ".30f", ".50f", ".0g", ".1g", ".0%", ".2%", "8.3%", "020.3e", "<20.3e", "0<10.2f",
    "0>10.2f", "0^10.2f", "<010.2f", "<08", "1.", ".", ".f", "..2f", "2.f", ".2ff", "f.2", ".-2f", "-5.2f", "+ .2f",
    "=+.2f", "L", "10", "5", "t", ".2t", ",_f", "_,f", ",,f", "10 .2f", "{", "0",
]  # fmt: skip

# Those in which NaN, the infinities and zero are special.
OF_NOT_FINITE = [
    "08.2f", "+08.2f", " 08.2f", "=8", "*=+8.1f", "<8", "^8", ">8", "8", "012,.2f", ",.2f", "e", "E", "F", "G", "n",
    "%", ".0%", "08%", "z.2f", "#.0f", ".3", "010", "+", "d",
]  # fmt: skip

PADDED = [
    "{loss:08.2f}", "{loss:+.1f}", "{loss: .2f}", "{loss:>12}", "{loss:=+10.1f}", "{loss:,.2f}", "{loss:.1%}",
    "{loss:E}", "{loss:G}", "{loss:F}",
]  # fmt: skip

NAMES_WITHOUT_VALUE = [
    "{nope}", "{nope:.2f}", "{val_acc:.2f}-{epoch}", "{epoch}-{Val_loss}", "{ epoch}", "{epoch }", "{batch}",
    "{batch:04d}", "{val loss}", "{val-loss}", "{-1}", "{EPOCH}", "{épreuve}",
]  # fmt: skip

ODD_NAMES = ["val loss", "val-loss", "out1/acc", "précision", "loss_1", "1loss"]

# Every object of JavaScript, or of Python, has these.
NAMES_OF_OBJECTS = ["__proto__", "constructor", "toString", "self"]

OF_BATCH = ["e{epoch:02d}-b{batch:04d}.keras", "{batch}", "{batch:>6}-{loss:.2f}", "{batch:.1f}", "{batch:e}"]

BRACES = [
    "{{}}", "{{epoch}}", "{{{epoch}}}", "{{{{{epoch}}}}}", "a{{b}}c{epoch}", "{{{{", "}}}}", "{{", "}}",
    "{{x}}-{loss:.1f}", "{", "}", "{epoch", "epoch}", "{epoch}}", "{{epoch}", "{epoch:02d", "{epoch!", "{epoch!}",
    "{epoch!r", "{}}", "{{}", "a}b", "a{b", "{epoch:}}", "{epoch:{{}}}", "{epoch:}", "{epoch!r:}",
]  # fmt: skip

CONVERSIONS = [
    "{epoch!r}", "{epoch!s}", "{epoch!a}", "{loss!r}", "{loss!s:>8}", "{loss!r:.3}", "{loss!s:.2f}", "{epoch!s:05}",
    "{epoch!s:<5}|", "{epoch!s:*^7}", "{epoch!x}", "{epoch!rr}", "{epoch!r!s}", "{loss! r}",
]  # fmt: skip

# What Python can do and ours refuses: to look into a value, to count positions, and to fill in a specification.
REFUSED = [
    "{epoch.real}", "{loss.real}", "{loss.imag:.1f}", "{epoch.__class__}", "{epoch.__class__.__name__}",
    "{epoch.numerator:03d}", "{epoch.nope}", "{epoch[0]}", "{loss[x]}", "{epoch[}", "{epoch.}", "{epoch..real}",
    "{epoch[0]x}", "{epoch[]}", "{nope.real}", "{nope[0]}", "{}", "{0}", "{0:02d}", "{:02d}", "{}-{epoch}", "{1}",
    "{0.real}", "{loss:.{epoch}f}", "{loss:{epoch}.{epoch}f}", "{loss:{nope}f}", "{epoch:0{epoch}d}", "{loss:{{}}f}",
    "{loss:{}f}", "{loss:{epoch:{epoch}}f}", "{loss:.{epoch.real}f}",
]  # fmt: skip

# Numbers at which the spelling of a number changes.
SPECIAL = [
    0.0, -0.0, 1.0, -1.0, NAN, INF, -INF, 1e-05, 0.0001, 0.0001234, 123456789.0, 1000000000000000.0, 1e16,
    1.2345678901234568e+17, 1e+21, 1e+22, 1.7976931348623157e+308, 5e-324, 2.2250738585072014e-308, 0.1,
    0.30000000000000004, 2 / 3, 100.0, 99999.5, 999999.5, 0.5, 1.5, 2.5,
]  # fmt: skip

# Numbers halfway between two roundings, or so it seems in decimals.
HALVES = [
    0.125, 0.375, 0.625, 0.875, -0.125, 2.5, 3.5, 0.5, 1.5, -0.5, -2.5, 1.005, 2.675, 1.115, 0.0625, 0.15, 0.25, 0.35,
    0.45, 1e22, 4503599627370498.0, 0.0005, 0.00015, 8.345, 1.45,
]  # fmt: skip
