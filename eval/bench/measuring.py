"""What the scripts of this folder share: texts, processes with their time and memory, medians, and the table they print.

Standard library only. Times are wall clock. The memory of a process is the most it had resident at once, as the kernel
tells when the process ends (ru_maxrss of wait4, the same number as VmHWM while it runs); it includes native memory.
"""

import gzip
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "eval" / "data"
SAMPLE_NAME = "python-docs-3000"
LANGUAGES = ("en", "pt")
LONGEST = 100


def add_text_options(parser, pairs):
    """--data, --name, --pairs, --tool, --rounds: the same in every script."""
    parser.add_argument(
        "--data",
        type=Path,
        default=SAMPLE,
        help="folder with NAME.en.gz and NAME.pt.gz, one sentence a line, words separated by spaces; default eval/data",
    )
    parser.add_argument("--name", default=SAMPLE_NAME, help="NAME; default %(default)s")
    parser.add_argument("--pairs", type=int, default=pairs, help="how many pairs; default %(default)s")
    parser.add_argument("--tool", type=Path, default=PROJECT / "normalign", help="the program; default ./normalign")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often everything is measured, in turn; default %(default)s"
    )


def read_pairs(options):
    """The first pairs with 1 to 100 words on both sides, no pair twice: nobody gains or loses by what others leave out."""
    sides = []
    for language in LANGUAGES:
        with gzip.open(options.data / f"{options.name}.{language}.gz", "rt", encoding="utf-8", newline="\n") as lines:
            sides.append([" ".join(line.split()) for line in lines])
    if len(sides[0]) != len(sides[1]):
        raise SystemExit(f"{options.name}: {len(sides[0])} lines of {LANGUAGES[0]}, {len(sides[1])} of {LANGUAGES[1]}")
    pairs = [pair for pair in dict.fromkeys(zip(*sides)) if all(1 <= len(side.split()) <= LONGEST for side in pair)]
    if len(pairs) < options.pairs:
        raise SystemExit(
            f"{options.name} has {len(pairs)} different pairs of at most {LONGEST} words; --pairs asks for {options.pairs}"
        )
    return pairs[: options.pairs]


def write_pairs(pairs, folder, stem):
    """Writes stem.en and stem.pt and returns their paths."""
    files = []
    for side, language in enumerate(LANGUAGES):
        files.append(Path(folder) / f"{stem}.{language}")
        files[-1].write_text("".join(pair[side] + "\n" for pair in pairs), encoding="utf-8", newline="\n")
    return files


class Finished:
    """A process that ended well: its wall-clock seconds, its most resident MiB, what it wrote to stdout."""

    def __init__(self, seconds, mebibytes, output):
        self.seconds, self.mebibytes, self.output = seconds, mebibytes, output


def run(command, core=None, environment=None, stdin=None):
    """Runs a process to its end, on one core only if one is given; stops everything if it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
        started = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=out,
            stderr=err,
            preexec_fn=pin,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            err.seek(0)
            raise SystemExit(
                f"{' '.join(map(str, command))}\nended with {process.returncode}:\n"
                + err.read().decode(errors="replace")[-3000:]
            )
        out.seek(0)
        return Finished(seconds, usage.ru_maxrss / 1024, out.read().decode())


def cores():
    return sorted(os.sched_getaffinity(0))


def load():
    return "%.1f" % os.getloadavg()[0]


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(
                (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor"
            )
    except OSError:
        return "unknown processor"


def heading(title, notes):
    print(f"## {title}\n")
    print(
        f"{len(cores())} cores ({processor()}); load average {load()} at the start. Medians; least and greatest in brackets."
    )
    for note in notes:
        print(f"- {note}")
    print(flush=True)


def words_a_side(pairs):
    return sum(len(side.split()) for pair in pairs for side in pair) / 2 / len(pairs)


def text_note(options, pairs):
    return f"{len(pairs)} different pairs of {options.name}, {words_a_side(pairs):.1f} words a sentence; rounds: {options.rounds}"


def spread(values, form="%.1f"):
    """The median, with least and greatest where there are several."""
    middle = form % statistics.median(values)
    return middle if len(values) == 1 else f"{middle} ({form % min(values)} to {form % max(values)})"


def ratios(above, below):
    """Of each round its own ratio: what slows a whole round down does not touch them."""
    return [a / b for a, b in zip(above, below, strict=True)]


def table(columns, rows):
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)


def align(tool, arguments, files, output, core=None, environment=None):
    """Runs `align` on the files of write_pairs, into a file that may be there from the round before."""
    source, target = files
    command = [tool, "align", "--overwrite", *arguments, "--source", source, "--target", target, "-o", output]
    return run(command, core, environment)


def start_seconds(tool, arguments, folder, core=None):
    """What a run of the program takes that aligns one short pair: start of the JVM, opening and checking the models."""
    files = write_pairs([("a house", "uma casa")], folder, "one")
    return align(tool, arguments, files, Path(folder) / "one.links", core).seconds


def graph_seconds(options, files, threads, rounds, graphs, profile=None):
    """Runs GraphTimes.java: {graph: ([seconds of each round], [encoder's], [decoder's])}, and the comments it prints."""
    jar = PROJECT / "target" / "normalign-all.jar"
    run([options.tool, "--version"])  # builds the jar if the sources are newer
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else "java"
    printed = run(
        [
            java,
            "-cp",
            jar,
            Path(__file__).with_name("GraphTimes.java"),
            PROJECT / "onnx-models" / "en-pt",
            *files,
            threads,
            rounds,
            *graphs,
        ],
        environment={"ORT_DISABLE_TELEMETRY": "1", **({"PROFILE": str(profile)} if profile else {})},
    ).output.splitlines()
    seconds = {}
    for line in printed:
        if not line.startswith("#"):
            graph, _, *numbers = line.split("\t")
            for kept, number in zip(seconds.setdefault(graph, ([], [], [])), numbers, strict=True):
                kept.append(float(number))
    return seconds, [line[2:] for line in printed if line.startswith("#")]
