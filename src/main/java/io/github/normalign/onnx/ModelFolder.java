package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the files of a model really lie, links followed: one folder with all of them in it, and each file's place there.
 *
 * @param path the nearest folder that holds all files, a real path; never the root of the file system
 * @param graphFile the file of the graph
 * @param weightFiles the files of weights, by the names that the model gives them
 */
record ModelFolder(Path path, Path graphFile, Map<String, Path> weightFiles) {

    /** A tensor with its elements where they are, told in terms of this folder; the tensor itself where they are in memory. */
    OnnxTensor place(OnnxTensor tensor) {
        return tensor.externalLocation().isPresent()
            ? tensor.movedTo(location(weightFiles.get(tensor.externalLocation().get())))
            : tensor.leftIn(location(graphFile));
    }

    /** With {@code /} on every system, as the ONNX specification wants it. */
    private String location(Path file) {
        return path.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
