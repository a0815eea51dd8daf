package io.github.normalign.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The models, and the profile, as one zip file that Spark hands to every executor and unpacks there: Spark ships single files and
 * archives, but no local folder, and two models have files of the same names.
 */
final class ModelArchive {

    /** The folder of the model from source to target. */
    static final String MODEL = "model";
    /** The folder of the model from target to source. */
    static final String REVERSE = "reverse-model";
    /** The file with the setting. */
    static final String PROFILE = "profile.json";

    private ModelArchive() {
    }

    /**
     * Writes the archive.
     *
     * @param file where to
     * @param recipe what the models and the profile are
     * @throws IOException if a file cannot be read or the archive not be written
     */
    static void write(Path file, AlignerRecipe recipe) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            // Weights do not get smaller, and every executor would pay for the attempt.
            zip.setLevel(Deflater.NO_COMPRESSION);
            add(zip, MODEL, recipe.model());
            Optional<Path> reverse = recipe.reverseModel();
            if (reverse.isPresent()) {
                add(zip, REVERSE, reverse.get());
            }
            if (recipe.profile().isPresent()) {
                entry(zip, PROFILE, recipe.profile().get());
            }
        }
    }

    /** Links are followed: a downloaded model is often a folder of links into a cache. */
    private static void add(ZipOutputStream zip, String name, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            StringBuilder entry = new StringBuilder(name);
            folder.relativize(file).forEach(part -> entry.append('/').append(part));
            entry(zip, entry.toString(), file);
        }
    }

    private static void entry(ZipOutputStream zip, String name, Path file) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
        zip.closeEntry();
    }
}
