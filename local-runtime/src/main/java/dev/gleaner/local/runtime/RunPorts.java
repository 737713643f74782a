package dev.gleaner.local.runtime;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts listen, all on 127.0.0.1.
 *
 * @param aws where the AWS stand-in is reached, once the estate stands in it
 */
public record RunPorts(
        int kafka, int kafkaController, int postgres, int aws, int collector, int analyzer, int actuator, int slack) {

    private static final RunPorts DEFAULT = new RunPorts(19092, 19093, 15432, 15000, 18081, 18082, 18083, 18084);

    /** Those of a base, for a run beside another; else the documented ones. */
    public static RunPorts of(@Nullable String base) {
        return base == null ? DEFAULT : from(Integer.parseInt(base));
    }

    /** Those of a run by what it wrote down; empty when they are none of ours. */
    public static Optional<RunPorts> of(RunEndpoints endpoints) {
        int kafka =
                Integer.parseInt(endpoints.kafka().substring(endpoints.kafka().lastIndexOf(':') + 1));
        return Stream.of(DEFAULT, from(kafka))
                .filter(ports ->
                        ports.kafka() == kafka && endpoints.actuator().equals(RunEndpoints.http(ports.actuator())))
                .findFirst();
    }

    public static RunPorts from(int base) {
        return new RunPorts(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6, base + 7);
    }
}
