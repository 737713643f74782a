package dev.gleaner.contracts.spend;

import java.util.Locale;
import java.util.Optional;

/**
 * The categories of cost of ML infrastructure, with the part of a bill that is usual for each, in percent: "Cost Engineering for ML
 * Infrastructure" (January 2026).
 */
public enum SpendCategory {
    STORAGE("Storage and data management", 30, 40),
    IDLE_COMPUTE("Idle and overprovisioned compute", 20, 30),
    ACTIVE_COMPUTE("Active compute", 15, 25),
    EGRESS("Network egress", 8, 15),
    OPERATIONS("Operational overhead", 5, 10),
    /** What no row of the table of categories matches. */
    UNCLASSIFIED("Unclassified");

    private final String title;
    private final Optional<Range> usual;

    SpendCategory(String title) {
        this.title = title;
        this.usual = Optional.empty();
    }

    SpendCategory(String title, int low, int high) {
        this.title = title;
        this.usual = Optional.of(new Range(low, high));
    }

    /** Value of {@link SpendDimension#CATEGORY}: {@code idle-compute}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Name for people. */
    public String title() {
        return title;
    }

    /** The usual part of a bill; empty if the article has none. */
    public Optional<Range> usual() {
        return usual;
    }

    /** A range in percent of the bill, both ends included. */
    public record Range(int low, int high) {}
}
