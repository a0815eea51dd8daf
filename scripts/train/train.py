"""Trains six decoder layers on top of a Firefox Translations encoder; `train.sh` is the command, README.md the page about it.

It may be killed or stopped at any moment: every few minutes it writes a checkpoint (one file, written aside and renamed) that holds
the float32 weights, the optimiser's state, the step, the place in the text, the seconds used and what was asked for; random choices
are a function of the seed and the step, so nothing else is needed to go on.

--minutes counts processor time of one thread, not the clock on the wall: a machine shared with others, or a process stopped for
an hour, still gets its full training. The learning rate is then a function of time, so two runs are alike but not equal to the bit;
--steps makes it a function of the step alone.

When the training is done, RUN/export is made (export.py); --no-export leaves that out. Exit status: 0 done, 3 asked to stop
(the same command goes on), 2 the command is wrong or another process trains this run.
"""
import argparse
import ctypes
import fcntl
import math
import os
import signal
import sys
import time

import numpy as np
import sentencepiece
import torch
from torch.nn import functional

import firefox
import text

SMOOTHING, PEAK, WARM_UP = 0.1, 1.5e-3, 400
FREQUENT, RANDOM = 4000, 1000
BATCH, PLAIN = 1250, 0.5
OPTIONS = "batch", "plain", "floor", "unfreeze", "threads"  # what a checkpoint says of how each part of its training was made


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--direction", required=True, choices=("en-pt", "pt-en"))
    parser.add_argument("--minutes", type=float, default=80, help="processor minutes of one thread (default 80)")
    parser.add_argument("--steps", type=int, help="train this many steps instead of so many minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", required=True, help="folder of NAME.en.gz and NAME.pt.gz")
    parser.add_argument("--text", nargs="+", default=text.DEFAULT, help="names of the texts (default: %s)" % " ".join(text.DEFAULT))
    parser.add_argument("--plain", type=float, default=PLAIN, metavar="SHARE",
                        help="share of the pairs that are lower-cased, words and punctuation apart, as many gold standards are (default %s)" % PLAIN)
    parser.add_argument("--firefox", required=True, help="folder that holds enpt-* and pten-*")
    parser.add_argument("--out", required=True, help="folder of the run: checkpoint.pt, log.tsv")
    parser.add_argument("--batch", type=int, default=BATCH, help="target pieces of a batch (default %d)" % BATCH)
    parser.add_argument("--floor", type=float, default=0.0, help="what share of the peak the learning rate falls to (default 0)")
    parser.add_argument("--unfreeze", type=float, default=0.85, help="share of the training after which the encoder learns too; 1: never")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=180, help="processor seconds between checkpoints (default 180)")
    parser.add_argument("--dev-every", type=int, default=200, help="steps between measurements on the dev set (default 200)")
    parser.add_argument("--no-export", action="store_true", help="leave RUN/export to export.sh")
    args = parser.parse_args()
    for folder in (args.data, args.firefox):
        if not os.path.isdir(folder):
            refuse("%s is no folder" % folder)
    for name in (text.DEFAULT[0], *args.text):  # the first is held out from in any case
        for side in args.direction.split("-"):
            if not os.path.exists(text.path_of(args.data, name, side)):
                refuse("%s is missing (--data and --text, see scripts/train/README.md)" % text.path_of(args.data, name, side))
    for name in ("minutes", "steps", "batch", "threads"):
        if getattr(args, name) is not None and getattr(args, name) <= 0:
            refuse("--%s %g: more than 0 is needed" % (name, getattr(args, name)))
    return args


def refuse(reason):
    """To the status of a wrong command: trying again would not help."""
    print(reason, file=sys.stderr)
    raise SystemExit(2)


def locked(folder):
    """The open lock of the run; it is held for as long as this process lives, however it ends."""
    os.makedirs(folder, exist_ok=True)
    file = open(os.path.join(folder, "lock"), "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        refuse("%s: another process trains this run" % folder)
    return file


def new_optimiser(masters):
    return torch.optim.AdamW(masters, lr=PEAK, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=True)


def learned(model):
    """The parameters that may learn, in the order of a checkpoint: the decoder's, then the encoder's."""
    return [*model.model.decoder.layers.parameters(), *model.model.encoder.layers.parameters()]


def read(path):
    """A checkpoint; one of an older program knows nothing of what was added since."""
    return {"plain": 0.0, "warm_from": 0, "how": [], **torch.load(path, weights_only=True)}


def read_of(path, args):
    """The checkpoint to go on from, None where there is none; a wrong command is told of here, before the text is read."""
    if not os.path.exists(path):
        return None
    state = read(path)
    for name in ("direction", "seed", "batch", "plain"):
        if state[name] != getattr(args, name):
            refuse("%s was made with %s %s, not %s" % (path, name, state[name], getattr(args, name)))
    if state["text"] != list(args.text):
        refuse("%s was made with the texts %s" % (path, " ".join(state["text"])))
    return state


def write(state, path):
    """A checkpoint that is there whole or not at all."""
    with open(path + ".part", "wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def give_memory_back():
    """Free memory to the system: batches of many shapes leave holes, and train.sh asks malloc to keep them (for speed)."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        pass  # not glibc: its malloc was not asked either


class Training:

    def __init__(self, args):
        self.args, self.stop = args, False
        self.lock = locked(args.out)
        state = read_of(os.path.join(args.out, "checkpoint.pt"), args)
        model_path, vocab = firefox.paths(args.firefox, args.direction)
        arrays = text.cached(os.path.join(args.out, "text.npz"), args.data, args.text, args.direction, vocab, args.plain)
        self.batches = text.Batches(arrays, args.batch)
        counts = np.bincount(arrays["target"], minlength=firefox.PAD)
        self.frequent = np.argsort(-counts, kind="stable")[:FREQUENT]
        pieces = sentencepiece.SentencePieceProcessor(model_file=vocab)
        self.dev = [[np.array(pieces.encode(side), np.int64) for side in pair] for pair in text.held_out(args.data, args.direction)[1]]
        self.model = firefox.new_model(model_path, args.seed).train()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        self.decoder = list(self.model.model.decoder.layers.parameters())
        self.encoder = list(self.model.model.encoder.layers.parameters())
        self.learned = learned(self.model)
        self.masters = [p.detach().clone().float() for p in self.learned]
        self.optimiser = new_optimiser(self.masters)
        self.model.bfloat16()
        self.step, self.epoch, self.place, self.seconds, self.pieces, self.unfrozen_at = 0, 0, 0, 0.0, 0, None
        self.warm_from = 0  # the step at which the optimiser knew nothing
        self.asked = []  # [step, how much, of what]: from this step on the learning rate fell towards that end
        self.how = []  # [step, options]: from this step on the training was made with these
        self.log = os.path.join(args.out, "log.tsv")
        self.resume(state)
        if self.progress() < 1:  # what is asked of a run that is done already changes nothing about it
            options = {name: getattr(args, name) for name in OPTIONS}
            if not self.how or self.how[-1][1] != options:
                self.how.append([self.step, options])
            end = [args.steps, "steps"] if args.steps else [args.minutes, "minutes"]
            if not self.asked or self.asked[-1][1:] != end:
                self.asked.append([self.step, *end])
        self.order = self.batches.epoch(args.seed, self.epoch)

    # ------------------------------------------------------------------------------------------------------- checkpoints

    def state(self):
        return {"step": self.step, "epoch": self.epoch, "place": self.place, "seconds": self.seconds, "pieces": self.pieces,
                "unfrozen_at": self.unfrozen_at, "warm_from": self.warm_from, "asked": self.asked, "how": self.how,
                "direction": self.args.direction, "seed": self.args.seed, "text": list(self.args.text), "batch": self.args.batch,
                "plain": self.args.plain, "masters": self.masters, "optimiser": self.optimiser.state_dict()}

    def save(self):
        write(self.state(), os.path.join(self.args.out, "checkpoint.pt"))

    def resume(self, state):
        header = "step\tminutes\tepoch\tpieces\trate\tloss\tgradient\tdev\tclock\n"
        if not state:
            with open(self.log, "w", encoding="utf-8") as out:
                out.write(header)
            return
        for name in ("step", "epoch", "place", "seconds", "pieces", "unfrozen_at", "warm_from", "asked", "how"):
            setattr(self, name, state[name])
        for master, stored in zip(self.masters, state["masters"]):
            master.copy_(stored)
        self.optimiser.load_state_dict(state["optimiser"])
        self.publish()
        lines = [header]
        if os.path.exists(self.log):
            with open(self.log, encoding="utf-8") as file:
                lines = file.readlines()
        kept = [line for n, line in enumerate(lines) if n == 0 or line.endswith("\n") and int(line.split("\t")[0]) <= self.step]
        with open(self.log + ".part", "w", encoding="utf-8") as out:
            out.writelines(kept)
        os.replace(self.log + ".part", self.log)
        print("goes on from step %d, %.1f minutes used" % (self.step, self.seconds / 60), flush=True)

    def publish(self):
        """The bfloat16 weights that compute, from the float32 ones that learn."""
        with torch.no_grad():
            torch._foreach_copy_([p.data for p in self.learned], self.masters)

    # ---------------------------------------------------------------------------------------------------------- one step

    def progress(self):
        return min(1.0, self.step / self.args.steps if self.args.steps else self.seconds / (60 * self.args.minutes))

    def rate(self, progress):
        cosine = self.args.floor + (1 - self.args.floor) * (1 + math.cos(math.pi * progress)) / 2
        return PEAK * min(1.0, (self.step - self.warm_from + 1) / WARM_UP) * cosine

    def tensors(self, pairs):
        """Source ids, decoder inputs, targets (-100 where there is none)."""
        end, start = np.array([firefox.END]), np.array([firefox.PAD])
        source = text.padded([np.concatenate([s, end]) for s, _ in pairs], firefox.PAD)
        inputs = text.padded([np.concatenate([start, t]) for _, t in pairs], firefox.PAD)
        labels = text.padded([np.concatenate([t, end]) for _, t in pairs], -100)
        return torch.from_numpy(source), torch.from_numpy(inputs), torch.from_numpy(labels)

    def hidden(self, source, inputs, train_encoder):
        mask = (source != firefox.PAD).long()
        with torch.set_grad_enabled(train_encoder):
            memory = self.model.model.encoder(source, attention_mask=mask).last_hidden_state
        # Padding stands after the last target piece, so the causal mask already hides it from every piece that counts.
        return self.model.model.decoder(inputs, encoder_hidden_states=memory, encoder_attention_mask=mask,
                                        use_cache=False).last_hidden_state

    def loss(self, hidden, labels):
        """Smoothed cross-entropy over a sample of the vocabulary: the batch's targets, frequent pieces, random pieces."""
        wanted = labels != -100
        targets = labels[wanted]
        random = np.random.default_rng([self.args.seed, 1, self.step])
        sample = np.unique(np.concatenate([targets.numpy(), self.frequent, random.integers(0, firefox.PAD, RANDOM)]))
        places = torch.from_numpy(np.searchsorted(sample, targets.numpy()))
        sample = torch.from_numpy(sample)
        logits = functional.linear(hidden[wanted], self.model.model.shared.weight[sample])
        logits = logits.float() + self.model.final_logits_bias[0, sample].float()
        return functional.cross_entropy(logits, places, label_smoothing=SMOOTHING), len(targets)

    def one(self):
        if self.place == len(self.order):
            self.epoch, self.place = self.epoch + 1, 0
            self.order = self.batches.epoch(self.args.seed, self.epoch)
        numbers = self.order[self.place]
        source, inputs, labels = self.tensors([(self.batches.ids(n, "source"), self.batches.ids(n, "target")) for n in numbers])
        progress = self.progress()
        # A run that goes on for longer than it was meant to has its encoder still again until the new end is near.
        train_encoder = progress >= self.args.unfreeze
        if not train_encoder:
            self.unfrozen_at = None
        elif self.unfrozen_at is None:
            self.unfrozen_at = self.step
        for parameter in self.decoder:
            parameter.requires_grad_(True)
        for parameter in self.encoder:
            parameter.requires_grad_(train_encoder)
        loss, count = self.loss(self.hidden(source, inputs, train_encoder), labels)
        loss.backward()
        for master, parameter in zip(self.masters, self.learned):
            master.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        norm = torch.nn.utils.clip_grad_norm_([m for m in self.masters if m.grad is not None], 1.0)
        rate = self.rate(progress)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.publish()
        self.step, self.place, self.pieces = self.step + 1, self.place + 1, self.pieces + count
        return float(loss.detach()), float(norm), rate

    @torch.no_grad()
    def dev_loss(self):
        """Cross-entropy per piece over the whole vocabulary, without smoothing, in nats."""
        order = sorted(range(len(self.dev)), key=lambda n: len(self.dev[n][1]))
        total, count = 0.0, 0
        for first in range(0, len(order), 50):
            source, inputs, labels = self.tensors([self.dev[n] for n in order[first:first + 50]])
            wanted = labels != -100
            hidden, targets = self.hidden(source, inputs, False)[wanted], labels[wanted]
            for part in range(0, len(targets), 500):  # the whole vocabulary for all of them at once would take most of the memory
                logits = functional.linear(hidden[part:part + 500], self.model.model.shared.weight).float()
                logits += self.model.final_logits_bias[0].float()
                total += float(functional.cross_entropy(logits, targets[part:part + 500], reduction="sum"))
            count += len(targets)
        return total / count

    # ---------------------------------------------------------------------------------------------------------- the loop

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        begun, saved, losses, norms, clock = self.step, self.seconds, [], [], time.process_time()
        print("%s seed %d: %d pairs, %d batches an epoch" % (self.args.direction, self.args.seed, len(self.batches), len(self.order)), flush=True)
        while not self.stop and self.progress() < 1:
            loss, norm, rate = self.one()
            losses.append(loss)
            norms.append(norm)
            now = time.process_time()
            self.seconds, clock = self.seconds + (now - clock) / self.args.threads, now
            done = self.progress() >= 1
            if self.step % 10 == 0:
                give_memory_back()
            if self.step % 20 == 0 or done:
                dev = "%.4f" % self.dev_loss() if self.step % self.args.dev_every == 0 or done else ""
                with open(self.log, "a", encoding="utf-8") as out:
                    out.write("%d\t%.2f\t%d\t%d\t%.6f\t%.4f\t%.3f\t%s\t%s\n" % (
                        self.step, self.seconds / 60, self.epoch, self.pieces, rate, np.mean(losses), np.mean(norms), dev,
                        time.strftime("%H:%M:%S")))
                losses, norms = [], []
            if self.seconds - saved > self.args.save_every:
                self.save()
                saved = self.seconds
        if self.step > begun:
            self.save()
        print("step %d, %.1f minutes: %s" % (self.step, self.seconds / 60, "stopped; the same command goes on" if self.stop else "done"), flush=True)
        return 3 if self.stop else 0

    def ask_to_stop(self, *_):
        self.stop = True


if __name__ == "__main__":
    given = arguments()
    torch.set_num_threads(given.threads)
    status = Training(given).run()
    if status == 0 and not given.no_export:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "export.py"), given.out,
                                  "--firefox", given.firefox, "--out", os.path.join(given.out, "export"), "--unless-made"])
    raise SystemExit(status)
