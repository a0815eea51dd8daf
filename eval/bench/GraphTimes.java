import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.PiecePair;
import io.github.normalign.onnx.AlignmentGraph;
import io.github.normalign.onnx.AlignmentOutputs;
import io.github.normalign.onnx.DecoderGraph;
import io.github.normalign.onnx.EncoderGraph;
import io.github.normalign.onnx.GraphForm;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.StandaloneGraph;
import io.github.normalign.tokenizer.PairTokenizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The time ONNX Runtime itself needs for graphs of a Firefox model over the batches that {@code align} makes: nothing is read,
 * tokenised, copied out or written in the measured time. Run by cut.py and runtime.py, which say more:
 *
 * <pre>java -cp target/normalign-all.jar eval/bench/GraphTimes.java MODEL SOURCE TARGET THREADS ROUNDS GRAPH...</pre>
 *
 * THREADS is how many batches run at a time, or {@code 2x1}: how many, and the threads ONNX Runtime has of its own in each run.
 * A GRAPH is {@code PRECISION:MEASURE:LAYER}, such as {@code int8:norm:1}, cut as normalign cuts it, or with heads
 * ({@code int8:norm:1:1,6}), or {@code ENCODER,DECODER}, two ONNX files run as they are with all their outputs. With
 * {@code PROFILE} in the environment, ONNX Runtime's profiles of encoder and decoder are left in files that begin so. Sessions are opened with the options that
 * normalign gives them; the rounds of the graphs are interleaved. Prints a line for each graph and round: graph, round,
 * seconds by the clock, and the seconds of encoder and decoder, summed over the threads; TABs between. Before that, a comment
 * for each graph: how far its weights and Gram matrices are from the first graph's on one batch.
 */
final class GraphTimes {

    /** As normalign: lines sorted together, pairs in a run, cells of one head's attention in a run. */
    private static final int WINDOW = 1024;
    private static final int MOST = 32;
    private static final long CELLS = 1 << 20;

    private static final OrtEnvironment ENVIRONMENT =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "normalign");

    private static int ownThreads;

    private GraphTimes() {
    }

    private record Batch(OnnxTensor source, OnnxTensor mask, OnnxTensor target) {
    }

    private record Seconds(double clock, double encoder, double decoder) {
    }

    /** What is left open when the program ends goes with the process. */
    private record Graph(String name, OrtSession encoder, OrtSession decoder) {

        /** The time of one batch: encoder, decoder; in nanoseconds. Keeps the outputs if asked to. */
        long[] run(Batch batch, Map<String, float[]> kept) throws OrtException {
            long start = System.nanoTime();
            try (OrtSession.Result states = encoder.run(inputs(encoder, batch, null))) {
                long middle = System.nanoTime();
                try (OrtSession.Result result = decoder.run(inputs(decoder, batch, (OnnxTensor) states.get(0)))) {
                    long end = System.nanoTime();
                    if (kept != null) {
                        for (Map.Entry<String, ?> output : result) {
                            FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                            float[] copy = new float[values.remaining()];
                            values.get(copy);
                            kept.put(output.getKey(), copy);
                        }
                    }
                    return new long[] {middle - start, end - middle};
                }
            }
        }

        private static Map<String, OnnxTensorLike> inputs(OrtSession session, Batch batch, OnnxTensor states) throws OrtException {
            Map<String, OnnxTensorLike> given = new HashMap<>();
            for (String name : session.getInputNames()) {
                given.put(name, switch (name) {
                    case "input_ids" -> states == null ? batch.source() : batch.target();
                    case "attention_mask", "encoder_attention_mask" -> batch.mask();
                    case "encoder_hidden_states" -> states;
                    default -> throw new IllegalArgumentException("an input " + name + " is not known here");
                });
            }
            return given;
        }
    }

    public static void main(String[] arguments) throws Exception {
        ModelDirectory directory = ModelDirectory.open(Path.of(arguments[0]));
        ownThreads = arguments[3].contains("x") ? Integer.parseInt(arguments[3].split("x")[1]) : 1;
        List<Batch> batches = batches(directory, Path.of(arguments[1]), Path.of(arguments[2]));
        int threads = Integer.parseInt(arguments[3].split("x")[0]);
        int rounds = Integer.parseInt(arguments[4]);
        List<Graph> graphs = new ArrayList<>();
        for (String name : List.of(arguments).subList(5, arguments.length)) {
            graphs.add(!name.contains(":") ? stock(name) : cut(directory, name));
        }
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            Map<String, float[]> first = new HashMap<>();
            graphs.get(0).run(batches.get(batches.size() / 2), first);
            for (Graph graph : graphs) {
                Map<String, float[]> own = new HashMap<>();
                graph.run(batches.get(batches.size() / 2), own);
                compare(graph.name(), own, first);
                measure(graph, batches.subList(0, 1 + batches.size() / 10), workers);
            }
            for (int round = 1; round <= rounds; round++) {
                for (Graph graph : graphs) {
                    Seconds seconds = measure(graph, batches, workers);
                    System.out.printf(Locale.ROOT, "%s\t%d\t%.4f\t%.4f\t%.4f%n",
                        graph.name(), round, seconds.clock(), seconds.encoder(), seconds.decoder());
                }
            }
            if (System.getenv("PROFILE") != null) {
                for (Graph graph : graphs) {
                    System.out.println("# " + graph.name() + "\t" + graph.encoder().endProfiling() + "\t"
                        + graph.decoder().endProfiling());
                }
            }
        } finally {
            workers.shutdown();
        }
    }

    private static Seconds measure(Graph graph, List<Batch> batches, ExecutorService workers) throws Exception {
        long start = System.nanoTime();
        List<Future<long[]>> runs = new ArrayList<>();
        for (Batch batch : batches) {
            runs.add(workers.submit(() -> graph.run(batch, null)));
        }
        double encoder = 0;
        double decoder = 0;
        for (Future<long[]> run : runs) {
            encoder += run.get()[0] / 1e9;
            decoder += run.get()[1] / 1e9;
        }
        return new Seconds((System.nanoTime() - start) / 1e9, encoder, decoder);
    }

    /** The outputs that both have, by name. */
    private static void compare(String name, Map<String, float[]> own, Map<String, float[]> first) {
        StringBuilder line = new StringBuilder("# " + name);
        own.keySet().stream().filter(first::containsKey).sorted().forEach(output -> {
            double most = 0;
            double greatest = 0;
            for (int i = 0; i < own.get(output).length; i++) {
                most = Math.max(most, Math.abs(own.get(output)[i] - first.get(output)[i]));
                greatest = Math.max(greatest, Math.abs(first.get(output)[i]));
            }
            line.append(String.format(Locale.ROOT, "\t%s within %.2g of values to %.3g", output, most, greatest));
        });
        System.out.println(line);
    }

    private static Graph cut(ModelDirectory directory, String name) throws OrtException {
        String[] parts = name.split(":");
        GraphForm form = GraphForm.onProcessor(parts[0].equals("int8") ? directory.config().activationSteps() : Map.of());
        AlignmentOutputs outputs = parts[1].equals("norm") ? AlignmentOutputs.WEIGHTS_AND_GRAM : AlignmentOutputs.WEIGHTS;
        Set<Integer> heads = parts.length < 4 ? Set.of()
            : Arrays.stream(parts[3].split(",")).map(Integer::valueOf).collect(Collectors.toSet());
        Path file = directory.graphs().get(0);
        StandaloneGraph encoder = EncoderGraph.of(OnnxModel.read(file), file).prepare(form);
        Path other = directory.graphs().get(1);
        AlignmentGraph decoder = DecoderGraph.of(OnnxModel.read(other), other, directory.config().layers(),
            directory.config().heads()).prepare(Set.of(Integer.valueOf(parts[2])), heads, outputs, false, form);
        return new Graph(name, open(encoder.model(), encoder.directory()), open(decoder.model(), decoder.directory()));
    }

    private static Graph stock(String files) throws OrtException {
        String[] parts = files.split(",");
        return new Graph("stock", ENVIRONMENT.createSession(parts[0], options()), ENVIRONMENT.createSession(parts[1], options()));
    }

    private static OrtSession open(byte[] graph, Path folder) throws OrtException {
        SessionOptions options = options();
        options.addConfigEntry("session.model_external_initializers_file_folder_path",
            folder.toAbsolutePath().normalize().toString());
        return ENVIRONMENT.createSession(graph, options);
    }

    private static SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(ownThreads);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.disable_quant_qdq", "1");
        if (System.getenv("PROFILE") != null) {
            options.enableProfiling(System.getenv("PROFILE"));
        }
        return options;
    }

    private static List<Batch> batches(ModelDirectory directory, Path source, Path target) throws IOException, OrtException {
        PairTokenizer tokenizer = directory.tokenizer().forLanguages(Optional.empty(), Optional.empty());
        List<String> sources = Files.readAllLines(source);
        List<String> targets = Files.readAllLines(target);
        List<PiecePair> pairs = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            pairs.add(new PiecePair(tokenizer.source().encode(List.of(sources.get(i).split(" "))),
                tokenizer.target().encode(List.of(targets.get(i).split(" "))), tokenizer.frame()));
        }
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += WINDOW) {
            List<PiecePair> window = new ArrayList<>(pairs.subList(from, Math.min(from + WINDOW, pairs.size())));
            window.sort(Comparator.comparingInt((PiecePair pair) -> columns(pair))
                .thenComparingInt(pair -> rows(pair)).reversed());
            List<PiecePair> group = new ArrayList<>();
            long longest = 0;
            for (PiecePair pair : window) {
                long wider = Math.max(longest, Math.max(columns(pair), rows(pair)));
                if (!group.isEmpty() && (group.size() == MOST || (group.size() + 1) * wider * wider > CELLS)) {
                    batches.add(batch(group, directory.config().padId()));
                    group.clear();
                    wider = Math.max(columns(pair), rows(pair));
                }
                group.add(pair);
                longest = wider;
            }
            batches.add(batch(group, directory.config().padId()));
        }
        return batches;
    }

    private static int columns(PiecePair pair) {
        return pair.source().length() + pair.frame().sourceExtra();
    }

    private static int rows(PiecePair pair) {
        return pair.target().length() + pair.frame().decoderStart().length();
    }

    private static Batch batch(List<PiecePair> pairs, int padId) throws OrtException {
        int columns = pairs.stream().mapToInt(GraphTimes::columns).max().orElseThrow();
        int rows = pairs.stream().mapToInt(GraphTimes::rows).max().orElseThrow();
        long[] source = new long[pairs.size() * columns];
        long[] mask = new long[pairs.size() * columns];
        long[] target = new long[pairs.size() * rows];
        Arrays.fill(source, padId);
        Arrays.fill(target, padId);
        for (int i = 0; i < pairs.size(); i++) {
            PiecePair pair = pairs.get(i);
            put(source, i * columns, pair.frame().beforeSource().toArray(), pair.source().ids(),
                pair.frame().afterSource().toArray());
            put(target, i * rows, pair.frame().decoderStart().toArray(), pair.target().ids());
            Arrays.fill(mask, i * columns, i * columns + columns(pair), 1);
        }
        return new Batch(tensor(source, pairs.size(), columns), tensor(mask, pairs.size(), columns),
            tensor(target, pairs.size(), rows));
    }

    private static void put(long[] row, int from, int[]... parts) {
        int at = from;
        for (int[] part : parts) {
            for (int id : part) {
                row[at++] = id;
            }
        }
    }

    private static OnnxTensor tensor(long[] values, int... shape) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), Arrays.stream(shape).asLongStream().toArray());
    }
}
