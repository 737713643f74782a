package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A completed EBS snapshot that the account owns.
 *
 * @param name logical name, unique in the estate; the stand-in assigns the id
 * @param account twelve digits
 * @param volume logical name of its volume; absent when that volume is no longer part of the estate
 * @param size of the volume in GiB
 * @param created the time at which it was started
 * @param image name of an image of the account that uses it; absent when none does
 * @param deleted the time of its deletion; absent while it exists
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateEbsSnapshot(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String volume,
        int size,
        EstateTime created,
        @Nullable String image,
        @Nullable EstateTime deleted)
        implements EstateResource {

    public EstateEbsSnapshot {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The snapshot with its logical name as its tag {@code Name} unless it has one. */
    EstateEbsSnapshot withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateEbsSnapshot(name, account, region, named, volume, size, created, image, deleted);
    }

    /** The snapshot, deleted at a time; null for one that exists. */
    public EstateEbsSnapshot deletedAt(@Nullable EstateTime time) {
        return new EstateEbsSnapshot(name, account, region, tags, volume, size, created, image, time);
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return !time.isBefore(created.resolve(end)) && (deleted == null || time.isBefore(deleted.resolve(end)));
    }
}
