package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of what a bucket's keys begin with, and of who read it, at the end of an hour.
 *
 * @param name up to and with the first slash; empty for keys without one
 * @param prices USD for a unit as of the day of the hour; empty if not known
 */
public record PrefixSnapshot(
        InventorySnapshot<BucketFacts, ReadHistory> bucket,
        String name,
        Function<PriceKey, Optional<BigDecimal>> prices)
        implements RuleInput {

    @Override
    public String resource() {
        return Arn.prefix(Arn.parse(bucket.resource()).id(), name).toString();
    }

    @Override
    public Hour hour() {
        return bucket.hour();
    }

    @Override
    public String account() {
        return bucket.account();
    }

    @Override
    public String region() {
        return bucket.region();
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return bucket.tags();
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        String moot = bucket.notApplicable(hours);
        return moot == null && byRegion(hours).isEmpty() ? "nothing is known to be read of it" : moot;
    }

    /** How often its objects are read again, by the end of the last final day; null if no final day with reads is known. */
    public @Nullable PrefixReuse reuse() {
        return bucket.history().reuse(name);
    }

    /** The last final UTC day, since 1970. */
    public long lastFinalDay() {
        Hour closed = bucket.listed().closed();
        return Math.floorDiv((closed == null ? hour() : closed).number() + 1, (long) Hour.PER_DAY) - 1;
    }

    /** What was read of it in the last hours, the evaluated one included. */
    public PrefixReads reads(int hours) {
        return PrefixReads.of(byRegion(hours), region());
    }

    private Map<String, CounterSum> byRegion(int hours) {
        Map<String, CounterSum> byRegion = new TreeMap<>();
        bucket.history()
                .bytes()
                .window(hour(), hours, name)
                .forEach((counterKey, counterSum) -> byRegion.put(counterKey.region(), counterSum));
        return byRegion;
    }
}
