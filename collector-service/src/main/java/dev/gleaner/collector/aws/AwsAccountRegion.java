package dev.gleaner.collector.aws;

/** A region of an account. Calls, rate limits and progress are per account and region. */
public record AwsAccountRegion(AwsAccount account, String region) {

    /** The region for services that are not called by region, such as STS, Savings Plans or the price list, and for buckets of any region. */
    private static final String GLOBAL = "us-east-1";

    /** Where services of an account are called that have one endpoint for all regions. */
    public static AwsAccountRegion global(AwsAccount account) {
        return new AwsAccountRegion(account, GLOBAL);
    }

    /** As in logs and keys. */
    @Override
    public String toString() {
        return account.id() + " " + region;
    }
}
