package io.github.normalign.model;

import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the files of an open model looked like. ONNX Runtime maps weights and does not read them into memory: who writes into such
 * a file while the model is in use changes the weights, and every number from then on. A file that is replaced by another of the
 * same name, or deleted, does no harm: the system keeps the old one as long as it is mapped.
 */
final class ModelStamps {

    private final Path model;
    private final Map<Path, Stamp> stamps = new LinkedHashMap<>();

    private record Stamp(long bytes, FileTime written, Optional<Object> file) {

        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
        }

        /** Whether it is another file, which has the name now. */
        boolean isOther(Stamp before) {
            return file.isPresent() && !file.equals(before.file);
        }
    }

    private ModelStamps(Path model) {
        this.model = model;
    }

    /**
     * Looks at files.
     *
     * @throws ModelException if one cannot be looked at
     */
    static ModelStamps of(Path model, Collection<Path> files) {
        ModelStamps stamps = new ModelStamps(model);
        for (Path file : files) {
            try {
                Path real = file.toRealPath();
                stamps.stamps.put(real, Stamp.of(real));
            } catch (IOException e) {
                throw new ModelException(file + " cannot be read: " + FailureReason.of(e), e);
            }
        }
        return stamps;
    }

    /**
     * Refuses numbers of a model that was written to.
     *
     * @throws ModelException naming the file
     */
    void requireUnchanged() {
        stamps.forEach((file, before) -> {
            try {
                Stamp now = Stamp.of(file);
                if (!now.equals(before) && !now.isOther(before)) {
                    throw new ModelException("the model in " + model + " was changed while it was in use: " + file
                        + " was written to at " + now.written() + ". What was aligned since then may be wrong and is not given"
                        + " out. Run again when the model is complete; give a model's files new content by renaming others to"
                        + " their names, not by writing into them");
                }
            } catch (NoSuchFileException gone) {
                // The mapped file lives on without a name.
                return;
            } catch (IOException e) {
                throw new ModelException(file + " cannot be looked at any more: " + FailureReason.of(e), e);
            }
        });
    }
}
