package dev.gleaner.actuator.aws;

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
public record Bucket(
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String versioning,
        Lifecycle lifecycle) implements Subject {

    public Bucket {
        // Of a plan from before it was noted: that of our own credentials, as it was called then.
        account = account == null ? "" : account;
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.BUCKET;
    }

    @Override
    public Optional<String> unplannable() {
        return Optional.empty();
    }

    @Override
    public Optional<String> changedSince(Subject planned) {
        if (planned instanceof Bucket before && !before.lifecycle.equals(lifecycle)) {
            return Optional.of("the lifecycle document of the bucket changed since the plan");
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the bucket changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the bucket changed since the plan");
    }

    @Override
    public Bucket canonical() {
        return new Bucket(account, region, tags, versioning, lifecycle.canonical());
    }
}
