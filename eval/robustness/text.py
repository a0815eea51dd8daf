"""Makes hostile text, gives it to the program, and prints a Markdown table of what became of it. Called by text.sh.

"Tried" counts hostile lines or files, each once for every way in: align reads its lines from two files, from stdin, with a TAB, from
gzip, from Zstandard where there is a zstd, with --raw and with --jsonl. "Crashed" is a run that ended by a signal, was killed after
ten minutes, ran out of memory, or said "internal error". "Lost" lines are those by which the number of lines that came out differs from that of the lines that went in,
where the run was not refused. "Wrong" lines are good lines, which stand before and behind every hostile one, that did not come out
as without it.
"""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import zlib

HOME = sys.argv[1]
MODEL = HOME + "/onnx-models/en-pt"
JAVA = ["java"] + os.environ.get("NORMALIGN_OPTS", "-Xmx2g").split() + ["-jar", HOME + "/target/normalign-all.jar"]
GOOD = (b"the white house", b"a casa branca")
ROWS = {}
MEBIBYTE = 1 << 20


class Run:
    """One run of the program: exit status, output, messages, peak memory."""

    def __init__(self, arguments, feed=None):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(JAVA + arguments, stdout=out, stderr=err,
                                       stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
                                       env=dict(os.environ, ORT_DISABLE_TELEMETRY="1"))
            self.memory = 0
            watch = threading.Thread(target=self.watch, args=[process])
            watch.start()
            if feed:
                try:
                    for part in feed:
                        process.stdin.write(part)
                    process.stdin.close()
                except BrokenPipeError:
                    pass
            watch.join()
            self.code = process.returncode
            out.seek(0)
            err.seek(0)
            self.lines = out.read().split(b"\n")[:-1]
            self.said = err.read().decode("utf-8", "replace")
        if self.code == 2:
            sys.exit("this script has made a mistake: " + self.said)
        # "Internal error" is what the program calls a failure that nobody thought of.
        self.crashed = self.code not in (0, 1, 3) or "out of memory" in self.said or "internal error" in self.said


    def watch(self, process):
        """Asks the kernel for the peak until the end, which it must come to within ten minutes."""
        for _ in range(30000):
            if process.poll() is not None:
                return
            try:
                with open("/proc/%d/status" % process.pid, encoding="ascii") as status:
                    peak = re.search(r"VmHWM:\s*(\d+)", status.read())
                self.memory = max(self.memory, int(peak.group(1)) // 1024 if peak else 0)
            except OSError:
                pass
            time.sleep(0.02)
        process.kill()
        process.wait()


def note(name, command, run, tried=1, lost=0, wrong=0, says=None):
    """Adds a run to its class of input."""
    row = ROWS.setdefault(name, dict(commands=[], tried=0, crashed=0, lost=0, wrong=0, memory=0, says=None))
    if command not in row["commands"]:
        row["commands"].append(command)
    row["tried"] += tried
    row["crashed"] += run.crashed
    row["lost"] += lost
    row["wrong"] += wrong
    row["memory"] = max(row["memory"], run.memory)
    if row["says"] is None and says:
        row["says"] = says
    print(name, command, run.code, f"{run.memory} MiB", lost, wrong, says, file=sys.stderr)


def shown(run, pattern="."):
    """The first message that fits, without the folder and without what is said of the line."""
    for line in run.said.splitlines():
        if re.search(pattern, line) and not line.startswith("normalign: en-pt"):
            line = re.sub(r"\S*/(?=\w+(\.\w+)?(:| cannot))", "", line.replace("normalign: ", "", 1)).replace("; line left empty", "")
            return (line[:157] + "..." if len(line) > 160 else line).replace("|", "\\|")
    return "nothing"


def classes():
    """Hostile sides of pairs by class."""
    def pairs(*texts):
        return [(text if isinstance(text, bytes) else text.encode("utf-8"), b"a casa") for text in texts]

    return {
        "invalid UTF-8: lone continuation, overlong, surrogates, beyond U+10FFFF, cut": pairs(
            b"a \x80", b"\xbf\xbf", b"a\xc3 b", b"\xe2\x82", b"\xf0\x9f\x98", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\xaf",
            b"\xf0\x80\x80\xaf", b"\xed\xa0\x80", b"\xed\xa0\x80\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
            b"\xfe", b"\xff\xfe", *["€".encode() * 40000 + b"\xe2\x82\x20" + b"a" * n for n in range(4)]),
        "NUL and every other control character": pairs(*[b"a" + bytes([c]) + b"b" for c in range(32) if c not in (9, 10)],
                                                       "\x7f", "a\x80b", "\x9b31m", "\x1b]0;title\x07"),
        "separators of other systems: CR, CRLF, U+0085, VT, FF, U+2028, U+2029, BOM inside": pairs(
            "a\rb", "a\r\r", "a\x85b", "a\x0bb", "a\x0cb", "a\u2028b", "a\u2029b", "\ufeffa", "a\ufeffb")
            + [(b"a b", b"c d\r")],
        "bidi controls, zero-width characters, tags": pairs("\u202eabc", "\u2066a\u2069", "\u200e\u200f", "\u061c", "\u200b",
                                                            "\u200d" * 10000, "\u2060", "\U000e0001\U000e0041", "\ufe0f"),
        "10,000 combining marks on one letter": pairs("e" + "\u0301" * 10000, "\u0301" * 10000),
        "private use, unassigned, noncharacters": pairs("\ue000", "\U0010fffd", "\u0378", "\ufdd0", "\uffff", "\U0001ffff",
                                                        "\U0010ffff"),
        "a word of 100,000 characters": pairs("a" * 100000, "大" * 100000, "1" * 100000, "\U0001f468\u200d" * 50000),
        "100,000 words on a line": pairs("a " * 100000, ". " * 100000),
        "more than 2^20 characters, more than 65,536 words": pairs("a" * (MEBIBYTE + 1), "a " * 65537, "a " * (4 * MEBIBYTE)),
        "a side empty, separators in the text, text that spells special pieces": pairs(
            "", "   ", "\u00a0", "a|||b", "</s>", "<unk> <pad> <s>", ">>pt<<", "\u2581", "[MASK]"),
    }


def corpus(form):
    """The lines of a corpus with a good pair around each hostile one, and the class of each line."""
    lines, names = [GOOD], [None]
    for name, pairs in classes().items():
        for pair in pairs:
            lines += [pair, GOOD]
            names += [name, None]
    return lines, names


def joined(lines, separator):
    return b"\n".join(source + separator + target for source, target in lines) + b"\n"


def write(name, data):
    path = os.path.join(WORK, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def packed(name, data):
    return write(name, gzip.compress(data, 6))


def align():
    """All classes in one corpus, by every way in."""
    lines, names = corpus(None)
    sources = b"\n".join(source for source, _ in lines) + b"\n"
    targets = b"\n".join(target for _, target in lines) + b"\n"
    bars = joined(lines, b" ||| ")
    both = ["--source", write("s", sources), "--target", write("t", targets)]
    json_lines = os.path.join(WORK, "out.jsonl")
    words = os.path.join(WORK, "out.words")
    ways = {
        "two files": (both, None),
        "stdin": (["--input", "-"], [bars]),
        "TAB": (["--input", write("tab", joined(lines, b"\t"))], None),
        "gzip": (["--input", packed("bars.gz", bars)], None),
        "--raw --words": (both + ["--raw", "--words", words], None),
        "--jsonl": (["--input", write("bars", bars), "--jsonl", json_lines, "--overwrite"], None),
    }
    if subprocess.run(["sh", "-c", "command -v zstd"], capture_output=True, check=False).returncode == 0:
        subprocess.run(["zstd", "-q", "-f", write("bars", bars), "-o", os.path.join(WORK, "bars.zst")], check=True)
        ways["Zstandard"] = (["--input", os.path.join(WORK, "bars.zst")], None)
    for way, (arguments, feed) in ways.items():
        run = Run(["align", "--model", MODEL] + arguments, feed)
        lost = abs(len(run.lines) - len(lines))
        for file in [json_lines] if way == "--jsonl" else [words] if "--words" in way else []:
            with open(file, "rb") as written:
                lost += abs(written.read().count(b"\n") - len(lines))
        first = True
        for name in dict.fromkeys(filter(None, names)):
            at = [i for i, other in enumerate(names) if other == name]
            wrong = sum(run.lines[j] != run.lines[0] or not run.lines[0] for i in at for j in (i - 1, i + 1)) if not lost else 0
            says = next((shown(run, ":%d: " % (i + 1)) for i in at if shown(run, ":%d: " % (i + 1)) != "nothing"), None)
            note(name, "align", run, tried=len(at), lost=lost if first else 0, wrong=wrong, says=says)
            first = False
    cut = Run(["align", "--model", MODEL, "--input", "-"], [joined([GOOD], b" ||| ") + b"a ||| b \xe2\x82"])
    note("invalid UTF-8: lone continuation, overlong, surrogates, beyond U+10FFFF, cut", "align", cut, lost=abs(len(cut.lines) - 2))
    open_end = Run(["align", "--model", MODEL, "--input", "-"], [b"\xef\xbb\xbf" + joined([GOOD] * 2, b" ||| ")[:-1]])
    note("a BOM at the start, no line end at the end", "align", open_end, lost=abs(len(open_end.lines) - 2),
         wrong=int(open_end.lines[:1] != open_end.lines[1:]), says="nothing: both lines are aligned")


def large():
    """What does not fit into a test: streamed, so that this script does not hold it either."""
    good = joined([GOOD], b" ||| ")

    def between(part, times):
        yield good
        for _ in range(times):
            yield part
        yield b"\n" + good

    for name, part, times in (("a line of 100 MB", b"house " * (MEBIBYTE // 6), 100),
                              ("a billion spaces on a line", b" " * MEBIBYTE, 954)):
        run = Run(["align", "--model", MODEL, "--input", "-"], between(part, times))
        note(name, "align", run, lost=abs(len(run.lines) - 3), wrong=int(run.lines[:1] != run.lines[2:]), says=shown(run, ":2: "))
        strip = Run(["project", "--source", "-", "--strip"], between(part, times))
        note(name, "project", strip, lost=abs(len(strip.lines) - 3))
    spaces = os.path.join(WORK, "spaces.gz")
    bomb = os.path.join(WORK, "bomb.gz")
    same = os.path.join(WORK, "same.gz")
    for path, parts in ((spaces, between(b" " * MEBIBYTE, 954)), (bomb, (b"\n" * MEBIBYTE for _ in range(1024))),
                        (same, (good * 30840 for _ in range(100)))):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(path, "wb") as file:
            for part in parts:
                file.write(packer.compress(part))
            file.write(packer.flush())
    name = "1 GiB out of 1 MB of gzip"
    run = Run(["align", "--model", MODEL, "--source", bomb, "--target", bomb])
    note(name, "align", run, lost=len(run.lines), says=shown(run, "times its size"))
    run = Run(["align", "--model", MODEL, "--input", spaces])
    note(name, "align", run, lost=abs(len(run.lines) - 1))
    run = Run(["align", "--model", MODEL, "--input", spaces, "--max-expansion", "2000"])
    note(name + ", with --max-expansion 2000", "align", run, lost=abs(len(run.lines) - 3), wrong=int(run.lines[:1] != run.lines[2:]),
         says=shown(run, ":2: "))
    run = Run(["project", "--source", same, "--strip"])
    note("100 MB of like lines, packed to a thousandth", "project", run, lost=abs(len(run.lines) - 3084000),
         wrong=sum(line + b"\n" != good for line in run.lines), says="nothing: all lines are read")


def damaged():
    """gzip as downloads leave it. A refusal stands behind the lines before the damage and has exit status 1."""
    text = b"a\nb\nc\n"
    first, second = gzip.compress(text), gzip.compress(text * 2)
    header = bytes([second[0] ^ 1]) + second[1:]
    data = second[:14] + bytes([second[14] ^ 0xff]) + second[15:]
    sums = second[:-6] + bytes([second[-6] ^ 1]) + second[-5:]
    for name, content, whole in (("members one behind the other, zeros behind them", first + second, 9),
                                 ("members one behind the other, zeros behind them", first + second + bytes(5000), 9),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + second[:-3], None),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + second[:20], None),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + header, None),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + data, None),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + sums, None),
                                 ("gzip cut, damaged, with something behind it, or none at all", first + b"hello", None),
                                 ("gzip cut, damaged, with something behind it, or none at all", b"", None),
                                 ("gzip cut, damaged, with something behind it, or none at all", text, None)):
        run = Run(["project", "--source", write("damaged.gz", content), "--strip"])
        if whole:
            note(name, "project", run, lost=abs(len(run.lines) - whole), says="nothing: all lines are read")
        else:
            # Not to be told of would be the loss.
            note(name, "project", run, lost=0 if run.code == 1 else 1, says=shown(run))


def markup():
    one = write("one", b"b\nb\nb\n")
    links = write("links", b"0-0\n0-0\n0-0\n")
    secret = write("secret", b"the secret\n")
    doctype = ("<!DOCTYPE a [<!ENTITY x SYSTEM \"file://%s\"><!ENTITY y \"&x;&x;\"><!ENTITY %% z SYSTEM \"%s\">%%z;]>"
               % (secret, secret)).encode()
    for name, line in (("markup with a DOCTYPE, entities, external entities, XInclude",
                        doctype + b"<a>&x; &y; &lol9; <xi:include href='secret' parse='text'/></a>"),
                       ("tags 100,000 deep", b"<a>" * 100000), ("tags 100,000 deep", b"<a>" * 100000 + b"</a>" * 100000),
                       ("a million placeholders, quotes, ampersands or comments that never end", b"<x/>" * 1000000 + b"a"),
                       ("a million placeholders, quotes, ampersands or comments that never end", b"<a b=\"" * 1000000),
                       ("a million placeholders, quotes, ampersands or comments that never end", b"&" * 5000000),
                       ("a million placeholders, quotes, ampersands or comments that never end", b"<!--" * 1000000)):
        source = write("markup", b"<b>x</b>\n" + line + b"\n<b>x</b>\n")
        run = Run(["project", "--source", source, "--target", one, "--alignment", links])
        leaked = sum(b"the secret" in out for out in run.lines)
        note(name, "project", run, lost=abs(len(run.lines) - 3), wrong=leaked + sum(run.lines[i] != b"<b>b</b>" for i in (0, -1)),
             says=shown(run, ":2: "))


def json_lines():
    good = json.dumps({"source": "a", "target": "b", "spans": [{"start": 0, "end": 1, "label": "x"}], "links": "0-0"}).encode()
    for name, line in (("JSON 100,000 deep", b"[" * 100000), ("JSON 100,000 deep", b"{\"source\":" * 100000),
                       ("unpaired surrogates in JSON", good.replace(b'"a"', b'"a \\ud800 b"')),
                       ("unpaired surrogates in JSON", good.replace(b'"x"', b'"\\udc00"')),
                       ("JSON of 16 MB: a list of eight million numbers", good[:-1] + b", \"more\": [" + b"0," * 8000000 + b"0]}"),
                       ("JSON with huge numbers, keys twice, no end", good.replace(b"0-0", b"99999999999-1")),
                       ("JSON with huge numbers, keys twice, no end", good.replace(b"0,", b"1e999999999,", 1)),
                       ("JSON with huge numbers, keys twice, no end", b"{\"source\":\"a\",\"source\":\"b\"}"),
                       ("JSON with huge numbers, keys twice, no end", good[:-1])):
        run = Run(["project", "--jsonl", write("jsonl", good + b"\n" + line + b"\n" + good + b"\n")])
        note(name, "project", run, lost=abs(len(run.lines) - 3),
             wrong=sum(b"target_spans" not in run.lines[i] for i in (0, -1)), says=shown(run, ":2: "))
        scored = Run(["evaluate", "--gold", write("gold", b"0-0\n"), "--gold-base", "0", "--alignment", write("a.jsonl", line + b"\n")])
        note(name, "evaluate", scored, lost=0 if scored.code == 1 else 1)


def links():
    name = "huge numbers, 10 million links, control characters where links should be"
    for line in (b"99999999999-1", b"999999999-999999999", b"0-0 " * 10000000, b" ".join(b"%d-%d" % (i, i) for i in range(900000)),
                 b"0-0:" + b"1" * 1000000 + b"x", b"\x1b]0;title\x07", b"1" * 16000000):
        path = write("links", b"0-0\n" + line + b"\n")
        run = Run(["symmetrize", path, path, "--same-direction", "--method", "grow-diag-final-and"])
        # A file of links must be right as a whole: the command stops at the first line that is not, and says which.
        note(name, "symmetrize", run, lost=0 if run.code == 1 else abs(len(run.lines) - 2), wrong=int(run.lines[:1] != [b"0-0"]),
             says=shown(run, ":2: "))
        scored = Run(["evaluate", "--gold", path, "--gold-base", "0", "--alignment", path])
        note(name, "evaluate", scored)
    naacl = write("naacl", b"1 1 1 S\n999999999 1 1 S\n")
    run = Run(["evaluate", "--gold", naacl, "--gold-base", "1", "--alignment", write("one", b"0-0\n")])
    note("a gold file of 999,999,999 sentences in one line", "evaluate", run, lost=0 if run.code == 1 else 1, says=shown(run))


def readers():
    """Commands that read a corpus for other ends."""
    lines, _ = corpus(None)
    small = [(source[:3000], target) for source, target in lines if len(source) < 70000] + [GOOD] * 100
    path = write("all", joined(small, b" ||| "))
    name = "all of the classes above in one corpus"
    page = os.path.join(WORK, "page.html")
    run = Run(["view", "--model", MODEL, "--input", path, "--html", page, "--head-pairs", "0"])
    note(name, "view", run, says=shown(run))
    run = Run(["select", "--model", MODEL, "--reverse-model", HOME + "/onnx-models/pt-en", "--input", path, "--pairs", "100",
               "--dry-run"])
    note(name, "select", run)
    run = Run(["explain", "--model", MODEL, "--input", path, "--line", "1", "--link", "1-2"])
    note(name, "explain", run)
    made = os.path.join(WORK, "made.jsonl")
    Run(["align", "--model", MODEL, "--input", path, "--jsonl", made, "-o", os.path.join(WORK, "made.links")])
    run = Run(["evaluate", "--gold", os.path.join(WORK, "made.links"), "--gold-base", "0", "--alignment", made])
    note(name, "evaluate", run, lost=0 if run.code == 0 else 1)


def main():
    align()
    large()
    damaged()
    markup()
    json_lines()
    links()
    readers()
    print("# Hostile text\n")
    print("    ./normalign --version && eval/robustness/text.sh >eval/results/robustness-text.md\n")
    print(f"printed this, with {' '.join(JAVA[1:-2]) or 'no options'} for Java. " + " ".join(__doc__.split("\n\n")[1].split()))
    print()
    print("| class of bad input | read by | tried | crashed | lost lines | wrong lines | MiB at most | what the user sees, for one |")
    print("|---|---|---|---|---|---|---|---|")
    for name, row in ROWS.items():
        print(f"| {name} | {', '.join(row['commands'])} | {row['tried']} | {row['crashed']} | {row['lost']} | {row['wrong']} |"
              f" {row['memory']} | {row['says'] or 'nothing'} |")
    total = [sum(row[key] for row in ROWS.values()) for key in ("tried", "crashed", "lost", "wrong")]
    print(f"| together | | {' | '.join(map(str, total))} | | |")


with tempfile.TemporaryDirectory() as WORK:
    main()
