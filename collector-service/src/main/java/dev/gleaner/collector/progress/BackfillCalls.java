package dev.gleaner.collector.progress;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The calls by which the past is read at a start, for a person who waits for it. */
@ApplicationScoped
public class BackfillCalls {

    private final Map<SourceScope, Reading> readings = new ConcurrentHashMap<>();

    /** Announces further calls of a scope. Those that were announced before and not made are no longer expected. */
    public void expect(SourceScope scope, long calls) {
        readings.compute(scope, (key, before) -> {
            Reading known = before == null ? Reading.nothing(scope) : before;
            return new Reading(
                    known.source(), known.account(), known.region(), known.done(), known.done() + calls, known.usd());
        });
    }

    /** Announces how many calls of a scope there are in all, as far as those that were made tell. */
    public void expectInAll(SourceScope scope, long calls) {
        readings.compute(scope, (key, before) -> {
            Reading known = before == null ? Reading.nothing(scope) : before;
            return new Reading(
                    known.source(),
                    known.account(),
                    known.region(),
                    known.done(),
                    Math.max(known.done(), calls),
                    known.usd());
        });
    }

    /** Records a call whose content Kafka has acknowledged. */
    public void count(SourceScope scope, BigDecimal usd) {
        readings.compute(scope, (key, before) -> {
            Reading known = before == null ? Reading.nothing(scope) : before;
            long done = known.done() + 1;
            return new Reading(
                    known.source(),
                    known.account(),
                    known.region(),
                    done,
                    Math.max(done, known.expected()),
                    known.usd().add(usd));
        });
    }

    /** Number of calls of a scope since the start. */
    public long done(SourceScope scope) {
        Reading known = readings.get(scope);
        return known == null ? 0 : known.done();
    }

    /** All since the start, ordered by source, account and region. */
    public List<Reading> readings() {
        return readings.values().stream()
                .sorted(Comparator.comparing(Reading::source)
                        .thenComparing(Reading::account)
                        .thenComparing(Reading::region))
                .toList();
    }

    /**
     * What was read of the past since the start of the collector.
     *
     * @param done number of calls
     * @param expected calls in all, as far as it is known
     * @param usd what they cost so far
     */
    public record Reading(String source, String account, String region, long done, long expected, BigDecimal usd) {

        static Reading nothing(SourceScope scope) {
            return new Reading(scope.source(), scope.account(), scope.region(), 0, 0, BigDecimal.ZERO);
        }
    }
}
