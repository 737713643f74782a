package dev.gleaner.contracts.signal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * How a process of a service is, which it reports every few seconds; keyed by {@link #key}. The time of a report is that of the broker.
 *
 * @param service its name, such as {@code analyzer}
 * @param instance its name among the processes of the service
 * @param problem what is wrong with it, for a person; null when it works
 */
public record ServiceStatus(
        String service, String instance, @Nullable String problem) {

    /** Key of the record: one for each process. */
    @JsonIgnore
    public String key() {
        return service + "/" + instance;
    }
}
