package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.instance.StoppedFacts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Attachment;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An EBS volume as listed (stored as JSON; names are never reused).
 *
 * @param state {@code available}, {@code in-use}, ... as EC2 names it
 * @param type {@code gp2}, {@code gp3}, ... as EC2 names it
 * @param owner the controller that would restore it, {@code eks:NAME}; empty if none
 * @param size bytes; null if not known
 * @param iops provisioned, or of gp2 the baseline; null if not known
 * @param throughput provisioned bytes per second; null if not known, or not provisioned for this type
 * @param created epoch milliseconds; null if not known
 * @param attachments how many there are, those that are not complete included
 * @param goesWith ARN of the instance with which it is deleted; empty if there is none or it is not known
 */
public record VolumeFacts(
        String account,
        String region,
        Map<String, String> tags,
        String state,
        String type,
        String owner,
        @Nullable Long size,
        @Nullable Integer iops,
        @Nullable Long throughput,
        @Nullable Long created,
        int attachments,
        String goesWith)
        implements UsedFacts {

    private static final String AVAILABLE = "available";
    private static final long MEBIBYTE = 1L << 20;

    public VolumeFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        // Rows of earlier versions lack it.
        goesWith = Objects.requireNonNullElse(goesWith, "");
    }

    /** The facts in a listing. */
    public static VolumeFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new VolumeFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getTagsMap(),
                inventory.getState(),
                inventory.getType(),
                inventory.getOwner(),
                inventory.hasSize() ? inventory.getSize() : null,
                inventory.hasIops() ? inventory.getIops() : null,
                inventory.hasThroughput() ? inventory.getThroughput() : null,
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.getAttachmentsCount(),
                inventory.getAttachmentsList().stream()
                        .filter(Attachment::getGoesWithInstance)
                        .map(Attachment::getInstance)
                        .findFirst()
                        .orElse(""));
    }

    /** A volume that is attached to a stopped instance, as far as its charges depend on it. */
    public static VolumeFacts of(StoppedFacts.AttachedVolumeFacts attached, String region) {
        return new VolumeFacts(
                "",
                region,
                Map.of(),
                "in-use",
                attached.type(),
                "",
                attached.size(),
                attached.iops(),
                attached.throughput(),
                null,
                1,
                "");
    }

    /**
     * The same volume with another type and performance.
     *
     * @param mebibytes a second; null where they are not provisioned
     */
    public VolumeFacts withPerformance(String newType, int newIops, @Nullable Integer mebibytes) {
        Long bytes = mebibytes == null ? null : mebibytes * MEBIBYTE;
        return new VolumeFacts(
                account, region, tags, state, newType, owner, size, newIops, bytes, created, attachments, goesWith);
    }

    @Override
    public Saving.@Nullable Charge charge() {
        return goesWith.isEmpty() ? null : Saving.Charge.ofVolumes(goesWith, true);
    }

    /** It is unused only if its state says so and there is no attachment: a volume in state {@code creating} is not. */
    @Override
    public boolean inUse() {
        return !state.equals(AVAILABLE) || attachments > 0;
    }
}
