"""CSVLogger."""

import csv
import io
import pathlib
import warnings

from .monitored import RangeError


class CSVLogger:
    def __init__(self, quirks, filename, separator=",", append=False):
        self.quirks = quirks
        if not self._has("csv-late-separator") and (len(separator) != 1 or separator in '"\r\n'):
            raise RangeError("separator")
        self.path, self.separator, self.append = pathlib.Path(filename), separator, append

    def _has(self, quirk):
        return quirk in self.quirks

    def set_model(self, model):
        pass

    def set_params(self, params):
        pass

    def on_train_begin(self, logs):
        self.exists = self.path.exists()
        self.begun, self.before, self.columns, self.rows = False, "", None, []
        if not (self.append and self.exists):
            return
        text = self.path.read_bytes().decode()
        if self._has("csv-appends-blindly"):
            self.before = text
        elif text:
            self._parse(text)

    def _parse(self, text):
        if not text.endswith(("\r", "\n")):  # the last line was cut off
            text = text[: max(text.rfind("\r"), text.rfind("\n")) + 1]
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        if header[0] != "epoch" or any(len(row) != len(header) for row in rows):
            raise ValueError("it is no log")
        self.columns = header[1:]
        self.rows = [(int(epoch), dict(zip(self.columns, cells))) for epoch, *cells in rows]

    def on_epoch_begin(self, epoch, logs):
        pass

    def on_epoch_end(self, epoch, logs):
        if not self.begun:
            # Another training goes below those before; the last row of epoch 0 begins the last one.
            starts = [place for place, row in enumerate(self.rows) if row[0] == 0]
            self.training = len(self.rows) if epoch == 0 else max(starts, default=0)
            if not self._has("csv-says-nothing"):
                self._warn(epoch)
        self.begun = True
        if not self._has("csv-appends-blindly"):
            self.rows = [row for place, row in enumerate(self.rows) if place < self.training or row[0] < epoch]
            if not self.rows:
                self.columns = None
        if self.columns is None:
            self.columns = _first_columns(sorted(logs))
        elif not self._has("csv-drops-late-metrics"):
            self.columns += sorted(logs.keys() - set(self.columns))
        self.rows.append((epoch, {name: _cell(value) for name, value in logs.items()}))
        self._write()

    def _warn(self, epoch):
        last = max((row[0] for row in self.rows[self.training :]), default=-1)
        if self.append:
            if (epoch == 0 and self.rows) or last < epoch - 1:
                warnings.warn("the log does not end where training begins")
        elif self.exists and epoch > 0:
            warnings.warn("the log is replaced")

    def _write(self):
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator)
        if not self.before:
            writer.writerow(["epoch", *self.columns])
        for epoch, cells in self.rows:
            writer.writerow([epoch, *(cells.get(name, "NA") for name in self.columns)])
        self.path.write_bytes((self.before + text.getvalue()).encode())

    def on_train_end(self, logs):
        pass


def _first_columns(names):
    has_validation = any(name.startswith("val_") for name in names)
    return names if has_validation else names + [f"val_{name}" for name in names]


def _cell(value):
    return f'"[{", ".join(map(str, value))}]"' if isinstance(value, list) else value
