package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The progress record before which each signal of a recording has to come to count as in time. */
public final class SignalDeadlines {

    private final List<HourClosings<?>> kinds;
    private final Map<String, Integer> firstReports = new HashMap<>();
    private final CompetingPoints competingPoints = new CompetingPoints();
    private final int end;

    private SignalDeadlines(
            List<Signal> signals, SubjectKindRegistry subjectKindRegistry, AnalyzerConfig.Timing timing) {
        end = signals.size();
        kinds = subjectKindRegistry.all().stream()
                .<HourClosings<?>>map(HourClosings::new)
                .toList();
        WatermarkTracker watermarkTracker = new WatermarkTracker(new InMemoryStateStore(), timing);
        for (int index = 0; index < end; index++) {
            Signal signal = signals.get(index);
            if (signal.hasProgress()) {
                note(watermarkTracker, signal.getProgress(), index);
            } else {
                kinds.forEach(kind -> kind.locate(signal));
                competingPoints.add(signal);
            }
        }
    }

    /**
     * For each signal the index of the progress record that it must precede: the first that closes its earliest hour for
     * any kind that uses it, or settles it if another signal has other values of the same time; or, if the signal precedes the first progress of its source, that progress. The size of the
     * list when there is none.
     */
    public static int[] compute(
            List<Signal> signals, SubjectKindRegistry subjectKindRegistry, AnalyzerConfig.Timing timing) {
        SignalDeadlines deadline = new SignalDeadlines(signals, subjectKindRegistry, timing);
        int[] indexes = new int[signals.size()];
        Arrays.setAll(indexes, index -> deadline.compute(signals.get(index), index));
        return indexes;
    }

    private void note(WatermarkTracker watermarkTracker, Progress progress, int index) {
        for (SourceProgress report : progress.getSourcesList()) {
            AccountRegion where = new AccountRegion(report.getAccount(), report.getRegion());
            firstReports.putIfAbsent(key(report.getSource(), where), index);
            watermarkTracker.advance(report);
            kinds.forEach(kind -> kind.note(where, watermarkTracker, index));
        }
    }

    private int compute(Signal signal, int index) {
        if (signal.hasProgress()) {
            return end;
        }
        AccountRegion where = new AccountRegion(signal.getAccount(), signal.getRegion());
        int first = firstReports.getOrDefault(key(signal.getSource(), where), end);
        int closing = kinds.stream()
                .flatMap(kind -> kind.closingOf(signal, competingPoints.contains(signal)).stream())
                .min(Integer::compare)
                .orElse(end);
        return Math.min(first > index ? first : end, closing);
    }

    private static String key(String source, AccountRegion where) {
        return source + "|" + where.account() + "|" + where.region();
    }

    /** The progress records that close the hours of one kind, and the last account and region of each subject. */
    static final class HourClosings<T extends EvaluationSubject> {

        private final SubjectKind<T> kind;
        private final Map<AccountRegion, NavigableMap<Hour, Integer>> closings = new HashMap<>();
        private final Map<AccountRegion, NavigableMap<Hour, Integer>> settlings = new HashMap<>();
        private final Map<String, AccountRegion> scopes = new HashMap<>();

        HourClosings(SubjectKind<T> kind) {
            this.kind = kind;
        }

        /** Records the hours that the progress at an index closes and settles. */
        void note(AccountRegion where, WatermarkTracker watermarkTracker, int index) {
            EvaluationBounds bounds = watermarkTracker.bounds(where, kind.requiredSources());
            note(closings, where, bounds.closed(), index);
            note(settlings, where, bounds.settled(), index);
        }

        private static void note(
                Map<AccountRegion, NavigableMap<Hour, Integer>> indexes,
                AccountRegion where,
                @Nullable Hour hour,
                int index) {
            if (hour != null) {
                indexes.computeIfAbsent(where, key -> new TreeMap<>()).putIfAbsent(hour, index);
            }
        }

        /** Records the account and region of a subject by a signal about it. */
        void locate(Signal signal) {
            Arn resource = Arn.parse(signal.getResource());
            kind.key(resource).ifPresent(key -> {
                AccountRegion accountRegion = kind.accountRegion(kind.mapper().blank(key), signal);
                scopes.merge(key, accountRegion, (known, other) -> other.equals(AccountRegion.UNKNOWN) ? known : other);
            });
        }

        /**
         * Index of the first progress that closes the earliest hour of a signal, or settles it if the signal competes; empty
         * when the kind does not use it, or none does.
         */
        Optional<Integer> closingOf(Signal signal, boolean competes) {
            Arn resource = Arn.parse(signal.getResource());
            return kind.key(resource)
                    .filter(key -> kind.isRelevant(signal))
                    .flatMap(key -> Stream.of(closings, settlings)
                            .limit(competes ? 2 : 1)
                            .map(indexes -> indexes.getOrDefault(scopes.get(key), new TreeMap<>())
                                    .ceilingEntry(kind.earliestHour(signal)))
                            .filter(Objects::nonNull)
                            .map(Map.Entry::getValue)
                            .min(Integer::compare));
        }
    }

    /**
     * Metric signals that have other values than another one for the same five minutes. Which of these count depends on the
     * order in which they come once their hour has settled.
     */
    static final class CompetingPoints {

        private static final long PART = Hour.MILLIS / InstanceHours.PARTS;

        private final Map<String, Set<Set<String>>> valuesByPart = new HashMap<>();

        void add(Signal signal) {
            parts(signal)
                    .forEach((part, values) -> valuesByPart
                            .computeIfAbsent(part, key -> new HashSet<>())
                            .add(values));
        }

        boolean contains(Signal signal) {
            return parts(signal).keySet().stream()
                    .anyMatch(part -> valuesByPart.getOrDefault(part, Set.of()).size() > 1);
        }

        /** The values of a signal by the five minutes that they are about. */
        private static Map<String, Set<String>> parts(Signal signal) {
            Map<String, Set<String>> parts = new HashMap<>();
            for (Metric metric : SignalMetrics.of(signal)) {
                for (int point = 0; point < metric.getIndexCount(); point++) {
                    long start = metric.getStart() + metric.getIndex(point) * 1000L * metric.getPeriod();
                    String value = start + "|" + metric.getPeriod() + "|" + metric.getMean(point) + "|"
                            + metric.getMaximum(point) + "|" + metric.getSum(point) + "|" + metric.getCount(point);
                    for (long part = start / PART; part * PART < start + metric.getPeriod() * 1000L; part++) {
                        parts.computeIfAbsent(
                                        signal.getResource() + "|" + metric.getMetric() + "|" + part,
                                        key -> new HashSet<>())
                                .add(value);
                    }
                }
            }
            return parts;
        }
    }
}
