package dev.gleaner.collector.aws;

/** A region of an account. Calls, rate limits and progress are per account and region. */
public record AwsAccountRegion(AwsAccount account, String region) {

    /** As in logs and keys. */
    @Override
    public String toString() {
        return account.id() + " " + region;
    }
}
