package dev.gleaner.contracts.resource;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * In what the minimum, the maximum and the desired capacity of an Auto Scaling group are counted. Only in instances, the load of the group
 * tells how much of its capacity it needs.
 *
 * <p>With weights, the group launches and ends instances so that their weights add up to at least the desired capacity. Source: Amazon EC2
 * Auto Scaling User Guide, "Configure an Auto Scaling group to use instance weights"; API Reference, "LaunchTemplateOverrides".
 */
public final class GroupCapacityUnit {

    /** One of its instances. */
    public static final String INSTANCE = "instance";

    /** The units of the weights of its instance types. */
    public static final String WEIGHT = "weight";

    /** {@code DesiredCapacityType} of instances, and what it is if it is not set. Source: API Reference, "UpdateAutoScalingGroup". */
    private static final String UNITS = "units";

    private static final String ONE = "1";

    private GroupCapacityUnit() {}

    /**
     * The unit of a group.
     *
     * @param desiredCapacityType as EC2 Auto Scaling shows it; null if it does not
     * @param weights of the types that it launches and of its instances, which keep theirs when a type is removed; those without one are
     *     left out
     */
    public static String of(@Nullable String desiredCapacityType, Collection<String> weights) {
        if (desiredCapacityType != null
                && !desiredCapacityType.isBlank()
                && !desiredCapacityType.equalsIgnoreCase(UNITS)) {
            return desiredCapacityType;
        }
        return weights.stream().allMatch(ONE::equals) ? INSTANCE : WEIGHT;
    }
}
