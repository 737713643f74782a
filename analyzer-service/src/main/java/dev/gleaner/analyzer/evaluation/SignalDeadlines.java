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

/** By when each signal of a recording has to come. */
public final class SignalDeadlines {

    private final List<HourClosings<?>> closings;
    private final Map<String, Integer> firstReports = new HashMap<>();
    private final int end;

    private SignalDeadlines(
            List<Signal> signals, SubjectKindRegistry subjectKindRegistry, AnalyzerConfig.Timing timing) {
        end = signals.size();
        closings = subjectKindRegistry.all().stream()
                .<HourClosings<?>>map(HourClosings::new)
                .toList();
        WatermarkTracker watermarkTracker = new WatermarkTracker(new InMemoryStateStore(), timing);
        for (int place = 0; place < end; place++) {
            Signal signal = signals.get(place);
            if (signal.hasProgress()) {
                note(watermarkTracker, signal.getProgress(), place);
            } else {
                closings.forEach(one -> one.locate(signal));
            }
        }
    }

    /**
     * The place in the list of the first progress that a signal must come before: that which closes its earliest hour for
     * any kind that keeps it, or, for what comes before the first progress of its source, that one. The list's size when
     * none does.
     */
    public static int[] compute(
            List<Signal> signals, SubjectKindRegistry subjectKindRegistry, AnalyzerConfig.Timing timing) {
        SignalDeadlines deadline = new SignalDeadlines(signals, subjectKindRegistry, timing);
        int[] places = new int[signals.size()];
        Arrays.setAll(places, place -> deadline.compute(signals.get(place), place));
        return places;
    }

    private void note(WatermarkTracker watermarkTracker, Progress progress, int place) {
        for (SourceProgress report : progress.getSourcesList()) {
            AccountRegion where = new AccountRegion(report.getAccount(), report.getRegion());
            firstReports.putIfAbsent(key(report.getSource(), where), place);
            watermarkTracker.advance(report);
            closings.forEach(one -> one.note(where, watermarkTracker, place));
        }
    }

    private int compute(Signal signal, int place) {
        if (signal.hasProgress()) {
            return end;
        }
        AccountRegion where = new AccountRegion(signal.getAccount(), signal.getRegion());
        int first = firstReports.getOrDefault(key(signal.getSource(), where), end);
        int closing = closings.stream()
                .flatMap(one -> one.closingOf(signal).stream())
                .min(Integer::compare)
                .orElse(end);
        return Math.min(first > place ? first : end, closing);
    }

    private static String key(String source, AccountRegion where) {
        return source + "|" + where.account() + "|" + where.region();
    }

    /** Which progress of a recording closes the hours of one kind, and where its subjects are in the end. */
    static final class HourClosings<T extends EvaluationSubject> {

        private final SubjectKind<T> kind;
        private final Map<AccountRegion, TreeMap<Hour, Integer>> closings = new HashMap<>();
        private final Map<String, AccountRegion> places = new HashMap<>();

        HourClosings(SubjectKind<T> kind) {
            this.kind = kind;
        }

        /** Takes note of a progress at that place in the list. */
        void note(AccountRegion where, WatermarkTracker watermarkTracker, int place) {
            Hour closed = watermarkTracker.bounds(where, kind.requiredSources()).closed();
            if (closed != null) {
                closings.computeIfAbsent(where, key -> new TreeMap<>()).putIfAbsent(closed, place);
            }
        }

        /** Takes note of where a subject is by a signal about it. */
        void locate(Signal signal) {
            Arn resource = Arn.parse(signal.getResource());
            kind.key(resource).ifPresent(key -> {
                AccountRegion accountRegion = kind.accountRegion(kind.mapper().blank(key), signal);
                places.merge(key, accountRegion, (one, other) -> other.equals(AccountRegion.UNKNOWN) ? one : other);
            });
        }

        /** The place of the first progress that closes the earliest hour of a signal; empty when it keeps none, or none does. */
        Optional<Integer> closingOf(Signal signal) {
            Arn resource = Arn.parse(signal.getResource());
            return kind.key(resource)
                    .filter(key -> kind.isRelevant(signal))
                    .map(key -> closings.getOrDefault(places.get(key), new TreeMap<>())
                            .ceilingEntry(kind.earliestHour(signal)))
                    .map(Map.Entry::getValue);
        }
    }
}
