package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a log group and of the bytes that it takes in at the end of an hour, with the prices of that day.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record LogGroupSnapshot(
        InventorySnapshot<LogGroupFacts, HourlyCounterHistory> listed, Function<PriceKey, Optional<BigDecimal>> prices)
        implements ListedInput {

    /**
     * The uncompressed bytes of the events that a log group takes in, as signals name the metric. Source: Amazon CloudWatch Logs User
     * Guide, "Monitoring CloudWatch Logs usage with CloudWatch metrics".
     */
    private static final String BYTES = "AWS/Logs IncomingBytes";

    /** The signals with those bytes. */
    public static HourlyMetrics signals() {
        return new HourlyMetrics(Set.of(BYTES));
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable LogGroupFacts facts() {
        return listed.facts();
    }

    /** Bytes that it took in by CloudWatch in the last hours, and in how many of them this is known. */
    public CounterSum takenIn(int hours) {
        return listed.history().window(hour(), hours, "").getOrDefault(CounterKey.ofMetric("", BYTES), CounterSum.NONE);
    }
}
