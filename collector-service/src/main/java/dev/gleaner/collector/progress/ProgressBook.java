package dev.gleaner.collector.progress;

import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.SourceProgress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Up to when each stretch is complete, and which of it has not been told yet. Never goes back. */
final class ProgressBook {

    private static final Comparator<SourceProgress> ORDER = Comparator.comparing(SourceProgress::getSource)
            .thenComparing(SourceProgress::getAccount)
            .thenComparing(SourceProgress::getRegion);

    private final Map<Stretch, Instant> through = new HashMap<>();
    private final Map<Stretch, Instant> told = new HashMap<>();

    synchronized void advance(Stretch stretch, Instant until) {
        through.merge(stretch, until, (old, other) -> old.isAfter(other) ? old : other);
    }

    /** What moved since it was last told. */
    synchronized Optional<Progress> moved() {
        Progress.Builder progress = Progress.newBuilder();
        through.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(told.get(entry.getKey())))
                .map(entry -> SourceProgress.newBuilder()
                        .setSource(entry.getKey().source())
                        .setAccount(entry.getKey().account())
                        .setRegion(entry.getKey().region())
                        .setThrough(entry.getValue().toEpochMilli())
                        .build())
                .sorted(ORDER)
                .forEach(progress::addSources);
        return progress.getSourcesCount() == 0 ? Optional.empty() : Optional.of(progress.build());
    }

    /** This has been told to everybody. */
    synchronized void told(Progress progress) {
        progress.getSourcesList()
                .forEach(source -> told.put(
                        new Stretch(source.getSource(), source.getAccount(), source.getRegion()),
                        Instant.ofEpochMilli(source.getThrough())));
    }
}
