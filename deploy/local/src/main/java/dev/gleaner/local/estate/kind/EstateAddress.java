package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An Elastic IP address of an estate, beside those of NAT gateways. It is allocated before the history begins.
 *
 * @param name logical name, unique in the estate; the stand-in assigns the allocation id
 * @param account twelve digits
 * @param uses the periods in which it is associated with an instance, in any order
 * @param released the time of its release; absent while it is allocated
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateAddress(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        List<AttachmentPeriod> uses,
        @Nullable EstateTime released)
        implements EstateResource {

    public EstateAddress {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        uses = uses == null ? List.of() : List.copyOf(uses);
    }

    /** The address with its logical name as its tag {@code Name} unless it has one. */
    EstateAddress withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateAddress(name, account, region, named, uses, released);
    }

    /** The address, released at a time. */
    public EstateAddress releasedAt(EstateTime time) {
        return new EstateAddress(name, account, region, tags, uses, time);
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return released == null || time.isBefore(released.resolve(end));
    }
}
