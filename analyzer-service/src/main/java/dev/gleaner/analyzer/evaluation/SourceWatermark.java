package dev.gleaner.analyzer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one source is complete (stored as JSON). Where several collectors share its deliveries, it goes as far as the newest that
 * any of them had, and no further than each of them has nothing outstanding.
 *
 * @param first its first report, epoch milliseconds: all that is older was sent before that report
 * @param through everything up to and including it has been sent, epoch milliseconds
 * @param newest up to when any reporter has had something
 * @param reporters up to when nothing is outstanding at each reporter that counts
 */
public record SourceWatermark(
        String source,
        String account,
        String region,
        long first,
        long through,
        long newest,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> reporters) {

    /** What was stored before reporters were named has none, and its newest is what was told. */
    public SourceWatermark {
        newest = Math.max(newest, through);
        reporters = reporters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(reporters));
    }

    static SourceWatermark first(SourceProgress report) {
        long through = report.getThrough();
        SourceWatermark none = new SourceWatermark(
                report.getSource(), report.getAccount(), report.getRegion(), through, through, through, Map.of());
        return none.advancedBy(report);
    }

    AccountRegion accountRegion() {
        return new AccountRegion(account, region);
    }

    String key() {
        return String.join("|", source, account, region);
    }

    /** A report that names nobody speaks for all; one that names a reporter, for what this one received. */
    SourceWatermark advancedBy(SourceProgress report) {
        if (report.getReporter().isEmpty()) {
            return new SourceWatermark(
                    source, account, region, first, Math.max(through, report.getThrough()), newest, reporters);
        }
        long latest = Math.max(newest, report.getThrough());
        Map<String, Long> counted = new TreeMap<>(reporters);
        if (report.getEnded()) {
            counted.remove(report.getReporter());
        } else {
            counted.put(report.getReporter(), Math.max(report.getThrough(), report.getClear()));
        }
        // By event time, never by a clock: what a silent reporter held has been sent again elsewhere by then, or is
        // lost.
        counted.values().removeIf(clear -> clear < latest - report.getRepeatedFor());
        long complete = counted.values().stream().reduce(latest, Math::min);
        return new SourceWatermark(source, account, region, first, Math.max(through, complete), latest, counted);
    }

    /** The reporters without which it would be further, by name. */
    List<String> laggingReporters() {
        return reporters.entrySet().stream()
                .filter(reporter -> reporter.getValue() < newest)
                .map(Map.Entry::getKey)
                .toList();
    }

    long moved() {
        return through - first;
    }

    /**
     * How far a source is complete, for people to read.
     *
     * @param waitsFor the collectors that hold it back, of those that share its deliveries
     */
    public record View(
            String source,
            String account,
            String region,
            Instant through,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> waitsFor) {

        public View {
            waitsFor = List.copyOf(waitsFor);
        }

        /** As of its last report. */
        public static View of(SourceWatermark sourceWatermark) {
            return new View(
                    sourceWatermark.source(),
                    sourceWatermark.account(),
                    sourceWatermark.region(),
                    Instant.ofEpochMilli(sourceWatermark.through()),
                    sourceWatermark.laggingReporters());
        }
    }
}
