package io.github.normalign.browser;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/** Makes screenshots small enough for a repository: 256 colours, a byte a pixel. */
public final class Palette {

    private static final int COLOURS = 256;
    /** Squared distance of colours that an eye tells apart without looking for it. */
    private static final int UNLIKE = 24 * 24;
    private static final int CHANNEL = 0xFF;

    private Palette() {
    }

    /**
     * Rewrites a picture with 256 of its colours; all others become the nearest of these. First come the most frequent that are
     * unlike each other, so that no hue of a few pixels is lost, then the most frequent of the rest.
     *
     * @param png a screenshot
     */
    public static void reduce(Path png) throws IOException {
        BufferedImage full = ImageIO.read(png.toFile());
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < full.getHeight(); y++) {
            for (int x = 0; x < full.getWidth(); x++) {
                counts.merge(full.getRGB(x, y), 1, Integer::sum);
            }
        }
        List<Integer> byCount = counts.entrySet().stream().sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed()
            .thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey).toList();
        Set<Integer> kept = new LinkedHashSet<>();
        for (int apart : new int[] {UNLIKE, 1}) {
            for (int colour : byCount) {
                if (kept.size() < COLOURS && kept.stream().allMatch(other -> distance(colour, other) >= apart)) {
                    kept.add(colour);
                }
            }
        }
        int[] palette = kept.stream().mapToInt(Integer::intValue).toArray();
        Map<Integer, Integer> nearest = new HashMap<>();
        BufferedImage small = new BufferedImage(full.getWidth(), full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
        for (int y = 0; y < full.getHeight(); y++) {
            for (int x = 0; x < full.getWidth(); x++) {
                int index = nearest.computeIfAbsent(full.getRGB(x, y), colour -> nearest(colour, palette));
                small.getRaster().setSample(x, y, 0, index);
            }
        }
        ImageIO.write(small, "png", png.toFile());
    }

    private static int nearest(int colour, int[] palette) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(colour, palette[i]) < distance(colour, palette[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int apart = (one >> shift & CHANNEL) - (other >> shift & CHANNEL);
            sum += apart * apart;
        }
        return sum;
    }
}
