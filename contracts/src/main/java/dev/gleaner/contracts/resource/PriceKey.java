package dev.gleaner.contracts.resource;

/**
 * What a price applies to.
 *
 * @param service {@code ec2}, {@code ec2-spot}, {@code ebs}, {@code s3}, ...
 * @param type instance type, storage class, ...
 * @param os {@code Linux/UNIX} as the provider names it; empty where it does not apply
 * @param tenancy {@code default}, ...; empty where it does not apply
 * @param unit {@code hour}, {@code gb-month}, ...
 */
public record PriceKey(String service, String type, String region, String os, String tenancy, String unit) {

    /** The service of EC2's spot market. */
    public static final String SPOT = "ec2-spot";

    /** On-demand Linux on shared hardware, USD per hour. */
    public static PriceKey linuxOnDemand(String type, String region) {
        return new PriceKey("ec2", type, region, "Linux/UNIX", "default", "hour");
    }

    /** Linux on the spot market, on shared hardware, USD per hour. */
    public static PriceKey linuxSpot(String type, String region) {
        return new PriceKey(SPOT, type, region, "Linux/UNIX", "default", "hour");
    }

    /** The key as one line, as in the record key of the topic. */
    public String text() {
        return String.join("|", service, type, region, os, tenancy, unit);
    }
}
