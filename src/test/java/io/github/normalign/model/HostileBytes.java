package io.github.normalign.model;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of graphs made to do harm by what they repeat and what they claim to hold, byte for byte. */
final class HostileBytes {

    private final HostileGraphs cases;

    HostileBytes(HostileGraphs cases) {
        this.cases = cases;
    }

    void counts() {
        String kind = "counts";
        int[] fields = {1, 5, 11, 12, 13};
        String[] names = {"nodes", "constants", "inputs", "outputs", "notes on values"};
        for (int i = 0; i < fields.length; i++) {
            byte[] empty = Wire.repeated(10_000_000, fields[i] << 3 | 2, 0);
            cases.bytes(kind, "10 million " + names[i], "MiB of memory", () -> new Wire().bytes(7, empty).bytes());
            if (i > 0) {
                cases.large();
            }
        }
        cases.bytes(kind, "10 million notes on the model", "MiB of memory", () ->
            Wire.repeated(10_000_000, 14 << 3 | 2, 0));
        cases.bytes(kind, "10 million names of one node", "MiB of memory", () ->
            new Wire().bytes(7, new Wire().bytes(1, Wire.repeated(10_000_000, 1 << 3 | 2, 0)).bytes()).bytes());
        cases.large();
        cases.edit(kind, "5,000 inputs", "more than 1024 inputs", graph -> {
            for (int i = 0; i < 5000; i++) {
                graph.addInput(OnnxValue.ofAnyShape("in" + i, ElementType.FLOAT));
            }
        });
        cases.bytes(kind, "100 million listed numbers", "MiB of memory", () ->
            new Wire().bytes(7, new Wire().bytes(5, new Wire().number(2, 7).bytes(7, new byte[100_000_000]).bytes()).bytes())
                .bytes());
        cases.large();
    }

    void lengths() {
        String kind = "declared lengths";
        for (long length : new long[] {1L << 31, (1L << 31) - 1, 1L << 32, 1L << 62, Long.MIN_VALUE, -1}) {
            String number = Long.toUnsignedString(length);
            cases.bytes(kind, number + " bytes of graph", "claims " + number, () ->
                new Wire().claimed(7, length, new byte[100]).bytes());
            cases.bytes(kind, number + " bytes of a constant", "claims " + number, () ->
                new Wire().bytes(7, new Wire().bytes(5, new Wire().claimed(9, length, new byte[9]).bytes()).bytes()).bytes());
        }
        cases.add(kind, "a name of 1.9 GB in a sparse file", "MiB of memory", model -> {
            byte[] head = new Wire().claimed(7, 1_900_000_006L, new byte[0]).claimed(2, 1_900_000_000L, new byte[0]).bytes();
            sparse(model.resolve(HostileGraphs.DECODER), head, head.length + 1_900_000_000L);
        });
        cases.add(kind, "a sparse file of 3 GB", "more than 2 GiB", model ->
            sparse(model.resolve(HostileGraphs.DECODER), new byte[] {8, 8}, 3L << 30));
        cases.bytes(kind, "a number of 11 bytes", "more than 10 bytes", () -> Wire.repeated(20, 0x88));
        cases.bytes(kind, "fields that no protobuf has", "field number 0", () -> new byte[100]);
        cases.bytes(kind, "groups", "wire type 3", () -> Wire.repeated(100, 11));
    }

    private static void sparse(Path file, byte[] head, long length) throws IOException {
        Files.write(file, head);
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(length);
        }
    }
}
