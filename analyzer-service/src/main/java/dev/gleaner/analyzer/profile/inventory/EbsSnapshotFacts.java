package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An EBS snapshot as listed (stored as JSON; names are never reused).
 *
 * @param state {@code completed}, {@code pending}, ... as EC2 names it
 * @param tier {@code standard}, {@code archive}; empty if not known
 * @param owner the controller that made it; empty if none is known by its tags
 * @param size bytes of the volume; null if not known
 * @param sizeInStorage bytes of all its blocks, those that it shares with other snapshots included; null if not known
 * @param created epoch milliseconds; null if not known
 * @param images ids of the account's images that use it; null if images could not be listed
 */
public record EbsSnapshotFacts(
        String account,
        String region,
        Map<String, String> tags,
        String state,
        String tier,
        String owner,
        @Nullable Long size,
        @Nullable Long sizeInStorage,
        @Nullable Long created,
        @Nullable List<String> images)
        implements InventoryFacts {

    public EbsSnapshotFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        images = images == null ? null : images.stream().sorted().toList();
    }

    /** The facts in a listing. */
    public static EbsSnapshotFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new EbsSnapshotFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getTagsMap(),
                inventory.getState(),
                inventory.getType(),
                inventory.getOwner(),
                inventory.hasSize() ? inventory.getSize() : null,
                inventory.hasSizeInStorage() ? inventory.getSizeInStorage() : null,
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.hasImages() ? inventory.getImages().getIdsList() : null);
    }
}
