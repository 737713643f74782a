package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the analyzer does with one partition: folds signals into profiles, and judges the hours that progress makes
 * due. It knows neither Kafka nor a clock; whoever drives it decides when it judges, which changes nothing of what it
 * says for good. Not thread-safe.
 */
public final class PartitionEvaluator {

    private final SignalCounters signalCounters;
    private final WatermarkTracker watermarkTracker;
    private final List<KindEvaluator<?>> dockets;
    private @Nullable Instant evaluatedThrough;

    /** Goes on from what is on the shelves; keeps at most that many subjects of each kind decoded. */
    public PartitionEvaluator(
            PartitionStores partitionStores,
            SubjectKindRegistry subjectKindRegistry,
            AnalyzerConfig.Timing timing,
            int cached,
            FindingSink findingSink,
            SignalCounters signalCounters) {
        this.signalCounters = signalCounters;
        this.watermarkTracker = new WatermarkTracker(partitionStores.progress(), timing);
        EpisodeStore episodes =
                new EpisodeStore(partitionStores.episodes(), cached * Math.max(1, subjectKindRegistry.rules()));
        this.dockets = subjectKindRegistry.all().stream()
                .<KindEvaluator<?>>map(kind ->
                        new KindEvaluator<>(kind, partitionStores, watermarkTracker, episodes, cached, findingSink))
                .toList();
        watermarkTracker.watermarks().forEach(sourceWatermark -> enqueue(sourceWatermark.accountRegion()));
    }

    /**
     * Takes a signal in.
     *
     * @throws MalformedSignalException when it can't be one; nothing has changed then
     */
    public void accept(Signal signal) throws MalformedSignalException {
        if (signal.hasProgress()) {
            advance(signal.getProgress());
            return;
        }
        Arn resource = resource(signal);
        List<KindEvaluator<?>> takers = new ArrayList<>(1);
        for (KindEvaluator<?> kindEvaluator : dockets) {
            if (kindEvaluator.accepts(resource, signal)) {
                takers.add(kindEvaluator);
            }
        }
        int late = 0;
        for (KindEvaluator<?> taker : takers) {
            late = Math.max(late, taker.fold(resource, signal));
        }
        signalCounters.add(Fate.LATE, late);
        signalCounters.add(takers.isEmpty() ? Fate.IGNORED : Fate.FOLDED, 1);
    }

    /** Judges at most about that many hours that are due; says how many it were, 0 when nothing is due. */
    public int evaluate(int limit) {
        int count = 0;
        for (KindEvaluator<?> kindEvaluator : dockets) {
            count += count < limit ? kindEvaluator.evaluate(limit - count) : 0;
        }
        if (dockets.stream().allMatch(KindEvaluator::isIdle)) {
            evaluatedThrough = ended();
        }
        return count;
    }

    /** How far everything is. */
    public PartitionProgress progress() {
        return new PartitionProgress(
                watermarkTracker.watermarks(),
                evaluatedThrough,
                dockets.stream().mapToLong(KindEvaluator::countDue).sum());
    }

    private void advance(Progress progress) {
        Set<AccountRegion> moved = new HashSet<>();
        for (SourceProgress report : progress.getSourcesList()) {
            watermarkTracker.advance(report).ifPresent(moved::add);
        }
        moved.forEach(this::enqueue);
    }

    private void enqueue(AccountRegion accountRegion) {
        for (KindEvaluator<?> kindEvaluator : dockets) {
            kindEvaluator.enqueue(accountRegion);
            kindEvaluator.enqueue(AccountRegion.UNKNOWN);
        }
    }

    /** The slowest kind counts; where there is nothing to judge, whatever has ended is judged. */
    private @Nullable Instant ended() {
        boolean nothing = dockets.stream().allMatch(KindEvaluator::isEmpty);
        return dockets.stream()
                .filter(kindEvaluator -> nothing || !kindEvaluator.isEmpty())
                .map(KindEvaluator::ended)
                .filter(Objects::nonNull)
                .min(nothing ? Comparator.reverseOrder() : Comparator.naturalOrder())
                .map(Hour::end)
                .orElse(null);
    }

    private static Arn resource(Signal signal) throws MalformedSignalException {
        String resource = signal.getResource();
        try {
            Arn arn = Arn.parse(resource);
            if (resource.indexOf('\n') < 0) {
                return arn;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: a key that is no ARN is said below.
        }
        throw new MalformedSignalException("a signal needs the ARN of a resource");
    }
}
