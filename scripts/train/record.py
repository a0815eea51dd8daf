"""What a run's record (export.py's run.json, train.py's log.tsv) says, for the page of results and for a model's card.

  python record.py FIRST.json SECOND.json    exits with 0 if both are of one checkpoint, with 1 if not
"""
import json
import sys


def same(first, second):
    return all(first[name] == second[name] for name in ("direction", "seed", "step", "seconds", "pieces"))


def asked(state):
    """What was asked for, as (step, words): [(0, "80 minutes"), (1931, "170 minutes"), ...], each from that step on."""
    return [(step, "%g %s" % (end, unit)) for step, end, unit in state["asked"]]


def restored(state):
    """The step at which the weights were restored from int8; 0: never."""
    return state.get("warm_from", 0)


def threads(state):
    """The most threads at a time, None where the record is older than what it says of that."""
    return max([options["threads"] for _, options in state.get("how", ())], default=None)


def dev(log):
    """The last cross-entropy on the dev set, as text; log: the rows of log.tsv."""
    values = [row["dev"] for row in log if row["dev"]]
    return values[-1] if values else "n/a"


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    raise SystemExit(0 if same(read(sys.argv[1]), read(sys.argv[2])) else 1)
