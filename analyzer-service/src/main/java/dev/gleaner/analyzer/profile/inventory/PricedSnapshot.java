package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a listed resource at the end of an hour, with the prices of that day, for rules whose condition is an
 * amount.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record PricedSnapshot<F extends InventoryFacts>(
        InventorySnapshot<F, ?> listed, Function<PriceKey, Optional<BigDecimal>> prices) implements ListedInput {

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable F facts() {
        return listed.facts();
    }
}
