"""Expected results of link symmetrisation on seeded random links, one case a line.

The rules are written here a second time, as slowly and literally as they can be said, so that agreement with the Java code means
something. Checked against what others published when it was written: lilt's grow-diagonal and grow-diagonal-final files come out to
the last link.

  python make_symmetrization_fixture.py src/test/resources/symmetrization/random.tsv

Python alone; columns and cases are described in the README.md beside the result.
"""
import random
import sys

# (rows, columns): rows are targets for Moses and sources for lilt.
MOSES_STEPS = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
LILT_STEPS = [(0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, 0), (1, -1), (1, 1)]


def free(cell, kept, both):
    row_is_free = all(row != cell[0] for row, _ in kept)
    column_is_free = all(column != cell[1] for _, column in kept)
    return row_is_free and column_is_free if both else row_is_free or column_is_free


def symmetrize(forward, reverse, steps, grow_both, final_both):
    """Sets of (row, column); final_both None: no final step."""
    kept = forward & reverse
    union = forward | reverse
    grown = True
    while grown:
        grown = False
        at = (-1, -1)
        while any(cell > at for cell in kept):
            at = min(cell for cell in kept if cell > at)
            for step in steps:
                cell = (at[0] + step[0], at[1] + step[1])
                if cell in union and cell not in kept and free(cell, kept, grow_both):
                    kept.add(cell)
                    grown = True
    if final_both is not None:
        for direction in (forward, reverse):
            for cell in sorted(direction):
                if cell not in kept and free(cell, kept, final_both):
                    kept.add(cell)
    return kept


def turned(links):
    return {(second, first) for first, second in links}


def all_rules(forward, reverse):
    moses = [turned(symmetrize(turned(forward), turned(reverse), MOSES_STEPS, False, final)) for final in (None, False, True)]
    lilt = [symmetrize(forward, reverse, LILT_STEPS, True, final) for final in (None, True)]
    return moses + lilt


def text(links):
    return " ".join(f"{source}-{target}" for source, target in sorted(links))


def case(generator, many):
    sources, targets = generator.randint(1, 12), generator.randint(1, 12)
    if many:
        density = generator.uniform(0.1, 0.5)
        cells = [(s, t) for s in range(sources) for t in range(targets)]
        return tuple({cell for cell in cells if generator.random() < density} for _ in range(2))
    slope = sources / targets

    def near(value, end):
        return min(end - 1, max(0, int(value) + generator.choice([-2, -1, -1, 0, 0, 0, 1, 1, 2])))

    return ({(near(t * slope, sources), t) for t in range(targets) if generator.random() < 0.9},
            {(s, near(s / slope, targets)) for s in range(sources) if generator.random() < 0.9})


def main(path):
    generator = random.Random(2020)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for number in range(200):
            forward, reverse = case(generator, number % 4 == 3)
            out.write("\t".join(map(text, [forward, reverse, *all_rules(forward, reverse)])) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
