package io.github.normalign.model;

import java.util.Locale;

/** Where the graphs run. */
public enum Device {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU through ONNX Runtime's CUDA provider; a failure where that cannot be loaded. */
    CUDA,
    /** {@link #CUDA} where it can be loaded, else {@link #CPU}, which is said. */
    AUTO;

    /** The name on the command line: {@code cpu}, {@code cuda} or {@code auto}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
