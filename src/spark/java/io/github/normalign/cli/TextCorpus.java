package io.github.normalign.cli;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;
import io.github.normalign.corpus.CorpusLine;
import io.github.normalign.corpus.CutLines;
import io.github.normalign.corpus.LinePosition;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Parallel text in files that Spark reads in pieces: two files, or one with both sides on each line. A folder is its files in the
 * order of their names, as if they were one. Lines end at LF only, as for every other command: Spark's own default would end
 * them at a lone CR too, and number them differently.
 *
 * <p>A line's number comes from its place among all lines. Both sides of a line are brought together by it, in blocks that do not
 * depend on how the files were cut: a file that cannot be cut, such as a .gz, is aligned by many tasks all the same.
 */
final class TextCorpus implements SparkCorpus {

    private final JavaSparkContext context;
    private final String source;
    private final String target;

    /**
     * Reads text.
     *
     * @param context Spark
     * @param source the source side, or both
     * @param target the target side; null where the other has both
     */
    TextCorpus(JavaSparkContext context, String source, String target) {
        this.context = context;
        this.source = source;
        this.target = target;
    }

    @Override
    public Numbered read(int linesPerTask) {
        return target == null ? one(linesPerTask) : two(linesPerTask);
    }

    private Numbered one(int linesPerTask) {
        CutLines.Form form = form();
        JavaRDD<byte[]> lines = lines(source);
        long count = lines.count();
        String name = source;
        return new Numbered(count, byNumber(lines, 1, 0).repartitionAndSortWithinPartitions(new LineBlocks(count, linesPerTask, 1))
            .mapPartitions(block -> {
                CutLines cut = new CutLines(name, form);
                return Iterators.transform(block, line -> {
                    long number = line._1() + 1;
                    return new NumberedLine(number, number, cut.line(number, line._2()));
                });
            }), form.lacking());
    }

    private Numbered two(int linesPerTask) {
        JavaRDD<byte[]> sourceLines = lines(source);
        JavaRDD<byte[]> targetLines = lines(target);
        long count = sourceLines.count();
        long other = targetLines.count();
        if (count != other) {
            throw new CorpusException("the files differ in their number of lines: " + source + " has " + count + ", "
                + target + " has " + other + "; line i of one must be the translation of line i of the other");
        }
        String sourceName = source;
        String targetName = target;
        return new Numbered(count, byNumber(sourceLines, 2, 0).union(byNumber(targetLines, 2, 1))
            .repartitionAndSortWithinPartitions(new LineBlocks(count, linesPerTask, 2))
            .mapPartitions(block -> new Sides(block, sourceName, targetName)), false);
    }

    private static JavaPairRDD<Long, byte[]> byNumber(JavaRDD<byte[]> lines, int sides, int side) {
        return lines.zipWithIndex().mapToPair(line -> new Tuple2<>(line._2() * sides + side, line._1()));
    }

    private JavaRDD<byte[]> lines(String path) {
        try {
            Configuration configuration = new Configuration(context.hadoopConfiguration());
            configuration.set("textinputformat.record.delimiter", "\n");
            Job job = Job.getInstance(configuration);
            for (Path file : files(path)) {
                FileInputFormat.addInputPath(job, file);
            }
            return context.newAPIHadoopRDD(job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class)
                .map(line -> line._2().copyBytes());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** The file, or the files of a folder by name; those that Hadoop takes for hidden are none. */
    private List<Path> files(String path) throws IOException {
        Path given = new Path(path);
        FileSystem system = given.getFileSystem(context.hadoopConfiguration());
        if (!system.exists(given)) {
            throw new CorpusException(path + ": there is no such file");
        }
        if (!system.getFileStatus(given).isDirectory()) {
            return List.of(given);
        }
        List<Path> files = Arrays.stream(system.listStatus(given)).filter(FileStatus::isFile).map(FileStatus::getPath)
            .filter(file -> !file.getName().startsWith("_") && !file.getName().startsWith(".")).sorted().toList();
        if (files.isEmpty()) {
            throw new CorpusException(path + " is a folder without files; expected text");
        }
        return files;
    }

    /** Read here, by the driver: a task that sees line 5,000,000 does not know what the first one was like. */
    private CutLines.Form form() {
        try {
            List<InputStream> streams = new ArrayList<>();
            try {
                for (Path file : files(source)) {
                    streams.add(new OnDemand(file, context.hadoopConfiguration()));
                }
                return CutLines.Form.of(new SequenceInputStream(Collections.enumeration(streams)), source);
            } finally {
                for (InputStream stream : streams) {
                    stream.close();
                }
            }
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private static CorpusException unreadable(String path, IOException failure) {
        return new CorpusException(path + " cannot be read: " + FailureReason.of(failure), failure);
    }

    /** A file that is opened when it is read, for the first of a thousand mostly suffices; unpacked as its tasks will unpack it. */
    private static final class OnDemand extends InputStream {

        private final Path file;
        private final Configuration configuration;
        private InputStream in;

        OnDemand(Path file, Configuration configuration) {
            this.file = file;
            this.configuration = configuration;
        }

        private InputStream in() throws IOException {
            if (in == null) {
                InputStream packed = file.getFileSystem(configuration).open(file);
                CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(file);
                in = codec == null ? packed : codec.createInputStream(packed);
            }
            return in;
        }

        @Override
        public int read() throws IOException {
            return in().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }

    /** Source and target of each line follow each other in a block. */
    private static final class Sides extends AbstractIterator<NumberedLine> {

        private final Iterator<Tuple2<Long, byte[]>> block;
        private final String source;
        private final String target;

        Sides(Iterator<Tuple2<Long, byte[]>> block, String source, String target) {
            this.block = block;
            this.source = source;
            this.target = target;
        }

        @Override
        protected NumberedLine computeNext() {
            if (!block.hasNext()) {
                return endOfData();
            }
            Tuple2<Long, byte[]> first = block.next();
            Tuple2<Long, byte[]> second = block.hasNext() ? block.next() : null;
            long number = first._1() / 2 + 1;
            if (first._1() % 2 != 0 || second == null || second._1() != first._1() + 1) {
                throw new CorpusException(source + " and " + target + " have not the same lines any more at line " + number
                    + ": was one of them changed while they were read?");
            }
            CorpusLine line = CutLines.lines(new LinePosition(source, number), first._2(), new LinePosition(target, number),
                second._2());
            return new NumberedLine(number, number, line);
        }
    }
}
