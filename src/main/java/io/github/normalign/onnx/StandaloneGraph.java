package io.github.normalign.onnx;

import java.nio.file.Path;
import java.util.List;

/**
 * A graph with one output, ready for ONNX Runtime.
 *
 * @param model an ONNX file whose long constants lie in files under {@code directory}
 * @param directory to be given to ONNX Runtime as {@code session.model_external_initializers_file_folder_path}
 * @param inputs the inputs that are left, with their element types
 * @param output the output
 * @param roundsTogether whether the graph rounds to int8 by the least and the greatest number of all pairs that run together
 *     (dynamic quantisation), so that a pair's numbers depend on its neighbours and on padding
 */
public record StandaloneGraph(byte[] model, Path directory, List<OnnxValue> inputs, OnnxValue output,
        boolean roundsTogether) {
}
