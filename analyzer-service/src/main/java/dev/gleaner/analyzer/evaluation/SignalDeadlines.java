package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The progress record before which each signal of a recording has to come to count as in time. */
public final class SignalDeadlines {

    private final List<HourClosings<?>> kinds;
    private final Map<String, Integer> firstReports = new HashMap<>();
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
            }
        }
    }

    /**
     * For each signal the index of the progress record that it must precede: the first that closes its earliest hour for
     * any kind that uses it or, if the signal precedes the first progress of its source, that progress. The size of the
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
                .flatMap(kind -> kind.closingOf(signal).stream())
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
        private final Map<AccountRegion, TreeMap<Hour, Integer>> closings = new HashMap<>();
        private final Map<String, AccountRegion> scopes = new HashMap<>();

        HourClosings(SubjectKind<T> kind) {
            this.kind = kind;
        }

        /** Records the hour that the progress at an index closes. */
        void note(AccountRegion where, WatermarkTracker watermarkTracker, int index) {
            Hour closed = watermarkTracker.bounds(where, kind.requiredSources()).closed();
            if (closed != null) {
                closings.computeIfAbsent(where, key -> new TreeMap<>()).putIfAbsent(closed, index);
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

        /** Index of the first progress that closes the earliest hour of a signal; empty when the kind does not use it, or none does. */
        Optional<Integer> closingOf(Signal signal) {
            Arn resource = Arn.parse(signal.getResource());
            return kind.key(resource)
                    .filter(key -> kind.isRelevant(signal))
                    .map(key -> closings.getOrDefault(scopes.get(key), new TreeMap<>())
                            .ceilingEntry(kind.earliestHour(signal)))
                    .map(Map.Entry::getValue);
        }
    }
}
