package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of checkpoints that nobody needs any more, where each has a folder of its own: {@code RUN/checkpoint-NUMBER/}. */
final class CheckpointSavingCalculator {

    private static final Pattern CHECKPOINT = Pattern.compile("(.*/)checkpoint-([0-9]+)/");

    /** The newest checkpoints of a run that the analyzer keeps by default, by number and by time. */
    private static final int KEPT = 3;

    /** The time without a new checkpoint, and without a read, after which a local run reports those of a run. */
    private static final Duration QUIET = Duration.ofDays(10);

    private final EstateTimeline estateTimeline;
    private final Instant evaluated;

    /**
     * A calculator for an estate.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    CheckpointSavingCalculator(EstateTimeline estateTimeline, Instant evaluated) {
        this.estateTimeline = estateTimeline;
        this.evaluated = evaluated;
    }

    /** The bytes of the superseded checkpoints of runs of a bucket that ended, and that nobody reads. */
    long bytes(EstateBucket bucket) {
        Map<String, List<Checkpoint>> runs = new TreeMap<>();
        for (StoredFolder folder : bucket.inventory()) {
            Matcher name = CHECKPOINT.matcher(folder.prefix());
            if (name.matches()) {
                runs.computeIfAbsent(name.group(1), any -> new ArrayList<>())
                        .add(new Checkpoint(
                                Long.parseLong(name.group(2)),
                                folder.newest().resolve(estateTimeline.end()),
                                folder.size() * folder.keys(bucket).size()));
            }
        }
        Instant quietSince = evaluated.minus(QUIET);
        return runs.entrySet().stream()
                .filter(run ->
                        run.getValue().stream().noneMatch(one -> one.written().isAfter(quietSince)))
                .filter(run -> estateTimeline.reads(quietSince, evaluated).stream()
                        .noneMatch(read -> read.bucket().name().equals(bucket.name())
                                && read.key().startsWith(run.getKey())))
                .mapToLong(run -> superseded(run.getValue()))
                .sum();
    }

    private static long superseded(List<Checkpoint> run) {
        List<Checkpoint> kept = new ArrayList<>();
        for (Comparator<Checkpoint> oldestFirst :
                List.of(Comparator.comparingLong(Checkpoint::number), Comparator.comparing(Checkpoint::written))) {
            run.stream().sorted(oldestFirst.reversed()).limit(KEPT).forEach(kept::add);
        }
        return run.stream()
                .filter(one -> !kept.contains(one))
                .mapToLong(Checkpoint::bytes)
                .sum();
    }

    private record Checkpoint(long number, Instant written, long bytes) {}
}
