package dev.gleaner.systemtests.ingest;

import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.systemtests.environment.CollectorProcess;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A collector reads the files of a trail, which arrive one after another, while processes are killed. */
final class IngestCrashScenario implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** Time in which the files arrive. The collector reads the folder every second, so that much can be interrupted. */
    private static final Duration DELIVERY_TIME = Duration.ofSeconds(25);

    private static final Duration POLL_TIME = Duration.ofMillis(50);

    /** Longest time without new files until the next kill, as a killed process needs time to restart. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);

    /** Time after the last event in which repeated events may arrive. */
    private static final Duration REPEAT_TIME = Duration.ofSeconds(3);

    private final Path trail;
    private final KafkaBrokerProcess broker;
    private final CollectorProcess collector;
    private final SignalTopicReader signalTopicReader;
    private final List<Signal> signals = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private long events;
    private int kills;

    /** Starts a broker without data, and a collector that reads an empty folder. */
    IngestCrashScenario(Path folder, List<String> options) throws IOException {
        this.trail = Files.createDirectories(folder.resolve("trail"));
        this.broker = new KafkaBrokerProcess(folder.resolve("broker"));
        this.collector = CollectorProcess.ofTrail(folder, trail, broker.bootstrapServers(), options);
        this.signalTopicReader = new SignalTopicReader(broker.bootstrapServers());
    }

    /** Delivers the files, kills processes, and waits until all expected events have arrived, or until the timeout. */
    void run(Path files, List<Kill> kills, Set<String> expected) throws IOException {
        List<Path> left = below(files);
        Deque<Kill> next = new ArrayDeque<>(kills);
        int delivered = 0;
        for (Path file : left) {
            deliver(files, file);
            delivered++;
            boolean isArriving = poll(DELIVERY_TIME.dividedBy(left.size())) > 0;
            boolean isDue = !next.isEmpty() && delivered >= next.element().share() * left.size();
            if (isDue && (isArriving || arrives(RECOVERY))) {
                kill(next.remove());
            }
        }
        awaitAll(expected);
        if (!next.isEmpty()) {
            throw new IllegalStateException("no event arrived in time for " + next);
        }
    }

    private void kill(Kill kill) throws IOException {
        if (kill.collector()) {
            collector.killAndRestart();
            kills++;
        }
        if (kill.broker()) {
            broker.killAndRestart();
            kills++;
        }
    }

    private void awaitAll(Set<String> expected) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!ids.containsAll(expected) && System.nanoTime() < end) {
            poll(POLL_TIME);
        }
        long rest = System.nanoTime() + REPEAT_TIME.toNanos();
        while (System.nanoTime() < rest) {
            poll(POLL_TIME);
        }
    }

    /** Whether a signal arrives within this time. */
    private boolean arrives(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        int taken = 0;
        while (taken == 0 && System.nanoTime() < end) {
            taken = poll(POLL_TIME);
        }
        return taken > 0;
    }

    private int poll(Duration wait) {
        return signalTopicReader.poll(wait, signal -> {
            signals.add(signal);
            SignalTopicReader.ids(signal).forEach(id -> {
                ids.add(id);
                events++;
            });
        });
    }

    /** A link appears with its whole content, as a delivered file does. */
    private void deliver(Path files, Path file) throws IOException {
        Path target = trail.resolve(files.relativize(file));
        Files.createDirectories(target.getParent());
        Files.createLink(target, file);
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files =
                    new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
            Collections.shuffle(files, new Random(1));
            return files;
        }
    }

    /** All signals that arrived, including repeated ones, in an order in which an analyzer may read them. */
    List<Signal> signals() {
        return signals;
    }

    /** Ids of the events that arrived. */
    Set<String> ids() {
        return ids;
    }

    /** Number of events that arrived, including repeated ones. */
    long events() {
        return events;
    }

    int kills() {
        return kills;
    }

    @Override
    public void close() {
        signalTopicReader.close();
        collector.close();
        broker.close();
    }

    /**
     * A kill of one or both processes, when the next signals arrive after a share of the files was delivered.
     *
     * @param share 0 to 1
     */
    record Kill(double share, boolean collector, boolean broker) {}
}
