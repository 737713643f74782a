package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Inventory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an inventory showed of a resource. */
public interface InventoryFacts {

    /** Account it belongs to. */
    String account();

    /** Region it is in. */
    String region();

    /** All of them; null if they are not known. */
    @Nullable
    Map<String, String> tags();

    /** The tags in a listing; null if it does not tell them. */
    static @Nullable Map<String, String> tags(Inventory listing) {
        return listing.getTagsUnknown() ? null : listing.getTagsMap();
    }

    /** When it was created, epoch milliseconds; null if not known. */
    default @Nullable Long created() {
        return null;
    }

    /** The controller that would create it again; empty or null if none is known. */
    default @Nullable String owner() {
        return null;
    }

    /** The charge that findings on other resources save too; null if it does not tell one. */
    default Saving.@Nullable Charge charge() {
        return null;
    }
}
