package dev.gleaner.actuator.aws.resource;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of an S3 bucket.
 *
 * @param account whose it is, which its name does not tell; empty for that of our own credentials
 * @param region where to ask for it; S3 itself tells when it is elsewhere
 * @param versioning {@code Enabled} or {@code Suspended}, absent when it never was
 * @param lifecycle its document as found
 */
public record S3Bucket(
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String versioning,
        BucketLifecycle lifecycle) implements ResourceSnapshot {

    public S3Bucket {
        // Of a plan from before it was noted: that of our own credentials, as it was called then.
        account = account == null ? "" : account;
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.BUCKET;
    }

    @Override
    public Optional<String> planningObstacle() {
        return Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof S3Bucket before && !before.lifecycle.equals(lifecycle)) {
            return Optional.of("the lifecycle document of the bucket changed since the plan");
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the bucket changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the bucket changed since the plan");
    }

    @Override
    public S3Bucket canonical() {
        return new S3Bucket(account, region, tags, versioning, lifecycle.canonical());
    }

    /** A bucket as S3 showed it once. */
    public record Observation(S3Bucket bucket) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
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
}
