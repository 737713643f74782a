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

/** One way of a trail's files to Kafka: they come one after another, and in the middle of it processes are killed. */
final class IngestCrashScenario implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** How long it takes to put the files there: as the collector looks every second, there is much to be interrupted. */
    private static final Duration FEEDING = Duration.ofSeconds(25);

    private static final Duration MOMENT = Duration.ofMillis(50);

    /** How long nothing more is put there until somebody can be killed: what was killed before needs time to come back. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);

    /** After the last event: what may still come twice. */
    private static final Duration REST = Duration.ofSeconds(3);

    private final Path trail;
    private final KafkaBrokerProcess broker;
    private final CollectorProcess collector;
    private final SignalTopicReader signalTopicReader;
    private final List<Signal> signals = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private long events;
    private int kills;

    /** A broker without data, and a collector that watches an empty folder. */
    IngestCrashScenario(Path folder, List<String> options) throws IOException {
        this.trail = Files.createDirectories(folder.resolve("trail"));
        this.broker = new KafkaBrokerProcess(folder.resolve("broker"));
        this.collector = CollectorProcess.ofTrail(folder, trail, broker.bootstrapServers(), options);
        this.signalTopicReader = new SignalTopicReader(broker.bootstrapServers());
    }

    /** Puts the files there, kills as it is told, and waits for all that has to come, or as long as it makes sense. */
    void run(Path files, List<Kill> kills, Set<String> expected) throws IOException {
        List<Path> left = below(files);
        Deque<Kill> next = new ArrayDeque<>(kills);
        int put = 0;
        for (Path file : left) {
            put(files, file);
            put++;
            boolean arriving = poll(FEEDING.dividedBy(left.size())) > 0;
            boolean due = !next.isEmpty() && put >= next.element().share() * left.size();
            if (due && (arriving || arrives(RECOVERY))) {
                kill(next.remove());
            }
        }
        awaitAll(expected);
        if (!next.isEmpty()) {
            throw new IllegalStateException("nothing arrived when " + next + " were to be killed");
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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!ids.containsAll(expected) && System.nanoTime() < end) {
            poll(MOMENT);
        }
        long rest = System.nanoTime() + REST.toNanos();
        while (System.nanoTime() < rest) {
            poll(MOMENT);
        }
    }

    /** Whether anything arrives within this time. */
    private boolean arrives(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        int taken = 0;
        while (taken == 0 && System.nanoTime() < end) {
            taken = poll(MOMENT);
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

    /** A link is there whole at once, as a delivery is. */
    private void put(Path files, Path file) throws IOException {
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

    /** All that has arrived, repetitions too, in an order in which an analyzer may read it. */
    List<Signal> signals() {
        return signals;
    }

    /** Ids of the events that have arrived. */
    Set<String> ids() {
        return ids;
    }

    /** How often an event has arrived. */
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
     * Who is killed, at the next signals that arrive after this share of the files has been put there.
     *
     * @param share 0 to 1
     */
    record Kill(double share, boolean collector, boolean broker) {}
}
