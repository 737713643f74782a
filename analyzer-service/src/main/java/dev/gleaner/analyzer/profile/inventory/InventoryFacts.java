package dev.gleaner.analyzer.profile.inventory;

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
}
