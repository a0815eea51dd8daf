import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Lets everybody read what is packed into the jar, whatever the builder's umask; does nothing on systems without such modes. */
final class Modes {

    private Modes() {
    }

    /**
     * Sets the modes.
     *
     * @param arguments folders
     * @throws IOException if a mode cannot be set
     */
    public static void main(String[] arguments) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        for (String folder : arguments) {
            try (Stream<Path> paths = Files.walk(Path.of(folder))) {
                for (Path path : paths.toList()) {
                    Files.setPosixFilePermissions(path,
                        PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
