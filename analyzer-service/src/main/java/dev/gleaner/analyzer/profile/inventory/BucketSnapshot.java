package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a bucket and its contents at the end of an hour, with the prices of that day.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record BucketSnapshot(
        InventorySnapshot<BucketFacts, ContentHistory> listed, Function<PriceKey, Optional<BigDecimal>> prices)
        implements ListedInput {

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable BucketFacts facts() {
        return listed.facts();
    }

    /** What it contained. */
    public BucketContents contents() {
        return listed.history().asOf(hour());
    }
}
