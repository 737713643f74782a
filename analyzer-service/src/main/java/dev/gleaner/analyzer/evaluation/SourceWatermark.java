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
 * Time up to which one source is complete (stored as JSON; times are epoch milliseconds). If several collectors share its
 * deliveries, it is the newest time that any of them reported, limited by the time up to which none of them has anything
 * outstanding.
 *
 * @param first time of the first report; everything older was sent before that report
 * @param through everything up to and including this time has been sent
 * @param newest newest time that any reporter reported
 * @param reporters time up to which nothing is outstanding, for each reporter that still counts
 */
public record SourceWatermark(
        String source,
        String account,
        String region,
        long first,
        long through,
        long newest,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> reporters) {

    /** A row from before reporters were stored has none, and its newest time is its {@code through}. */
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

    /** A report without a reporter is about the whole source; one with a reporter, about what that reporter received. */
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
        // By event time, never by a clock: by then the deliveries of a silent reporter have been sent to another one,
        // or
        // are lost.
        counted.values().removeIf(clear -> clear < latest - report.getRepeatedFor());
        long complete = counted.values().stream().reduce(latest, Math::min);
        return new SourceWatermark(source, account, region, first, Math.max(through, complete), latest, counted);
    }

    /** Names of the reporters that hold the watermark back. */
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
     * A watermark as people read it.
     *
     * @param waitsFor collectors that hold it back, of those that share the deliveries of the source
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
