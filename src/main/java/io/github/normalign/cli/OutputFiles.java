package io.github.normalign.cli;

import com.google.common.io.Closer;
import io.github.normalign.error.CorpusException;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one run. They appear under their names together and whole, when all is written; until then they and the
 * {@link RunState} beside the first of them are what {@code --resume} goes on from. Pipes and devices are written as they are.
 */
final class OutputFiles implements Closeable {

    /** Between two states on the disk: a kill costs no more work than this and a part. */
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    private final Closer closer = Closer.create();
    private final Map<String, String> run;
    private final List<PartFile> parts = new ArrayList<>();
    private final Map<String, PrintWriter> writers = new LinkedHashMap<>();
    private Optional<Path> stateFile = Optional.empty();
    private RunState state;
    private RunState written;
    private long lastWritten = System.nanoTime();
    private boolean finished;
    private boolean keeping = true;

    private OutputFiles(Map<String, String> run) {
        this.run = run;
        this.state = RunState.start(run);
        this.written = state;
    }

    /**
     * Opens the files, to begin or to go on.
     *
     * @param files what is to be written
     * @param run what decides what is written
     * @param mode what to do about files that are there
     * @throws IOException if a file cannot be written, or another run writes it
     * @throws CorpusException if the unfinished files are another run's
     */
    static OutputFiles open(List<OutputFile> files, Map<String, String> run, OutputMode mode) throws IOException {
        OutputFiles outputs = new OutputFiles(run);
        boolean opened = false;
        try {
            List<OutputFile> regular = files.stream().filter(file -> !file.isStream()).toList();
            for (OutputFile file : files) {
                if (file.isStream()) {
                    // A pipe or a device: it has no content to lose, and no length.
                    outputs.writers.put(file.option(), outputs.closer.register(WholeFiles.stream(file)));
                }
            }
            if (!regular.isEmpty()) {
                outputs.openRegular(regular, mode);
            }
            opened = true;
            return outputs;
        } finally {
            if (!opened) {
                outputs.close();
            }
        }
    }

    private void openRegular(List<OutputFile> files, OutputMode mode) throws IOException {
        Path place = RunState.beside(files.get(0));
        if (mode == OutputMode.RESUME && Files.exists(place)) {
            RunState saved = RunState.read(place);
            saved.requireSame(run, place);
            for (OutputFile file : files) {
                // Of a complete run, those that have their name already are not touched.
                if (!saved.complete() || Files.exists(file.part())) {
                    open(file);
                }
            }
            // Only now is it sure that no other run goes on with the same files.
            if (!Files.exists(place) || !RunState.read(place).equals(saved)) {
                throw new IOException(files.get(0).option() + " " + files.get(0).path()
                    + ": another run went on with it meanwhile; run again");
            }
            for (PartFile part : parts) {
                goOn(part, saved.lengths().getOrDefault(part.option(), 0L));
            }
            state = saved;
            written = saved;
        } else {
            for (OutputFile file : files) {
                open(file);
            }
            // Emptied only now that all can be written: a wrong name must not cost what another file held.
            for (PartFile part : parts) {
                part.cut(0);
            }
            RunState.delete(place);
            state.write(place);
        }
        stateFile = Optional.of(place);
    }

    private void open(OutputFile file) throws IOException {
        PartFile part = closer.register(PartFile.open(file));
        parts.add(part);
        writers.put(file.option(), part.writer());
    }

    private static void goOn(PartFile part, long length) throws IOException {
        if (part.length() < length) {
            throw new CorpusException("the unfinished file of " + part.option() + " has " + part.length() + " bytes, but "
                + length + " had been written: it was changed since; begin anew with --overwrite");
        }
        part.cut(length);
    }

    /** Leaves nothing for {@code --resume} if the work is broken off: a part of the output is out of reach by then. */
    void keepNothing() {
        keeping = false;
    }

    /** What has been done already: nothing, unless a run is resumed. */
    RunState state() {
        return state;
    }

    /** The writer of an option's file; the files' only writers. */
    Optional<PrintWriter> writer(Optional<OutputFile> file) {
        return file.map(found -> writers.get(found.option()));
    }

    /**
     * Notes that the output of lines is complete.
     *
     * @throws IOException if it could not be written
     */
    void done(long lines, LineDigest digest, RunState.Counts counts) throws IOException {
        for (Map.Entry<String, PrintWriter> writer : writers.entrySet()) {
            if (writer.getValue().checkError() && parts.stream().noneMatch(part -> part.option().equals(writer.getKey()))) {
                throw new IOException(writer.getKey() + " cannot be written any further");
            }
        }
        Map<String, Long> lengths = new LinkedHashMap<>();
        for (PartFile part : parts) {
            lengths.put(part.option(), part.endPiece());
        }
        state = new RunState(run, lines, digest.value(), counts, lengths, false);
        if (System.nanoTime() - lastWritten >= PAUSE) {
            write(state);
        }
    }

    /** The state last: what it says must be on the disk by then. */
    private void write(RunState next) throws IOException {
        if (stateFile.isPresent()) {
            for (PartFile part : parts) {
                part.force();
            }
            next.write(stateFile.get());
            written = next;
            lastWritten = System.nanoTime();
        }
    }

    /** Gives the files their names: all is written. */
    void finish() throws IOException {
        if (parts.size() > 1) {
            // A kill between two of them must not look like work that is left to do.
            write(new RunState(run, state.lines(), state.digest(), state.counts(), state.lengths(), true));
        }
        for (PartFile part : parts) {
            part.finish();
        }
        finished = true;
        if (stateFile.isPresent()) {
            RunState.delete(stateFile.get());
        }
    }

    /** Lines that an interrupted run leaves for {@code --resume}. */
    long kept() {
        return finished || !keeping || stateFile.isEmpty() ? 0 : written.lines();
    }

    /** Closes the files. Unfinished ones stay if something is in them that a later run can go on from, else they are removed. */
    @Override
    public void close() throws IOException {
        try {
            if (!finished && stateFile.isPresent()) {
                leave();
            }
        } finally {
            closer.close();
        }
    }

    private void leave() throws IOException {
        if (keeping && state.lines() > written.lines()) {
            try {
                write(state);
            } catch (IOException e) {
                // As on a full disk, which has been told of: the state before is on the disk, whole, and says that less is done.
                state = written;
            }
        }
        if (!keeping || written.lines() == 0) {
            for (PartFile part : parts) {
                part.discard();
            }
            RunState.delete(stateFile.get());
        }
    }
}
