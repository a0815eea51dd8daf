package io.github.normalign.cli;

import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.error.CorpusException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The files that {@code project} reads side by side, a line of each at a time, as lines of work. Close it. */
final class ProjectionInput implements Iterator<ProjectionLine>, AutoCloseable {

    private final List<Optional<LineReader>> readers = new ArrayList<>();
    private final Function<List<Optional<Line>>, ProjectionLine> work;

    /**
     * Opens the files.
     *
     * @param files the first is there, and {@code -} is stdin for it; the others may be left out
     * @param expansion how many times larger than a compressed file its text may be
     * @param work makes a line of work out of a line of each file, in the same order
     */
    ProjectionInput(List<Optional<Path>> files, long expansion, Function<List<Optional<Line>>, ProjectionLine> work) {
        this.work = work;
        boolean opened = false;
        try {
            for (Optional<Path> file : files) {
                readers.add(readers.isEmpty() && isStdin(file.orElseThrow()) ? Optional.of(new LineReader(System.in, "<stdin>"))
                    : file.map(path -> LineReader.openByName(path, expansion)));
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    static boolean isStdin(Path file) {
        return file.toString().equals("-");
    }

    /**
     * Whether every file has one more line.
     *
     * @throws CorpusException if one has and another has not; pipes cannot be counted before
     */
    @Override
    public boolean hasNext() {
        LineReader first = readers.get(0).orElseThrow();
        boolean more = first.hasNext();
        for (Optional<LineReader> reader : readers) {
            if (reader.isPresent() && reader.get().hasNext() != more) {
                throw new CorpusException((more ? reader.get() : first).name() + " has ended and "
                    + (more ? first : reader.get()).name() + " has not; expected the same number of lines in both");
            }
        }
        return more;
    }

    @Override
    public ProjectionLine next() {
        return work.apply(readers.stream().map(reader -> reader.map(LineReader::next)).toList());
    }

    @Override
    public void close() {
        readers.forEach(reader -> reader.ifPresent(LineReader::close));
    }
}
