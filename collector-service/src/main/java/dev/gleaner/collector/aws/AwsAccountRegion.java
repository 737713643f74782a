package dev.gleaner.collector.aws;

/** A region of an account: what is asked, throttled and complete by itself. */
public record AwsAccountRegion(AwsAccount account, String region) {

    /** As a log or a key names it. */
    @Override
    public String toString() {
        return account.id() + " " + region;
    }
}
