package dev.gleaner.contracts.signal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a process of a service is, which it reports every few seconds; keyed by {@link #key}. The time of a report is that of the broker.
 *
 * @param service its name, one of {@link #SERVICES}
 * @param instance its name among the processes of the service
 * @param problem what is wrong with it, for a person; null when it works
 */
public record ServiceStatus(
        String service, String instance, @Nullable String problem) {

    /** Name of the analyzer. */
    public static final String ANALYZER = "analyzer";

    /** Name of the collector. */
    public static final String COLLECTOR = "collector";

    /** Services whose processes report, and without which the actuator learns nothing new. */
    public static final List<String> SERVICES = List.of(ANALYZER, COLLECTOR);

    /** Key of the record: one for each process. */
    @JsonIgnore
    public String key() {
        return service + "/" + instance;
    }
}
