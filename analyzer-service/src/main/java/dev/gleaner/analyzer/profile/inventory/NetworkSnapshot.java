package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was known of a VPC and the bytes through its NAT gateways at the end of an hour. */
public record NetworkSnapshot(InventorySnapshot<VpcFacts, HourlyCounterHistory> listed) implements ListedInput {

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable VpcFacts facts() {
        return listed.facts();
    }

    /** What went to and from it in the last hours, without metrics: to its own region, true, and to others. */
    public Map<Boolean, CounterSum> flows(int hours) {
        Map<Boolean, CounterSum> flows = new TreeMap<>();
        listed.history().counted(hour(), hours).forEach((counterKey, counterSum) -> {
            if (!counterKey.isMetric()) {
                flows.merge(counterKey.region().equals(region()), counterSum, CounterSum::plus);
            }
        });
        return flows;
    }

    /** Bytes of several NAT gateways by CloudWatch in the last hours. */
    public GatewayBytes natGatewayBytes(Collection<String> gateways, int hours) {
        return gateways.stream()
                .map(gateway -> GatewayType.NAT_GATEWAY.bytes(listed.history(), gateway, hour(), hours))
                .reduce(GatewayBytes::plus)
                .orElse(GatewayBytes.NONE);
    }
}
