package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A period in which an instance uses a volume or an address.
 *
 * @param instance logical name of the instance
 * @param from when the volume was attached, or the address associated
 * @param until when this ended; absent while it lasts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttachmentPeriod(
        String instance, EstateTime from, @Nullable EstateTime until) {

    /** Whether the period includes a time, in an estate with this end. */
    public boolean includes(Instant time, Instant end) {
        return !time.isBefore(from.resolve(end)) && (until == null || time.isBefore(until.resolve(end)));
    }
}
