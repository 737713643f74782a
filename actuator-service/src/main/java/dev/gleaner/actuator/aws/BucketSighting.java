package dev.gleaner.actuator.aws;

/** A bucket as S3 showed it once. */
public record BucketSighting(Bucket bucket) implements Sighting {

    @Override
    public Subject subject() {
        return bucket;
    }

    /** Which lifecycle document it has. */
    @Override
    public String state() {
        return bucket.lifecycle().hash();
    }

    @Override
    public String sentence() {
        return "the lifecycle document of the bucket has "
                + bucket.lifecycle().rules().size() + " rules and is " + state();
    }
}
