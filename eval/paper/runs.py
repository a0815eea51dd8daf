"""What results/ holds of one run, and the bootstrap over sentence pairs."""
import csv
import json
import os

import numpy as np


class Run:

    def __init__(self, name, folder):
        self.name, self.direction, self.seed = name, *name.split("-seed")
        self.result = self.json(folder, ".measure.json")
        self.training = self.json(folder, ".run.json")
        self.bleu, second = (self.json(folder, ending, needed=False) for ending in (".bleu.json", ".xlwa.json"))
        self.second = Measured(second) if second else None
        self.first = Measured(self.result)
        self.log, self.attention, self.contests, self.correlations = (
            self.rows(folder, ending) for ending in (".log.tsv", ".attention.csv", ".contests.csv", ".correlations.csv"))
        stretches = os.path.join(folder, "stretches")
        self.stretches = sorted((int(file[len(name) + 1:-5]), Measured(self.json(stretches, file[len(name):])))
                                for file in (os.listdir(stretches) if os.path.isdir(stretches) else ()) if file.startswith(name + "-"))

    def json(self, folder, ending, needed=True):
        path = os.path.join(folder, self.name + ending)
        if not needed and not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def rows(self, folder, ending):
        with open(os.path.join(folder, self.name + ending), encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter="\t" if ending.endswith("tsv") else ","))

    @property
    def label(self):
        return "%s, seed %s, %d steps" % (self.direction.replace("-", "→"), self.seed, self.training["step"])


class Measured:
    """The settings that measure.py found on one gold standard."""

    def __init__(self, result):
        self.result, self.sure = result, np.array(result["sure"])

    def settings(self, reading, kind, rule="word", heads=False):
        """Whole layers in order; or all heads."""
        found = [s for s in self.result["settings"] if (s["reading"], s["measure"], s["rule"]) == (reading, kind, rule)
                 and (s["head"] != "all") == heads]
        return sorted(found, key=lambda s: (s["layer"], s["head"]))

    def aers(self, reading, kind):
        return [s["aer"] for s in self.settings(reading, kind)]

    def best(self, reading, kind, heads=False):
        return min(self.settings(reading, kind, heads=heads), key=lambda s: s["aer"])

    def difference(self, first, second, draws=10000):
        """AER of the first minus AER of the second setting, with a 95 % interval: paired bootstrap over sentence pairs."""
        random = np.random.default_rng(1)
        picks = random.integers(0, len(self.sure), (draws, len(self.sure)))
        def aer(setting):
            hits, links = np.array(setting["hits"])[picks].sum(-1), np.array(setting["links"])[picks].sum(-1)
            return 100 - 200 * hits / (links + self.sure[picks].sum(-1))
        low, high = np.percentile(aer(first) - aer(second), (2.5, 97.5))
        return first["aer"] - second["aer"], low, high
