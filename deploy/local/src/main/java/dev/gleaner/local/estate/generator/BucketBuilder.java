package dev.gleaner.local.estate.generator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes one bucket of an estate. */
final class BucketBuilder {

    private final EstateBuilder estateBuilder;
    private final String name;
    private final Map<String, List<String>> prefixes = new TreeMap<>();
    private Map<String, String> tags = SampleEstate.allocated(Map.of());
    private String region = "us-east-1";
    private EstateBucket.@Nullable Versioning versioning;
    private @Nullable JsonNode lifecycle;
    private long bytes;
    private final List<StoredFolder> inventory = new ArrayList<>();
    private final List<EstateBucket.IncompleteUpload> uploads = new ArrayList<>();
    private @Nullable Boolean accessLogs;

    BucketBuilder(EstateBuilder estateBuilder, String name) {
        this.estateBuilder = estateBuilder;
        this.name = estateBuilder.name(name);
    }

    BucketBuilder tagged(String environment, String team) {
        tags = SampleEstate.allocated(Map.of("environment", environment, "team", team));
        return this;
    }

    /** With these tags only. */
    BucketBuilder taggedOnly(Map<String, String> own) {
        tags = own;
        return this;
    }

    BucketBuilder in(String otherRegion) {
        region = otherRegion;
        return this;
    }

    BucketBuilder versioned(EstateBucket.Versioning how) {
        versioning = how;
        return this;
    }

    BucketBuilder withLifecycle(JsonNode document) {
        lifecycle = document;
        return this;
    }

    BucketBuilder holding(String prefix, List<String> keys) {
        prefixes.put(prefix, keys);
        return this;
    }

    BucketBuilder size(long inStorage) {
        bytes = inStorage;
        return this;
    }

    /** Objects of one size, written evenly between two times before the end, that reports of S3 Inventory show. */
    BucketBuilder reporting(String prefix, int objects, long size, String oldest, String newest) {
        return reporting(prefix, objects, size, oldest, newest, 0);
    }

    /** The same with old versions of each object. */
    BucketBuilder reporting(String prefix, int objects, long size, String oldest, String newest, int oldVersions) {
        inventory.add(new StoredFolder(
                prefix, objects, size, "STANDARD", new EstateTime(oldest), new EstateTime(newest), oldVersions));
        return this;
    }

    /** The same in another storage class. */
    BucketBuilder reportingIn(
            String storageClass, String prefix, int objects, long size, String oldest, String newest) {
        inventory.add(new StoredFolder(
                prefix, objects, size, storageClass, new EstateTime(oldest), new EstateTime(newest), 0));
        return this;
    }

    /** The keys below a prefix, all of one size and age, that reports of S3 Inventory show. */
    BucketBuilder reportingKeys(String prefix, long size, String written) {
        inventory.add(
                new StoredFolder(prefix, null, size, "STANDARD", new EstateTime(written), new EstateTime(written), 0));
        return this;
    }

    /** An upload that was neither completed nor aborted. */
    BucketBuilder uploading(String key, String started, long uploaded) {
        uploads.add(new EstateBucket.IncompleteUpload(key, new EstateTime(started), uploaded));
        return this;
    }

    /** With server access logs instead of data events. */
    BucketBuilder logged() {
        accessLogs = true;
        return this;
    }

    /** Adds the bucket without an expected finding. */
    void add() {
        estateBuilder.add(
                KindRegistry.BUCKETS,
                new EstateBucket(
                        name,
                        EstateInstance.DEFAULT_ACCOUNT,
                        region,
                        tags,
                        EstateTime.before(Duration.ofDays(400)),
                        versioning,
                        lifecycle,
                        prefixes,
                        bytes,
                        inventory,
                        uploads,
                        accessLogs));
    }

    /** Adds the bucket with an expected finding of this rule. */
    void addExpecting(String rule) {
        add();
        estateBuilder.expectOpen(rule, name);
    }
}
