package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one partition: folds signals into profiles, and evaluates the hours that progress makes due. It depends
 * neither on Kafka nor on a clock. The caller decides when due hours are evaluated; the final findings do not depend on
 * it. Not thread-safe.
 */
public final class PartitionEvaluator {

    private final SignalCounters signalCounters;
    private final WatermarkTracker watermarkTracker;
    private final List<KindEvaluator<?>> kindEvaluators;
    private final Map<ResourceKind, List<KindEvaluator<?>>> byResources;
    private @Nullable Instant evaluatedThrough;

    /** Continues from the stores, with what was due and not done. */
    public PartitionEvaluator(
            PartitionStores partitionStores,
            SubjectKindRegistry subjectKindRegistry,
            AnalyzerConfig.Timing timing,
            FindingSink findingSink,
            SignalCounters signalCounters) {
        this.signalCounters = signalCounters;
        this.watermarkTracker = new WatermarkTracker(partitionStores.progress(), timing);
        EpisodeStore episodes = new EpisodeStore(partitionStores.episodes());
        this.kindEvaluators = subjectKindRegistry.all().stream()
                .<KindEvaluator<?>>map(kind -> new KindEvaluator<>(
                        kind, partitionStores, watermarkTracker, episodes, findingSink, signalCounters))
                .toList();
        this.byResources = kindEvaluators.stream()
                .collect(Collectors.groupingBy(
                        KindEvaluator::resources, () -> new EnumMap<>(ResourceKind.class), Collectors.toList()));
    }

    /**
     * Folds a signal into the profiles of all kinds that use it.
     *
     * @throws MalformedSignalException when its content is invalid; nothing has changed then
     */
    public void accept(Signal signal) throws MalformedSignalException {
        if (signal.hasProgress()) {
            advance(signal.getProgress());
            return;
        }
        Arn resource = resource(signal);
        List<KindEvaluator<?>> evaluators = new ArrayList<>(1);
        for (KindEvaluator<?> kindEvaluator : evaluatorsOf(resource)) {
            if (kindEvaluator.accepts(resource, signal)) {
                evaluators.add(kindEvaluator);
            }
        }
        int late = 0;
        for (KindEvaluator<?> evaluator : evaluators) {
            late = Math.max(late, evaluator.fold(resource, signal));
        }
        signalCounters.add(Fate.LATE, late);
        signalCounters.add(evaluators.isEmpty() ? Fate.IGNORED : Fate.FOLDED, 1);
    }

    /** Evaluates about {@code limit} due hours at most; returns how many, 0 when nothing is due. */
    public int evaluate(int limit) {
        return evaluate(count -> count < limit);
    }

    /**
     * Evaluates due hours, at least one; returns how many, 0 when nothing is due.
     *
     * @param goesOn whether to evaluate another hour after that many
     */
    public int evaluate(IntPredicate goesOn) {
        int count = 0;
        for (KindEvaluator<?> kindEvaluator : kindEvaluators) {
            count = kindEvaluator.evaluate(count, goesOn);
        }
        return count;
    }

    /** Whether hours are due. */
    public boolean isDue() {
        for (KindEvaluator<?> kindEvaluator : kindEvaluators) {
            if (!kindEvaluator.isIdle()) {
                return true;
            }
        }
        return false;
    }

    /** The progress of sources and evaluation. */
    public PartitionProgress progress() {
        if (!isDue()) {
            evaluatedThrough = ended();
        }
        return new PartitionProgress(
                watermarkTracker.watermarks(),
                evaluatedThrough,
                kindEvaluators.stream().mapToLong(KindEvaluator::countDue).sum());
    }

    private void advance(Progress progress) {
        Set<AccountRegion> moved = new HashSet<>();
        for (SourceProgress report : progress.getSourcesList()) {
            watermarkTracker.advance(report).ifPresent(moved::add);
        }
        if (!moved.isEmpty()) {
            moved.forEach(this::enqueue);
            enqueue(AccountRegion.UNKNOWN);
        }
    }

    private void enqueue(AccountRegion accountRegion) {
        for (KindEvaluator<?> kindEvaluator : kindEvaluators) {
            kindEvaluator.enqueue(accountRegion);
        }
    }

    /**
     * By the slowest kind that has subjects, other than those whose sources report rarely; without any such subject, the newest
     * hour that has ended for any kind.
     */
    private @Nullable Instant ended() {
        List<KindEvaluator<?>> counted = kindEvaluators.stream()
                .filter(kindEvaluator -> !kindEvaluator.isEmpty() && !kindEvaluator.reportsRarely())
                .toList();
        boolean isNone = counted.isEmpty();
        return (isNone ? kindEvaluators : counted)
                .stream()
                        .map(KindEvaluator::ended)
                        .filter(Objects::nonNull)
                        .min(isNone ? Comparator.reverseOrder() : Comparator.naturalOrder())
                        .map(Hour::end)
                        .orElse(null);
    }

    private List<KindEvaluator<?>> evaluatorsOf(Arn resource) {
        return ResourceKind.of(resource)
                .map(kind -> byResources.getOrDefault(kind, List.of()))
                .orElse(List.of());
    }

    private static Arn resource(Signal signal) throws MalformedSignalException {
        String resource = signal.getResource();
        try {
            Arn arn = Arn.parse(resource);
            if (resource.indexOf('\n') < 0) {
                return arn;
            }
        } catch (IllegalArgumentException e) {
            // Thrown below, as for an ARN with a line break.
        }
        throw new MalformedSignalException("a signal needs the ARN of a resource");
    }
}
