package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.LargestCounts;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a VPC and its flow logs at the end of an hour, with the prices of that day.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record VpcFlowSnapshot(
        InventorySnapshot<VpcFacts, HourlyCounterHistory> listed, Function<PriceKey, Optional<BigDecimal>> prices)
        implements ListedInput {

    /** Classes of ends, as the collector names them; that of the internet is {@link CounterKey#INTERNET}. */
    public static final String SAME_ZONE = "same-zone";

    public static final String OTHER_ZONE = "other-zone";
    public static final String SAME_REGION = "same-region";
    static final String OTHER_REGION = "other-region";
    public static final String UNKNOWN = "unknown";

    /** Most VPCs have no flow log: that one is missing is nothing to be said of each of them. */
    @Override
    public @Nullable String notApplicable(int hours) {
        String moot = listed.notApplicable(hours);
        return moot == null && listed.history().counted(hour(), hours).isEmpty() ? "no flow log covers it" : moot;
    }

    /** What went in the last hours, the evaluated one included, to ends of this class. */
    public CounterSum to(String destination, int hours) {
        return listed.history().counted(hour(), hours).entrySet().stream()
                .filter(route -> route.getKey().region().equals(destination))
                .map(Map.Entry::getValue)
                .reduce(CounterSum.NONE, VpcFlowSnapshot::both);
    }

    /**
     * The resources that sent the most to ends of this class in the last hours, descending, with at least their bytes: ARNs, or ids of
     * network interfaces of which no more is known.
     */
    public List<Map.Entry<String, Long>> topTalkers(String destination, int hours, int count) {
        return LargestCounts.of(listed.history().talkers(hour(), hours, destination), count);
    }

    /** Bytes of both; hours as in the one with more of them, since they are the same hours. */
    private static CounterSum both(CounterSum one, CounterSum other) {
        return new CounterSum(one.bytes() + other.bytes(), Math.max(one.hours(), other.hours()));
    }
}
