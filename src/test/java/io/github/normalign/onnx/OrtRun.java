package io.github.normalign.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs graphs with ONNX Runtime, for the tests of this package. */
final class OrtRun {

    /** A tensor of floats, or of whole numbers where {@code ints} is given. */
    record Array(long[] shape, float[] floats, long[] ints) {

        static Array of(float[] values, long... shape) {
            return new Array(shape, values, null);
        }

        static Array of(long[] values, long... shape) {
            return new Array(shape, null, values);
        }
    }

    private OrtRun() {
    }

    static Map<String, Array> run(AlignmentGraph graph, Map<String, Array> inputs) throws OrtException {
        return run(graph.model(), graph.directory(), inputs);
    }

    /** Runs a model once; inputs that it does not have are left out. */
    static Map<String, Array> run(byte[] model, Path directory, Map<String, Array> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", directory.toString());
            try (OrtSession session = environment.createSession(model, options)) {
                return run(environment, session, inputs);
            }
        }
    }

    private static Map<String, Array> run(OrtEnvironment environment, OrtSession session, Map<String, Array> inputs)
            throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (String name : session.getInputNames()) {
                Array array = inputs.get(name);
                tensors.put(name, array.ints() != null
                    ? OnnxTensor.createTensor(environment, LongBuffer.wrap(array.ints()), array.shape())
                    : OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.floats()), array.shape()));
            }
            Map<String, Array> outputs = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(tensors)) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    OnnxTensor tensor = (OnnxTensor) output.getValue();
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    float[] values = new float[buffer.remaining()];
                    buffer.get(values);
                    outputs.put(output.getKey(), Array.of(values, tensor.getInfo().getShape()));
                }
            }
            return outputs;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}
