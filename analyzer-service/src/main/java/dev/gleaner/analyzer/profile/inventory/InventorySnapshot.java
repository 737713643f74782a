package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.volume.VolumeIo;
import dev.gleaner.contracts.recurrence.WorkDays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a listed resource at the end of an hour.
 *
 * @param facts what it looked like; null when it was not seen yet or is gone
 */
public record InventorySnapshot<F extends InventoryFacts>(
        InventoryProfile<F> listed, Hour hour, @Nullable F facts) implements RuleInput {

    /**
     * The uncompressed bytes of the events that a log group takes in, as signals name the metric. Source: Amazon CloudWatch Logs User
     * Guide, "Monitoring CloudWatch Logs usage with CloudWatch metrics".
     */
    static final String LOG_BYTES = "AWS/Logs IncomingBytes";

    @Override
    public String resource() {
        return listed.resource();
    }

    @Override
    public String account() {
        return listed.account();
    }

    @Override
    public String region() {
        return listed.region();
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return facts == null ? null : facts.tags();
    }

    @Override
    public @Nullable Long createdMillis() {
        if (facts == null) {
            return null;
        }
        Long created = facts.created();
        Long seen = listed.timeline().bornMillis();
        return created == null || (seen != null && seen < created) ? seen : created;
    }

    @Override
    public String controller() {
        String owner = facts == null ? null : facts.owner();
        return owner == null ? "" : owner;
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        return facts == null ? "it is not listed" : null;
    }

    @Override
    public @Nullable Long lastListed() {
        return listed.listings().lastListed(hour);
    }

    /**
     * The first listing of the uninterrupted run of listings by the end of the hour that show it unused, epoch milliseconds; null if
     * there is none, or the facts are not {@link UsedFacts}.
     */
    public @Nullable Long unusedSince() {
        return listed.uses().unusedSince(hour);
    }

    /**
     * The I/O operations and bytes of a volume in each minute of some days that are known, the day of the evaluated hour being the
     * last of them.
     */
    public VolumeIo volumeUse(int days) {
        return listed.volumeUse().window(hour, days);
    }

    /** What went on each route in the last hours, the evaluated one included. */
    public Map<CounterKey, CounterSum> traffic(int hours) {
        return listed.traffic(hour, hours, null);
    }

    /** On which of the last days it was used at least as much as this, the day of the evaluated hour included. */
    WorkDays daysUsed(InventoryProfile.DayUse use, double least) {
        return listed.daysUsed(hour, use, least);
    }

    /** Each known value of an hourly metric of a part of it in the last hours, ascending. */
    long[] sortedHours(String part, String metric, int hours) {
        return listed.traffic().sortedHours(hour, hours, CounterKey.ofMetric(part, metric));
    }

    /** The value of a route in each of the last hours, the evaluated one included, ascending by time; -1 where it is not known. */
    long[] hourly(CounterKey route, int hours) {
        return listed.traffic().hourly(hour, hours, route);
    }

    /** What went to and from one part of it, by the region at the other end, in the last hours. */
    public Map<String, CounterSum> traffic(String part, int hours) {
        Map<String, CounterSum> flows = new TreeMap<>();
        listed.traffic(hour, hours, part)
                .forEach((counterKey, counterSum) -> flows.put(counterKey.region(), counterSum));
        return flows;
    }

    /** What went to and from it in the last hours, without metrics: to its own region, true, and to others. */
    public Map<Boolean, CounterSum> flows(int hours) {
        Map<Boolean, CounterSum> flows = new TreeMap<>();
        traffic(hours).forEach((counterKey, counterSum) -> {
            if (!counterKey.isMetric()) {
                flows.merge(counterKey.region().equals(region()), counterSum, CounterSum::plus);
            }
        });
        return flows;
    }

    /**
     * At least these bytes went to a class of ends in the last hours, by the resource that sent them: its ARN, or the id of a
     * network interface of which no more is known.
     */
    public Map<String, Long> talkers(String destination, int hours) {
        return listed.traffic().talkers(hour, hours, destination);
    }

    /**
     * Bytes of a gateway by CloudWatch.
     *
     * @param gateway id, if it is one of a VPC; empty if it is the resource itself
     * @param ago hours before the evaluated one with which the period ends
     */
    public GatewayBytes gatewayBytes(GatewayType type, String gateway, int ago, int hours) {
        Map<String, CounterSum> byMetric = new TreeMap<>();
        listed.traffic(hour.plus(-ago), hours, gateway).forEach((counterKey, counterSum) -> {
            if (counterKey.isMetric()) {
                byMetric.put(counterKey.metric(), counterSum);
            }
        });
        return type.bytes(byMetric);
    }

    /** Bytes of several NAT gateways of a VPC by CloudWatch in the last hours. */
    public GatewayBytes natGatewayBytes(Collection<String> gateways, int hours) {
        return gateways.stream()
                .map(gateway -> gatewayBytes(GatewayType.NAT_GATEWAY, gateway, 0, hours))
                .reduce(GatewayBytes::plus)
                .orElse(GatewayBytes.NONE);
    }

    /** Bytes that a log group took in by CloudWatch in the last hours, and in how many of them this is known. */
    public CounterSum logBytes(int hours) {
        return listed.traffic(hour, hours, "").entrySet().stream()
                .filter(route ->
                        route.getKey().isMetric() && route.getKey().metric().equals(LOG_BYTES))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(CounterSum.NONE);
    }

    /** What a bucket contained. */
    public BucketContents contents() {
        return listed.contents().asOf(hour);
    }

    /** How many of the last hours lie after it was first listed or used. */
    public int hoursSeen(int hours) {
        long born = listed.timeline()
                .born()
                .map(Hour::of)
                .map(first -> hour.number() - first.number() + 1)
                .orElse(0L);
        return (int) Math.max(0, Math.min(hours, born));
    }
}
