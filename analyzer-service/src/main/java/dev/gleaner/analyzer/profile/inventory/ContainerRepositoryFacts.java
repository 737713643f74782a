package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredImages;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A repository of container images as listed (stored as JSON; names are never reused).
 *
 * @param created epoch milliseconds; null if not known
 * @param lifecyclePolicy as ECR shows it; null if not known
 * @param images null if not known
 * @param tags all of them; null where they were not read
 */
public record ContainerRepositoryFacts(
        String account,
        String region,
        @Nullable Long created,
        @Nullable String lifecyclePolicy,
        @Nullable Images images,
        @Nullable Map<String, String> tags)
        implements InventoryFacts {

    public ContainerRepositoryFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing. */
    public static ContainerRepositoryFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new ContainerRepositoryFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.hasLifecycleDocument() ? inventory.getLifecycleDocument() : null,
                inventory.hasStoredImages() ? Images.of(inventory.getStoredImages()) : null,
                InventoryFacts.tags(inventory));
    }

    /**
     * What a repository stores.
     *
     * @param linked images that refer to others, to which untagged images may belong
     */
    public record Images(int linked, List<Untagged> untagged) {

        public Images {
            untagged = List.copyOf(untagged);
        }

        static Images of(StoredImages stored) {
            return new Images(
                    stored.getLinked(),
                    stored.getUntaggedList().stream()
                            .map(step -> new Untagged(
                                    step.getAgeDays(),
                                    step.getImages(),
                                    step.getBytes(),
                                    step.hasPulled() ? step.getPulled() : null,
                                    step.getPullUnknown()))
                            .toList());
        }

        /** The untagged images that were pushed at least that many days ago: a limit of {@link ObjectHistogramBins}. */
        public Untagged olderThan(int days) {
            List<Untagged> old =
                    untagged.stream().filter(step -> step.ageDays() > days).toList();
            return new Untagged(
                    ObjectHistogramBins.OLDEST,
                    old.stream().mapToInt(Untagged::images).sum(),
                    old.stream().mapToLong(Untagged::bytes).sum(),
                    old.stream()
                            .map(Untagged::pulled)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(null),
                    old.stream().mapToInt(Untagged::pullUnknown).sum());
        }
    }

    /**
     * Untagged images of some ages.
     *
     * @param ageDays pushed less than that many days ago
     * @param bytes compressed; layers that images have in common count for each of them
     * @param pulled the newest recorded pull, epoch milliseconds; null if there is none
     * @param pullUnknown how many have no recorded pull
     */
    public record Untagged(
            int ageDays, int images, long bytes, @Nullable Long pulled, int pullUnknown) {}
}
