package io.github.normalign.model;

/** What runs the models: ONNX Runtime, whose types stay inside this package. */
public final class InferenceEngine {

    private InferenceEngine() {
    }

    /**
     * The name and version of the library that is loaded, such as {@code ONNX Runtime 1.28.0}. Loads it if nothing has yet, about
     * a tenth of a second.
     *
     * @return name and version, as the native library says it
     * @throws io.github.normalign.error.ModelException if there is no native library for this system, or it cannot be unpacked
     */
    public static String version() {
        return "ONNX Runtime " + OnnxSession.environment().getVersion();
    }
}
