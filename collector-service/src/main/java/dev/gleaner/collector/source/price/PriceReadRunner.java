package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.AccountDirectory;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InstanceTypeRegistry;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.RetrySchedule;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads prices of the configured regions once the instances are known. Prices are the same for all accounts, so that
 * they are requested with our own credentials. A failing region does not affect others; it is recorded in health and
 * metrics.
 */
@Singleton
record PriceReadRunner(
        PriceConfig config,
        RateLimitedAwsClients aws,
        AccountDirectory accountDirectory,
        AccountRegionExecutor accountRegionExecutor,
        InstanceTypeRegistry types,
        Clock clock) {

    /** Whether prices are read. */
    boolean enabled() {
        return config.enabled() && !aws.regions().isEmpty();
    }

    /** Reads the due prices of every region. */
    void forEachDueRegion(String source, Schedule plan, Consumer<DueRead> ask) {
        types.awaitFirstRound(source, config.inventoryPatience());
        AwsAccount own = AwsAccount.ofOwnCredentials(accountDirectory.ownAccountId());
        aws.regions()
                .forEach(region -> accountRegionExecutor.tryRead(
                        source,
                        new AwsAccountRegion(own, region),
                        awsAccountRegion -> read(awsAccountRegion, plan, ask)));
    }

    private void read(AwsAccountRegion awsAccountRegion, Schedule plan, Consumer<DueRead> ask) {
        String region = awsAccountRegion.region();
        Instant now = clock.instant();
        Set<String> inUse = types.typesIn(region);
        ask.accept(new DueRead(awsAccountRegion, now, plan.types(region, inUse, now), plan.isDue(region, now)));
        plan.markRead(region, inUse, now);
    }

    /**
     * What is due of a region.
     *
     * @param types instance types whose prices are due, sorted
     * @param whole whether all other prices are due, too
     */
    record DueRead(AwsAccountRegion realm, Instant now, Set<String> types, boolean whole) {

        DueRead {
            types = Collections.unmodifiableSet(types);
        }

        String region() {
            return realm.region();
        }

        /** First day of the prices. */
        LocalDate day() {
            return now.atZone(ZoneOffset.UTC).toLocalDate();
        }
    }

    /**
     * When the prices of a region are read: those of instance types at an interval, those of new ones at the next poll,
     * and all other prices at an interval of their own.
     */
    static final class Schedule {

        /** Time until new types are requested, and until a failed reading is repeated. */
        private static final Duration RETRY = Duration.ofMinutes(10);

        private final RetrySchedule<String> instances;
        private final RetrySchedule<String> others;
        private final Map<String, Set<String>> known = new HashMap<>();

        /** One interval for all prices. */
        Schedule(Duration interval) {
            this(interval, interval);
        }

        Schedule(Duration instances, Duration others) {
            this.instances = RetrySchedule.exact(instances, RETRY);
            this.others = RetrySchedule.exact(others, RETRY);
        }

        Duration pollInterval() {
            Duration poll = instances.pollInterval();
            return poll.compareTo(others.pollInterval()) < 0 ? poll : others.pollInterval();
        }

        /** Whether all prices of the region other than those of instances are due. */
        boolean isDue(String region, Instant now) {
            return others.isDue(region, now);
        }

        /** The instance types whose prices are due. */
        Set<String> types(String region, Set<String> inUse, Instant now) {
            Set<String> types = new TreeSet<>(inUse);
            if (!instances.isDue(region, now)) {
                types.removeAll(known.getOrDefault(region, Set.of()));
            }
            return types;
        }

        /** Records that everything that was due has been read. */
        void markRead(String region, Set<String> inUse, Instant now) {
            if (instances.isDue(region, now)) {
                instances.markRead(region, now);
            }
            if (others.isDue(region, now)) {
                others.markRead(region, now);
            }
            known.computeIfAbsent(region, key -> new HashSet<>()).addAll(inUse);
        }
    }
}
