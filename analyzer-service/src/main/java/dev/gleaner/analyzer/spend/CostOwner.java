package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.EnvironmentTag;
import dev.gleaner.contracts.spend.SpendDimension;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a charge is allocated to, by tags. A value of the bill's own tags counts before one of the resource's tags as of the day of the
 * charge, and that before one that was inferred. Null where nothing allocates it.
 *
 * @param service what serves predictions: the tag for it, else the project
 */
record CostOwner(
        @Nullable String team,
        @Nullable String project,
        @Nullable String environment,
        @Nullable String costCenter,
        @Nullable String service) {

    static final CostOwner NONE = new CostOwner(null, null, null, null, null);

    /**
     * The owner by tags.
     *
     * @param serviceTag key of the tag that names the service
     */
    static CostOwner of(Map<String, String> tags, String serviceTag) {
        if (tags.isEmpty()) {
            return NONE;
        }
        return new CostOwner(
                value(tags, "team"),
                value(tags, "project"),
                EnvironmentTag.environmentOf(tags),
                value(tags, "cost-center"),
                AllocationTag.serviceOf(tags, serviceTag));
    }

    /** This owner, and where it has no value that of another one. */
    CostOwner orElse(CostOwner other) {
        if (other.equals(NONE)) {
            return this;
        }
        return new CostOwner(
                team == null ? other.team : team,
                project == null ? other.project : project,
                environment == null ? other.environment : environment,
                costCenter == null ? other.costCenter : costCenter,
                service == null ? other.service : service);
    }

    /** The value of a dimension that tags allocate; null without one. */
    @Nullable
    String value(SpendDimension dimension) {
        return switch (dimension) {
            case TEAM -> team;
            case PROJECT -> project;
            case ENVIRONMENT -> environment;
            case COST_CENTER -> costCenter;
            case SERVICE -> service;
            case CATEGORY, ACCOUNT, PRODUCT -> throw new IllegalArgumentException(dimension + " is not of an owner");
        };
    }

    private static @Nullable String value(Map<String, String> tags, String key) {
        String value = AllocationTag.valueOf(tags, key);
        return value == null || value.isBlank() ? null : value;
    }
}
