package io.github.normalign.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that ONNX Runtime's Java part unpacks its library into. It removes them when the JVM ends in order; a JVM that is
 * killed leaves 25 MB in the folder for temporary files each time. Linux keeps a file that is mapped when its name is removed, so
 * there the names need not outlive the loading.
 */
final class UnpackedLibrary {

    /** What ONNX Runtime's Java part calls the folder it makes, followed by digits. */
    private static final String FOLDER = "onnxruntime-java";
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String CUDA = "/ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so";

    private UnpackedLibrary() {
    }

    /** Removes the names; does nothing on other systems, where they were not unpacked, and where CUDA's part may follow. */
    static void remove() {
        if (!Files.isReadable(MAPS) || UnpackedLibrary.class.getResource(CUDA) != null) {
            return;
        }
        try {
            List<Path> folders = Files.readAllLines(MAPS).stream().filter(line -> line.contains("/" + FOLDER))
                .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent()).distinct()
                .filter(folder -> folder.getFileName().toString().startsWith(FOLDER)).toList();
            for (Path folder : folders) {
                remove(folder);
            }
        } catch (IOException e) {
            // They are removed when the JVM ends, then.
            return;
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
