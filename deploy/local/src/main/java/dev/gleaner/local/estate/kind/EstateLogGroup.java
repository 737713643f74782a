package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log group of CloudWatch Logs in class Standard.
 *
 * @param name its name in AWS, such as {@code /app/api/access}; unique in the estate
 * @param account twelve digits
 * @param tags without {@code Name}, which log groups rarely have
 * @param bytes stored, as CloudWatch Logs bills them (compressed)
 * @param retentionDays days for which an event is kept; absent if unlimited
 * @param created the time of its creation
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateLogGroup(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        long bytes,
        @Nullable Integer retentionDays,
        EstateTime created)
        implements EstateResource {

    public EstateLogGroup {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The log group with another retention, or without one. */
    public EstateLogGroup withRetention(@Nullable Integer days) {
        return new EstateLogGroup(name, account, region, tags, bytes, days, created);
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return !time.isBefore(created.resolve(end));
    }
}
