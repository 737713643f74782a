package dev.gleaner.analyzer.analysis;

import dev.gleaner.contracts.signal.SourceProgress;

/**
 * How far one source is complete (stored as JSON).
 *
 * @param first its first report, epoch milliseconds: all that is older was sent before that report
 * @param through its last report: everything up to and including it has been sent, epoch milliseconds
 */
public record Reach(String source, String account, String region, long first, long through) {

    static Reach first(SourceProgress report) {
        long through = report.getThrough();
        return new Reach(report.getSource(), report.getAccount(), report.getRegion(), through, through);
    }

    Place place() {
        return new Place(account, region);
    }

    String key() {
        return String.join("|", source, account, region);
    }

    Reach upTo(long time) {
        return new Reach(source, account, region, first, Math.max(through, time));
    }

    long moved() {
        return through - first;
    }
}
