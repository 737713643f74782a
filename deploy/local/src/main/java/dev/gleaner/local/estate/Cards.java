package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The cards of a GPU host, all alike, as an agent on it reads them. A GPU host without them is one that nobody reads.
 *
 * @param resource the host
 * @param model as nvidia-smi names it
 * @param count how many
 * @param load what they do
 * @param before what they did before {@code since}
 * @param since when they began with their load
 * @param persistence whether persistence mode is on; without it the first reading of an idle card may be 100 %
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cards(
        String resource,
        String model,
        @Nullable Integer count,
        CardLoad load,
        @Nullable CardLoad before,
        @Nullable When since,
        @Nullable Boolean persistence) {

    /** Model unless the file says otherwise. */
    public static final String DEFAULT_MODEL = "NVIDIA A10G";

    public Cards {
        model = model == null ? DEFAULT_MODEL : model;
    }

    /** That many cards. */
    public int number() {
        return count == null ? 1 : count;
    }

    /** Whether the driver stays loaded. */
    public boolean staysLoaded() {
        return persistence == null || persistence;
    }

    /** What they do at a moment, in an estate that ends then. */
    public CardLoad at(Instant time, Instant end) {
        boolean isBefore = since != null && time.isBefore(since.at(end));
        return isBefore && before != null ? before : load;
    }
}
