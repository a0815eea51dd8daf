package io.github.normalign.onnx;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where elements lie outside the model's own file.
 *
 * @param location path of the file relative to the model's directory, with {@code /}
 * @param offset first byte
 * @param length number of bytes; -1 if the file does not say, which means as many as the shape needs
 * @param entries everything that the model says of the place, key by key, such as a checksum
 */
record ExternalData(String location, long offset, long length, Map<String, String> entries) {

    /** Value of {@code data_location} for elements outside the model's file. */
    static final int EXTERNAL = 1;

    static ExternalData at(String location, long offset, long length) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("location", location);
        entries.put("offset", Long.toString(offset));
        entries.put("length", Long.toString(length));
        return new ExternalData(location, offset, length, entries);
    }

    /** Reads what a file says of the place. */
    static ExternalData of(Map<String, String> entries, WireReader in) {
        try {
            long offset = Long.parseLong(entries.getOrDefault("offset", "0").trim());
            long length = entries.containsKey("length") ? Long.parseLong(entries.get("length").trim()) : -1;
            if (offset < 0 || entries.containsKey("length") && length < 0) {
                throw in.malformed("external data has a negative place: " + entries);
            }
            return new ExternalData(entries.getOrDefault("location", ""), offset, length, entries);
        } catch (NumberFormatException e) {
            throw in.malformed("external data has a place that is no number: " + entries);
        }
    }

    /** The same place of a file that goes by another name. */
    ExternalData in(String newLocation) {
        Map<String, String> changed = new LinkedHashMap<>(entries);
        changed.put("location", newLocation);
        return new ExternalData(newLocation, offset, length, changed);
    }

    /** Adds the fields to a {@code TensorProto}. */
    void write(WireWriter tensor) {
        entries.forEach((key, value) -> {
            WireWriter entry = new WireWriter();
            entry.string(1, key);
            entry.string(2, value);
            tensor.message(13, entry);
        });
        tensor.varint(14, EXTERNAL);
    }
}
