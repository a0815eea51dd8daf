package io.github.normalign.onnx;

import java.util.Map;

/**
 * How a graph is written for where it will run. What it computes stays the same, up to rounding.
 *
 * @param processor whether operations that ONNX Runtime is slow at on processors are written as others that it is fast at there
 * @param steps for products of integers where the model has int8 weights, which ONNX Runtime has on processors only: the step of
 *     what is multiplied, by the name of the weight; empty leaves the products as they are stored
 */
public record GraphForm(boolean processor, Map<String, Float> steps) {

    /** As the model is stored, for GPUs. */
    public static final GraphForm STORED = new GraphForm(false, Map.of());

    /** Copies the map. */
    public GraphForm {
        steps = Map.copyOf(steps);
    }

    /**
     * The form for processors.
     *
     * @param steps as above
     * @return the form
     */
    public static GraphForm onProcessor(Map<String, Float> steps) {
        return new GraphForm(true, steps);
    }
}
