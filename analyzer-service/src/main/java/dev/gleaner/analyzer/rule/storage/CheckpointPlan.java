package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The checkpoints of the training runs of a bucket that may expire.
 *
 * @param runs that ended, with a checkpoint that may expire
 * @param expired those that are proposed: the largest ones
 * @param left those beyond the number of rules
 * @param written newest time at which a checkpoint of these runs was written, epoch milliseconds
 */
record CheckpointPlan(
        List<String> runs, List<ExpiringCheckpoint> expired, List<ExpiringCheckpoint> left, long written) {

    CheckpointPlan {
        runs = List.copyOf(runs);
        expired = List.copyOf(expired);
        left = List.copyOf(left);
    }

    /** Bytes of those that are proposed by storage class, as the provider names it. */
    Map<String, Long> bytesByClass() {
        Map<String, Long> bytes = new TreeMap<>();
        expired.forEach(one -> one.checkpoint()
                .getStoredList()
                .forEach(stored -> bytes.merge(stored.getStorageClass(), stored.getBytes(), Long::sum)));
        return bytes;
    }

    /** Objects of checkpoints. */
    static long objects(List<ExpiringCheckpoint> checkpoints) {
        return checkpoints.stream()
                .flatMap(one -> one.checkpoint().getStoredList().stream())
                .mapToLong(CheckpointBytes::getObjects)
                .sum();
    }

    /** Bytes of checkpoints. */
    static long bytes(List<ExpiringCheckpoint> checkpoints) {
        return checkpoints.stream().mapToLong(ExpiringCheckpoint::bytes).sum();
    }

    /**
     * A checkpoint that is not one of the newest of its run.
     *
     * @param run path of the run
     */
    record ExpiringCheckpoint(String run, Checkpoint checkpoint) {

        static final Comparator<ExpiringCheckpoint> LARGEST_FIRST = Comparator.comparingLong(ExpiringCheckpoint::bytes)
                .reversed()
                .thenComparing(ExpiringCheckpoint::prefix);

        /** What its keys begin with, and those of no other object. */
        String prefix() {
            return run + checkpoint.getName();
        }

        long bytes() {
            return checkpoint.getStoredList().stream()
                    .mapToLong(CheckpointBytes::getBytes)
                    .sum();
        }
    }

    /** The newest checkpoints of a run: those with the greatest numbers, and those that were written last. */
    static List<Checkpoint> newest(Collection<Checkpoint> checkpoints, int keep) {
        List<Long> numbers = checkpoints.stream()
                .map(Checkpoint::getNumber)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(keep)
                .toList();
        List<Long> times = checkpoints.stream()
                .map(Checkpoint::getWritten)
                .sorted(Comparator.reverseOrder())
                .limit(keep)
                .toList();
        List<Checkpoint> newest = new ArrayList<>();
        for (Checkpoint one : checkpoints) {
            if (numbers.contains(one.getNumber())
                    || (!times.isEmpty() && one.getWritten() >= times.get(times.size() - 1))) {
                newest.add(one);
            }
        }
        return newest;
    }
}
