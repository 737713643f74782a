package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call that the trail shows.
 *
 * @param resource logical name
 * @param tags what {@code CreateTags} set
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Event(Call name, String resource, When time, Map<String, String> tags) {

    public Event {
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** One without tags. */
    public static Event of(Call name, String resource, When time) {
        return new Event(name, resource, time, Map.of());
    }
}
