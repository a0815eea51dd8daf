package io.github.normalign.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Ends one executor as a power cut would, a second after it began a block that only the aligning stage has. A file tells
 * that it was done: the numbers of attempts do not, because losing an executor begins the whole stage anew.
 */
public final class KillOneExecutor implements SparkPlugin {

    /** Where the executor says that it is about to end; a system property of the executors. */
    static final String MARK = "normalign.test.killed";

    /** Not the first: what was written before must survive. Stages that read files have fewer blocks. */
    static final int BLOCK = 7;

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Killer();
    }

    private static final class Killer implements ExecutorPlugin {

        @Override
        public void init(PluginContext context, Map<String, String> more) {
            // Nothing to prepare.
        }

        @Override
        public void onTaskStart() {
            TaskContext task = TaskContext.get();
            Path mark = Path.of(System.getProperty(MARK));
            if (task.partitionId() != BLOCK || Files.exists(mark)) {
                return;
            }
            Thread killer = new Thread(() -> {
                try {
                    Thread.sleep(1000);
                    Files.writeString(mark, "block " + BLOCK);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    Runtime.getRuntime().halt(1);
                }
            });
            killer.setDaemon(true);
            killer.start();
        }
    }
}
