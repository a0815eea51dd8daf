package io.github.normalign.model;

import io.github.normalign.model.HostileModels.Case;
import io.github.normalign.model.HostileModels.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Prints what became of every hostile model, by class, and of random damage to the tiny model's files, for
 * {@code eval/results/robustness-models.md}. After {@code mvn package}, with the number of damaged models (2,000 if left out):
 *
 * <pre>java -cp target/test-classes:target/normalign-all.jar io.github.normalign.model.HostileModelTable 2000</pre>
 */
final class HostileModelTable {

    private static final String[] FILES = {"decoder_model.onnx", "encoder_model.onnx", "target.spm", "vocab.json", "config.json",
        "tokenizer_config.json", "generation_config.json"};

    private final Map<String, long[]> rows = new LinkedHashMap<>();

    private HostileModelTable() {
    }

    /**
     * Prints the table; exits with 1 if anything crashed, hung or came out other than it should.
     *
     * @param arguments the number of damaged models
     * @throws IOException if a case cannot be made
     */
    public static void main(String[] arguments) throws IOException {
        HostileModelTable table = new HostileModelTable();
        boolean fine = true;
        for (Case hostile : HostileModels.all()) {
            Outcome outcome = HostileModels.run(hostile);
            table.count(hostile.kind(), outcome);
            fine &= expected(hostile, outcome);
        }
        int damaged = arguments.length == 0 ? 2000 : Integer.parseInt(arguments[0]);
        for (int seed = 0; seed < damaged; seed++) {
            Case hostile = damaged(seed);
            Outcome outcome = HostileModels.run(hostile);
            table.count(hostile.kind(), outcome);
            fine &= expected(hostile, outcome);
        }
        table.print();
        System.exit(fine ? 0 : 1);
    }

    private static boolean expected(Case hostile, Outcome outcome) {
        boolean random = hostile.part() == null;
        boolean fine = outcome.end().equals("refused") && (random || hostile.part().length() > 0
            && outcome.message().contains(hostile.part()))
            || outcome.end().equals("accepted") && (random || hostile.part().isEmpty());
        if (!fine) {
            System.err.println(hostile + " -> " + outcome.end() + ": " + outcome.message());
        }
        return fine;
    }

    /** The tiny model with some bytes of one file changed, taken out or put in. */
    private static Case damaged(int seed) {
        return new Case("random damage", "seed " + seed, model -> {
            Random random = new Random(seed);
            Path file = model.resolve(FILES[random.nextInt(FILES.length)]);
            byte[] bytes = Files.readAllBytes(file);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(bytes.length);
                int length = Math.min(1 + random.nextInt(8), bytes.length - at);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        for (int i = at; i < at + length; i++) {
                            bytes[i] = (byte) random.nextInt(256);
                        }
                    }
                    case 1 -> {
                        System.arraycopy(bytes, at + length, bytes, at, bytes.length - at - length);
                        bytes = Arrays.copyOf(bytes, bytes.length - length);
                    }
                    default -> {
                        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                        bytes = longer;
                    }
                }
            }
            Files.write(file, bytes);
        }, HostileModels::beforeNative, null);
    }

    private void count(String kind, Outcome outcome) {
        long[] row = rows.computeIfAbsent(kind, unused -> new long[7]);
        row[0]++;
        row[switch (outcome.end()) {
            case "crashed" -> 1;
            case "hung" -> 2;
            case "refused" -> 3;
            default -> 4;
        }]++;
        row[5] = Math.max(row[5], outcome.millis());
        row[6] = Math.max(row[6], outcome.bytes() >> 20);
    }

    private void print() {
        System.out.println("| class | tried | crashed | hung | refused with a sentence | sound after all | slowest"
            + " | most memory |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        long[] all = new long[7];
        rows.forEach((kind, row) -> {
            line(kind, row);
            for (int i = 0; i < all.length; i++) {
                all[i] = i < 5 ? all[i] + row[i] : Math.max(all[i], row[i]);
            }
        });
        line("all", all);
    }

    private static void line(String kind, long[] row) {
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | %d | %d | %.1f s | %d MiB |%n", kind, row[0], row[1], row[2], row[3],
            row[4], row[5] / 1000.0, row[6]);
    }
}
