package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was known of repeated reads of a prefix at the end of an hour. */
public record PrefixReuseSnapshot(PrefixSnapshot prefix) implements RuleInput {

    /** USD for a unit as of the day of the hour; empty if not known. */
    public Function<PriceKey, Optional<BigDecimal>> prices() {
        return prefix.prices();
    }

    @Override
    public String resource() {
        return prefix.resource();
    }

    @Override
    public Hour hour() {
        return prefix.hour();
    }

    @Override
    public String account() {
        return prefix.account();
    }

    @Override
    public String region() {
        return prefix.region();
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return prefix.tags();
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        String bucket = prefix.bucket().notApplicable(hours);
        return bucket == null && reuse() == null ? "no final day with reads of it is known" : bucket;
    }

    /** What its final days say; null if none of them has a read. */
    public @Nullable PrefixReuse reuse() {
        return prefix.reuse();
    }

    /** Its last final day, since 1970. */
    public long lastFinalDay() {
        return prefix.lastFinalDay();
    }
}
