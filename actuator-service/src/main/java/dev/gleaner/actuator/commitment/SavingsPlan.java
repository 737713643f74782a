package dev.gleaner.actuator.commitment;

/**
 * A savings plan.
 *
 * @param account that owns it
 * @param region of an EC2 Instance plan; empty of others
 * @param family of an EC2 Instance plan, such as {@code m5}; empty of others
 * @param commitment USD of each hour, at the rates of the plan
 */
public record SavingsPlan(String id, String account, Kind kind, String region, String family, double commitment) {

    /** In the order in which AWS applies them. No usage is eligible for both of the last two. */
    public enum Kind {
        EC2_INSTANCE,
        COMPUTE,
        SAGEMAKER
    }

    /** Whether usage is eligible and its rate is known. */
    boolean covers(EligibleUsage usage) {
        return usage.planRates().containsKey(kind)
                && (kind != Kind.EC2_INSTANCE || (region.equals(usage.region()) && family.equals(usage.family())));
    }
}
