package dev.gleaner.contracts.spend;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a bill is divided by. */
public enum SpendDimension {
    /** {@link SpendCategory}. */
    CATEGORY(false),
    TEAM(true),
    PROJECT(true),
    ENVIRONMENT(true),
    COST_CENTER(true),
    /** What serves predictions: the value of the tag {@code service}, else that of {@code project}. */
    SERVICE(true),
    /** The account that used the resource. */
    ACCOUNT(false),
    /** The AWS service, as the bill names it. */
    PRODUCT(false);

    /** Value of what no tag allocates. */
    public static final String UNALLOCATED = "unallocated";

    private final boolean allocated;

    SpendDimension(boolean allocated) {
        this.allocated = allocated;
    }

    /** Whether its values come from tags, so that shared cost can be spread over them. */
    public boolean isAllocated() {
        return allocated;
    }

    /** Name in topics and in the REST interface: {@code cost-center}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The dimension with this name. */
    public static Optional<SpendDimension> of(String id) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.id().equals(id))
                .findFirst();
    }

    @JsonCreator
    static SpendDimension require(String id) {
        return of(id).orElseThrow(() -> new IllegalArgumentException("no dimension " + id));
    }
}
