package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log group of CloudWatch as listed (stored as JSON; names are never reused).
 *
 * @param logClass {@code STANDARD}, {@code INFREQUENT_ACCESS}, ... as CloudWatch Logs names it; empty if not known
 * @param size bytes stored; null if not known
 * @param created epoch milliseconds; null if not known
 * @param retentionDays for which an event is kept; null if without limit
 * @param tags all of them; null where they were not read
 */
public record LogGroupFacts(
        String account,
        String region,
        String logClass,
        @Nullable Long size,
        @Nullable Long created,
        @Nullable Integer retentionDays,
        @Nullable Map<String, String> tags)
        implements InventoryFacts {

    public LogGroupFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing. */
    public static LogGroupFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new LogGroupFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getType(),
                inventory.hasSize() ? inventory.getSize() : null,
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.hasRetentionDays() ? inventory.getRetentionDays() : null,
                InventoryFacts.tags(inventory));
    }
}
