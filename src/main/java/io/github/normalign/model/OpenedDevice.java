package io.github.normalign.model;

import java.util.Optional;

/**
 * The device a model was opened on.
 *
 * @param device {@link Device#CPU} or {@link Device#CUDA}
 * @param fallback where {@link Device#AUTO} had to take the processor: why the GPU could not be used; else empty
 */
public record OpenedDevice(Device device, Optional<String> fallback) {
}
