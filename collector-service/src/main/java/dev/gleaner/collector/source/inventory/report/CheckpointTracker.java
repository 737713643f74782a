package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.collector.training.CheckpointKeyParser.CheckpointKey;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * The checkpoints of a bucket by training run, in limited memory.
 *
 * <p>The limit is divided equally among the runs. Of the checkpoints of one run those with the greatest numbers stay, of runs those that come
 * first in a pseudorandom order of their names. What is left therefore depends on the names in the report alone, and not on the order of
 * rows: a share only shrinks, and what was removed once would be removed again. The sums of a run have the objects of all its checkpoints.
 */
final class CheckpointTracker {

    /** Checkpoints that are counted while a report is read: some MB. */
    static final int CHECKPOINTS = 20_000;

    /** Runs that are counted while a report is read. */
    static final int RUNS = 1_000;

    /** Runs that are reported. */
    static final int REPORTED_RUNS = 100;

    /** Checkpoints of a run that are reported in any case, by number and by time. */
    static final int NEWEST = 10;

    /** Older checkpoints of all runs of a bucket that are reported: S3 allows as many lifecycle rules. */
    static final int REPORTED_CHECKPOINTS = 1_000;

    /** A run of which a checkpoint was written within this time before the report is not reported. */
    static final Duration QUIET = Duration.ofDays(7);

    private static final Comparator<Run> BY_RANK =
            Comparator.<Run>comparingInt(Run::rank).thenComparing(Run::path);
    private static final Comparator<Counted> BY_NUMBER =
            Comparator.<Counted>comparingLong(Counted::number).thenComparing(Counted::name);
    private static final Comparator<Counted> BY_TIME =
            Comparator.<Counted>comparingLong(Counted::written).thenComparing(BY_NUMBER);

    private final CheckpointKeyParser parser;
    private final int mostRuns;
    private final int most;
    private final Map<String, Run> runs = new HashMap<>();
    private final PriorityQueue<Run> ranked = new PriorityQueue<>(BY_RANK.reversed());
    private int share;

    CheckpointTracker(CheckpointKeyParser parser) {
        this(parser, RUNS, CHECKPOINTS);
    }

    /**
     * @param mostRuns number of runs that are counted
     * @param most number of checkpoints of all runs that are counted, at least {@code mostRuns}
     */
    CheckpointTracker(CheckpointKeyParser parser, int mostRuns, int most) {
        this.parser = parser;
        this.mostRuns = mostRuns;
        this.most = most;
        this.share = most;
    }

    /**
     * Counts an object, if it belongs to a checkpoint.
     *
     * @param written in milliseconds
     */
    void add(String key, StorageClass storageClass, boolean noncurrent, long written, long size) {
        Optional<CheckpointKey> found = parser.parse(key);
        if (found.isPresent()) {
            CheckpointKey checkpoint = found.get();
            run(checkpoint.run())
                    .ifPresent(run ->
                            run.add(checkpoint, share, new StoredObject(storageClass, noncurrent, written, size)));
        }
    }

    /** The runs to report, by path. */
    List<CheckpointRun> reported(Instant created) {
        long quietSince = created.minus(QUIET).toEpochMilli();
        List<Run> quiet = runs.values().stream()
                .filter(run -> run.written <= quietSince && run.current().size() > 1)
                .sorted(Comparator.<Run>comparingLong(run -> -run.bytes).thenComparing(Run::path))
                .limit(REPORTED_RUNS)
                .sorted(Comparator.comparing(Run::path))
                .toList();
        Map<Run, Set<Counted>> reported = new LinkedHashMap<>();
        List<Older> older = new ArrayList<>();
        for (Run run : quiet) {
            Set<Counted> newest = newest(run.current());
            reported.put(run, newest);
            run.current().stream()
                    .filter(checkpoint -> !newest.contains(checkpoint))
                    .forEach(checkpoint -> older.add(new Older(newest, run, checkpoint)));
        }
        older.stream().sorted(Older.LARGEST_FIRST).limit(REPORTED_CHECKPOINTS).forEach(Older::report);
        return reported.entrySet().stream()
                .map(run -> run.getKey().message(run.getValue()))
                .toList();
    }

    private static Set<Counted> newest(Collection<Counted> checkpoints) {
        Set<Counted> newest = new HashSet<>();
        Set<Long> numbers = new HashSet<>();
        checkpoints.stream().sorted(BY_NUMBER.reversed()).forEach(checkpoint -> {
            // Of a folder and a file with the same number neither takes the place of another number.
            if (numbers.size() < NEWEST || numbers.contains(checkpoint.number())) {
                numbers.add(checkpoint.number());
                newest.add(checkpoint);
            }
        });
        checkpoints.stream().sorted(BY_TIME.reversed()).limit(NEWEST).forEach(newest::add);
        return newest;
    }

    /** Empty if the run is beyond the limit. */
    private Optional<Run> run(String path) {
        Run known = runs.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        Run added = new Run(path);
        if (ranked.size() == mostRuns && BY_RANK.compare(added, ranked.element()) > 0) {
            return Optional.empty();
        }
        if (ranked.size() == mostRuns) {
            runs.remove(ranked.remove().path());
        }
        ranked.add(added);
        runs.put(path, added);
        if (share != most / ranked.size()) {
            share = most / ranked.size();
            ranked.forEach(run -> run.shrink(share));
        }
        return Optional.of(added);
    }

    /** An object of a checkpoint. */
    private record StoredObject(StorageClass storageClass, boolean noncurrent, long written, long size) {}

    /**
     * A checkpoint that is not one of the newest of its run.
     *
     * @param reported those of the run that are reported
     */
    private record Older(Set<Counted> reported, Run run, Counted checkpoint) {

        static final Comparator<Older> LARGEST_FIRST = Comparator.<Older>comparingLong(
                        older -> -older.checkpoint().bytes())
                .thenComparing(older -> older.run().path())
                .thenComparing(older -> older.checkpoint().name());

        void report() {
            reported.add(checkpoint);
        }
    }

    private static final class Run {

        private final String path;
        private final int rank;
        private final Map<String, Counted> checkpoints = new HashMap<>();
        private final PriorityQueue<Counted> ascending = new PriorityQueue<>(BY_NUMBER);
        private long objects;
        private long bytes;
        private long written = Long.MIN_VALUE;

        Run(String path) {
            this.path = path;
            this.rank = FolderTree.rank(path);
        }

        String path() {
            return path;
        }

        int rank() {
            return rank;
        }

        void add(CheckpointKey key, int share, StoredObject object) {
            objects++;
            bytes += object.size();
            written = Math.max(written, object.written());
            Counted counted = checkpoints.get(key.name());
            if (counted == null) {
                counted = new Counted(key.name(), key.number());
                if (ascending.size() >= share && BY_NUMBER.compare(counted, ascending.element()) < 0) {
                    return;
                }
                shrink(share - 1);
                checkpoints.put(key.name(), counted);
                ascending.add(counted);
            }
            counted.add(object);
        }

        void shrink(int share) {
            while (ascending.size() > share) {
                checkpoints.remove(ascending.remove().name());
            }
        }

        /** Those with a current version: others are deleted already, and what is left of them are old versions. */
        List<Counted> current() {
            return checkpoints.values().stream().filter(Counted::isCurrent).toList();
        }

        CheckpointRun message(Set<Counted> reported) {
            CheckpointRun.Builder message = CheckpointRun.newBuilder()
                    .setPath(path)
                    .setObjects(objects)
                    .setBytes(bytes)
                    .setWritten(written);
            reported.stream()
                    .sorted(Comparator.comparing(Counted::name))
                    .forEach(checkpoint -> message.addCheckpoints(checkpoint.message()));
            return message.build();
        }
    }

    private static final class Counted {

        private final String name;
        private final long number;
        private final Map<StorageClass, long[]> stored = new TreeMap<>();
        private long written = Long.MIN_VALUE;
        private long bytes;
        private boolean isCurrent;

        Counted(String name, long number) {
            this.name = name;
            this.number = number;
        }

        String name() {
            return name;
        }

        long number() {
            return number;
        }

        long written() {
            return written;
        }

        long bytes() {
            return bytes;
        }

        boolean isCurrent() {
            return isCurrent;
        }

        void add(StoredObject object) {
            long[] sums = stored.computeIfAbsent(object.storageClass(), key -> new long[2]);
            sums[0]++;
            sums[1] += object.size();
            bytes += object.size();
            written = Math.max(written, object.written());
            isCurrent |= !object.noncurrent();
        }

        Checkpoint message() {
            Checkpoint.Builder message =
                    Checkpoint.newBuilder().setName(name).setNumber(number).setWritten(written);
            stored.forEach((storageClass, sums) -> message.addStored(CheckpointBytes.newBuilder()
                    .setStorageClass(PrefixHistogram.name(storageClass))
                    .setObjects(sums[0])
                    .setBytes(sums[1])));
            return message.build();
        }
    }
}
