package io.github.normalign.cli;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.Device;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ReaderOptions;
import io.github.normalign.viewer.PairFinding;
import io.github.normalign.viewer.PairReader;
import io.github.normalign.viewer.View;
import io.github.normalign.viewer.ViewPage;
import io.github.normalign.viewer.ViewedPair;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page of 1,000 pairs from 20 real ones, each 50 times: as large as if all were different, in a second and not in minutes. */
final class ThousandPairs {

    private static final int PAIRS = 1000;
    private static final int HEADS = 100;

    private ThousandPairs() {
    }

    static Path write(Path page) throws IOException {
        List<String> sources = Files.readAllLines(Path.of("gold-alignments/graca-en-pt/en-pt.en")).subList(0, 20);
        List<String> targets = Files.readAllLines(Path.of("gold-alignments/graca-en-pt/en-pt.pt")).subList(0, 20);
        List<SentencePair> pairs = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            pairs.add(SentencePair.of(sources.get(i), targets.get(i)));
        }
        ModelDirectory forward = ModelDirectory.open(Path.of("onnx-models/en-pt"));
        ModelDirectory reverse = ModelDirectory.open(Path.of("onnx-models/pt-en"));
        ReaderOptions options = new ReaderOptions(ImmutableSortedSet.of(), true, Device.CPU, 2, 32);
        try (PairReader reader = PairReader.open(forward, reverse, forward.setting(reverse).orElseThrow(), options)) {
            List<PairFinding> findings = reader.read(pairs);
            List<byte[]> heads = reader.readHeads(pairs);
            List<ViewedPair> viewed = new ArrayList<>();
            Map<Integer, byte[]> headsByPair = new HashMap<>();
            for (int i = 0; i < PAIRS; i++) {
                int like = i % pairs.size();
                viewed.add(new ViewedPair(i + 1, pairs.get(like), findings.get(like), Optional.empty(), List.of()));
                if (i < HEADS) {
                    headsByPair.put(i, heads.get(like));
                }
            }
            View view = new View("1,000 pairs", "test", reader.models(), "", reader.combination().orElseThrow().toString(), 0,
                List.of("en", "pt"), Optional.empty(), List.of(), 0, viewed);
            try (Writer out = Files.newBufferedWriter(page)) {
                ViewPage.write(view, headsByPair, out);
            }
        }
        return page;
    }
}
