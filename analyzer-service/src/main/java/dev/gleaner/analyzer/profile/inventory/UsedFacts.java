package dev.gleaner.analyzer.profile.inventory;

/** What an inventory showed of a resource of which it matters since when nothing has used it. */
public interface UsedFacts extends InventoryFacts {

    /** Whether something used it at the time of the listing; true if that is not known. */
    boolean inUse();
}
