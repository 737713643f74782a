package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A log group of CloudWatch Logs in class Standard.
 *
 * @param name its name in AWS, such as {@code /app/api/access}; unique in the estate
 * @param account twelve digits
 * @param bytes stored, as CloudWatch Logs bills them (compressed)
 * @param retentionDays days for which an event is kept; absent if unlimited
 * @param created the time of its creation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EstateLogGroup(
        String name,
        String account,
        String region,
        long bytes,
        @Nullable Integer retentionDays,
        EstateTime created) {

    public EstateLogGroup {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
    }

    /** The log group with another retention, or without one. */
    public EstateLogGroup withRetention(@Nullable Integer days) {
        return new EstateLogGroup(name, account, region, bytes, days, created);
    }
}
