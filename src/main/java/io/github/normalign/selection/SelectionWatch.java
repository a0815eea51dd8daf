package io.github.normalign.selection;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.OpenedDevice;
import io.github.normalign.model.ReaderOptions;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is told of a choice while it is made.
 *
 * @param opened where a model runs, told each time one is opened
 * @param read told each time one model has read one pair, by several threads at a time
 * @param skipped a pair that a model cannot take and why; pairs are counted from 0 in the order they were given in, and each
 *     is told once
 */
public record SelectionWatch(Consumer<OpenedDevice> opened, Runnable read, BiConsumer<Integer, String> skipped) {

    /** Tells nobody. */
    public static final SelectionWatch NONE = new SelectionWatch(device -> { }, () -> { }, (pair, why) -> { });

    /** Opens a model, norms included, and tells of its device. */
    AttentionReader open(ModelDirectory model, ImmutableSortedSet<Integer> layers, SelectionOptions options) {
        AttentionReader reader = AttentionReader.open(model,
            new ReaderOptions(layers, true, options.device(), options.threads(), options.batch())
                .withPrecision(options.precision()));
        opened.accept(reader.device());
        return reader;
    }
}
