package dev.gleaner.analyzer.profile.inventory;

import java.util.Map;

/** What an inventory showed of a resource. */
public interface InventoryFacts {

    /** Account it belongs to. */
    String account();

    /** Region it is in. */
    String region();

    /** All of them. */
    Map<String, String> tags();
}
