package io.github.normalign.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of a model's graphs. Exporters write {@code encoder_model.onnx} with {@code decoder_model.onnx} or
 * {@code decoder_model_merged.onnx}, or everything as {@code model.onnx}; into the directory or a folder {@code onnx} of it; and
 * other precisions of the same beside them, as {@code decoder_model_quantized.onnx}, {@code decoder_model_fp16.onnx} and so on.
 *
 * @param encoder the encoder's file; empty where one file holds both
 * @param decoder the decoder's file, or that of both
 * @param variant the ending that tells the precision, or {@value #PLAIN}
 */
record GraphFiles(Optional<Path> encoder, Path decoder, String variant) {

    /** How the files without an ending are called. */
    static final String PLAIN = "plain";

    private static final String ENCODER = "encoder_model";
    private static final String DECODER = "decoder_model";
    private static final String MERGED = "decoder_model_merged";
    private static final String CACHED = "decoder_with_past_model";
    private static final String BOTH = "model";
    private static final String ENDING = ".onnx";
    private static final String ADVICE = "Expected encoder_model.onnx with decoder_model.onnx or decoder_model_merged.onnx, or"
        + " model.onnx, in the directory or in its folder onnx";

    /** Encoder, if it has a file of its own, and decoder. */
    List<Path> all() {
        return Stream.concat(encoder.stream(), Stream.of(decoder)).toList();
    }

    /**
     * Every complete set of files of a directory.
     *
     * @param directory the model directory
     * @return by variant, {@value #PLAIN} first; the directory's own files win over those in its folder {@code onnx}
     */
    static Map<String, GraphFiles> all(Path directory) {
        Map<String, GraphFiles> found = new LinkedHashMap<>();
        for (Path folder : List.of(directory, directory.resolve("onnx"))) {
            TreeSet<String> names = names(folder);
            List<String> variants = new ArrayList<>(List.of(PLAIN));
            for (String name : names) {
                variant(name).filter(variant -> !variants.contains(variant)).ifPresent(variants::add);
            }
            for (String variant : variants) {
                of(folder, names, variant).ifPresent(files -> found.putIfAbsent(variant, files));
            }
        }
        return found;
    }

    /**
     * The files to use.
     *
     * @param directory the model directory
     * @param wanted the variant asked for
     * @param problems what is missing is added here
     * @return the files, if there are any
     */
    static Optional<GraphFiles> choose(Path directory, Optional<String> wanted, List<String> problems) {
        Map<String, GraphFiles> all = all(directory);
        if (wanted.isPresent()) {
            GraphFiles chosen = all.get(wanted.get());
            if (chosen == null) {
                problems.add("there is no variant '" + wanted.get() + "'" + (all.isEmpty() ? "; " + missing(directory)
                    : "; there are " + String.join(", ", all.keySet())));
            }
            return Optional.ofNullable(chosen);
        }
        if (all.containsKey(PLAIN) || all.size() == 1) {
            return Optional.of(all.getOrDefault(PLAIN, all.values().iterator().next()));
        }
        problems.add(all.isEmpty() ? missing(directory)
            : "there are the variants " + String.join(", ", all.keySet()) + "; choose one by --variant");
        return Optional.empty();
    }

    private static Optional<GraphFiles> of(Path folder, TreeSet<String> names, String variant) {
        String ending = (variant.equals(PLAIN) ? "" : "_" + variant) + ENDING;
        if (names.contains(ENCODER + ending)) {
            for (String decoder : List.of(DECODER, MERGED)) {
                if (names.contains(decoder + ending)) {
                    return Optional.of(new GraphFiles(Optional.of(folder.resolve(ENCODER + ending)),
                        folder.resolve(decoder + ending), variant));
                }
            }
        }
        return names.contains(BOTH + ending)
            ? Optional.of(new GraphFiles(Optional.empty(), folder.resolve(BOTH + ending), variant)) : Optional.empty();
    }

    /** What a file's name says of its precision: {@code fp16} of {@code decoder_model_merged_fp16.onnx}. */
    private static Optional<String> variant(String name) {
        for (String stem : List.of(MERGED, DECODER, ENCODER, BOTH)) {
            if (name.startsWith(stem + "_") && name.length() > stem.length() + 1 + ENDING.length()) {
                return Optional.of(name.substring(stem.length() + 1, name.length() - ENDING.length()));
            }
        }
        return Optional.empty();
    }

    private static TreeSet<String> names(Path folder) {
        TreeSet<String> names = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ENDING))
                    .forEach(file -> names.add(file.getFileName().toString()));
            } catch (IOException e) {
                // A folder that cannot be listed has no files to offer; what is missing is said then.
                return names;
            }
        }
        return names;
    }

    /** What keeps the directory from having a complete set, by what it has. */
    private static String missing(Path directory) {
        TreeSet<String> names = names(directory);
        names.addAll(names(directory.resolve("onnx")));
        boolean encoder = names.stream().anyMatch(name -> name.startsWith(ENCODER));
        boolean decoder = names.stream().anyMatch(name -> name.startsWith(DECODER));
        boolean cached = names.stream().anyMatch(name -> name.startsWith(CACHED));
        if (names.isEmpty()) {
            return noFile(directory, "encoder_model.onnx") + " and " + noFile(directory, "decoder_model.onnx") + ". " + ADVICE;
        }
        String what = encoder && !decoder ? noFile(directory, "decoder_model.onnx")
            : decoder && !encoder ? noFile(directory, "encoder_model.onnx")
            : encoder ? "encoder and decoder are of different variants"
            : "no graph has a name that is known";
        return what + "; found " + String.join(", ", names) + ". " + ADVICE + (cached && !decoder
            ? ". decoder_with_past_model.onnx goes on from a cache, one piece at a time, and cannot be used" : "");
    }

    private static String noFile(Path directory, String name) {
        return name + (Files.exists(directory.resolve(name)) ? " is no file that can be read" : " is missing");
    }
}
