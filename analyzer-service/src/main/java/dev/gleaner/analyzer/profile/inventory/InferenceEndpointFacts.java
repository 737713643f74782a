package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An inference endpoint of SageMaker as listed (stored as JSON; names are never reused).
 *
 * @param tags all of them; null where they could not be read
 * @param state {@code InService}, {@code Updating}, ... as SageMaker names it
 * @param type how it is invoked: {@code real-time}, {@code asynchronous}, {@code serverless} or {@code inference-components}; empty if not
 *     known
 * @param created epoch milliseconds; null if not known
 * @param modified last change, also of the number of instances, epoch milliseconds; null if not known
 * @param owner the controller that would create it again; empty if none
 */
public record InferenceEndpointFacts(
        String account,
        String region,
        @Nullable Map<String, String> tags,
        String state,
        String type,
        @Nullable Long created,
        @Nullable Long modified,
        String owner,
        List<Variant> variants)
        implements InventoryFacts {

    public InferenceEndpointFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
        variants = List.copyOf(variants);
    }

    /** The facts in a listing. */
    public static InferenceEndpointFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new InferenceEndpointFacts(
                listing.getAccount(),
                listing.getRegion(),
                InventoryFacts.tags(inventory),
                inventory.getState(),
                inventory.getType(),
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.hasModified() ? inventory.getModified() : null,
                inventory.getOwner(),
                inventory.getVariantsList().stream().map(Variant::of).toList());
    }

    /** The production variants that run on instances, without those that have none at the moment. */
    public List<Variant> onInstances() {
        return variants.stream()
                .filter(variant -> !variant.serverless() && !variant.shadow())
                .filter(variant -> variant.instances() == null || variant.instances() > 0)
                .toList();
    }

    /**
     * A variant of an endpoint.
     *
     * @param instanceType {@code ml.g5.xlarge}; empty if not known, or if it is serverless
     * @param instances current number; null if not known
     * @param shadow whether it receives a copy of the requests, and its answers are not used
     */
    public record Variant(
            String name, String instanceType, @Nullable Integer instances, boolean serverless, boolean shadow) {

        private static Variant of(dev.gleaner.contracts.signal.proto.Variant listed) {
            return new Variant(
                    listed.getName(),
                    listed.getInstanceType(),
                    listed.hasInstances() ? listed.getInstances() : null,
                    listed.getServerless(),
                    listed.getShadow());
        }
    }
}
