package dev.gleaner.analyzer.profile.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as listed (stored as JSON; names are never reused).
 *
 * @param tags all of them; null where they could not be read
 * @param lifecycle its lifecycle document in the provider's own field names; null where it was not to be read
 * @param versioning {@code Enabled}, {@code Suspended}; empty where it never had any
 * @param prefixes what its keys begin with, as far as they were listed
 * @param size bytes in storage class Standard; null if not known
 * @param minimumSize its {@code TransitionDefaultMinimumObjectSize}; null if it has no lifecycle document, or it is not known
 * @param uploads incomplete uploads by age, ascending; null if they could not be listed
 * @param created epoch milliseconds; null if not known
 */
public record BucketFacts(
        String account,
        String region,
        @Nullable Map<String, String> tags,
        @Nullable String lifecycle,
        String versioning,
        List<String> prefixes,
        @Nullable Long size,
        @Nullable String minimumSize,
        @Nullable List<UploadsOfAge> uploads,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long created)
        implements InventoryFacts {

    private static final String BY_CLASS = "varies_by_storage_class";

    public BucketFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
        prefixes = prefixes.stream().sorted().toList();
        uploads = uploads == null ? null : List.copyOf(uploads);
    }

    /** The facts in the listing of a bucket. */
    public static BucketFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new BucketFacts(
                listing.getAccount(),
                listing.getRegion(),
                InventoryFacts.tags(inventory),
                inventory.hasLifecycleDocument() ? inventory.getLifecycleDocument() : null,
                inventory.getVersioning(),
                inventory.getPrefixNamesList(),
                inventory.hasSizeInStorage() ? inventory.getSizeInStorage() : null,
                inventory.getTransitionDefaultMinimumObjectSize().isEmpty()
                        ? null
                        : inventory.getTransitionDefaultMinimumObjectSize(),
                inventory.hasUploads() ? UploadsOfAge.of(inventory.getUploads()) : null,
                inventory.hasCreated() ? inventory.getCreated() : null);
    }

    /** Of unknown age. */
    public BucketFacts(
            String account,
            String region,
            @Nullable Map<String, String> tags,
            @Nullable String lifecycle,
            String versioning,
            List<String> prefixes,
            @Nullable Long size,
            @Nullable String minimumSize,
            @Nullable List<UploadsOfAge> uploads) {
        this(account, region, tags, lifecycle, versioning, prefixes, size, minimumSize, uploads, null);
    }

    /** Without what only tells of its storage. */
    public BucketFacts withoutStorage() {
        return new BucketFacts(account, region, tags, null, "", List.of(), size, null, null, created);
    }

    /** Whether old versions of its objects may be kept. */
    public boolean hasVersions() {
        return !versioning.isEmpty();
    }

    /** Whether the least size of a transition depends on the storage class. */
    public boolean variesByStorageClass() {
        return BY_CLASS.equals(minimumSize);
    }

    /**
     * Incomplete uploads of one age.
     *
     * @param ageLimit younger than this number of days
     * @param uploads their number
     * @param bytes of the parts of those that were measured
     * @param measured how many of them were
     */
    public record UploadsOfAge(int ageLimit, long uploads, long bytes, long measured) {

        /** The columns of a listing. */
        public static List<UploadsOfAge> of(IncompleteUploads columns) {
            List<UploadsOfAge> uploads = new ArrayList<>();
            for (int index = 0; index < columns.getAgeDaysCount(); index++) {
                uploads.add(new UploadsOfAge(
                        columns.getAgeDays(index),
                        columns.getUploads(index),
                        columns.getBytes(index),
                        columns.getMeasured(index)));
            }
            return uploads;
        }
    }
}
