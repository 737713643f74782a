package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was known of a VPC and the bytes through its NAT gateways at the end of an hour. */
public record NetworkSnapshot(InventorySnapshot<VpcFacts, HourlyCounterHistory> listed) implements ListedInput {

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable VpcFacts facts() {
        return listed.facts();
    }

    /**
     * What passed its NAT gateways to and from S3 in the last hours. Flow logs and events (S3 data events, server access logs) tell of the
     * same bytes, so that of a gateway and an hour only one of them counts: flow logs, unless they do not tell where S3 is and events do.
     */
    public S3Traffic s3Traffic(int hours) {
        Map<CounterKey, CounterSum> counted = new TreeMap<>(listed.history().counted(hour(), hours));
        counted.keySet().removeIf(CounterKey::isMetric);
        Map<String, boolean[]> logged = loggedHours(counted.keySet(), hours);
        S3Traffic traffic = S3Traffic.NONE;
        for (Map.Entry<CounterKey, CounterSum> route : counted.entrySet()) {
            CounterKey key = route.getKey();
            boolean[] byFlowLogs = logged.get(key.part());
            CounterSum sum = byFlowLogs == null ? route.getValue() : sum(key, byFlowLogs);
            traffic = traffic.plus(peer(key), sum);
        }
        return traffic.withLoggedHours(
                logged.values().stream().mapToInt(NetworkSnapshot::count).sum());
    }

    /** By gateway with flow logs, in which of the last hours these count. */
    private Map<String, boolean[]> loggedHours(Set<CounterKey> routes, int hours) {
        Map<String, boolean[]> logged = new TreeMap<>();
        for (CounterKey route : routes) {
            if (route.isOfFlowLog()) {
                mark(logged.computeIfAbsent(route.part(), gateway -> new boolean[hours]), route, 0);
            }
        }
        logged.forEach((gateway, byFlowLogs) -> {
            boolean[] unlocated = new boolean[hours];
            boolean[] events = new boolean[hours];
            for (CounterKey route : routes) {
                if (route.part().equals(gateway) && !route.isOfFlowLog()) {
                    mark(events, route, 0);
                } else if (route.part().equals(gateway) && peer(route) == S3Traffic.Peer.UNKNOWN) {
                    mark(unlocated, route, 1);
                }
            }
            for (int i = 0; i < hours; i++) {
                byFlowLogs[i] &= !(unlocated[i] && events[i]);
            }
        });
        return logged;
    }

    /** Marks those of the last hours in which a route had so many bytes. */
    private void mark(boolean[] marked, CounterKey route, long least) {
        long[] bytes = listed.history().hourly(hour(), marked.length, route);
        for (int i = 0; i < marked.length; i++) {
            marked[i] |= bytes[i] >= least;
        }
    }

    private S3Traffic.Peer peer(CounterKey route) {
        if (route.isOfFlowLog()) {
            return S3Traffic.Peer.ofClass(route.peerClass());
        }
        return route.region().equals(region()) ? S3Traffic.Peer.SAME_REGION : S3Traffic.Peer.OTHER_REGION;
    }

    /** What went on a route in those of the last hours in which its source counts. */
    private CounterSum sum(CounterKey route, boolean[] byFlowLogs) {
        long[] bytes = listed.history().hourly(hour(), byFlowLogs.length, route);
        CounterSum sum = CounterSum.NONE;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 0 && byFlowLogs[i] == route.isOfFlowLog()) {
                sum = sum.plus(new CounterSum(bytes[i], 1));
            }
        }
        return sum;
    }

    private static int count(boolean[] marked) {
        int count = 0;
        for (boolean one : marked) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Bytes of several NAT gateways by CloudWatch in the last hours. */
    public GatewayBytes natGatewayBytes(Collection<String> gateways, int hours) {
        return gateways.stream()
                .map(gateway -> GatewayType.NAT_GATEWAY.bytes(listed.history(), gateway, hour(), hours))
                .reduce(GatewayBytes::plus)
                .orElse(GatewayBytes.NONE);
    }
}
