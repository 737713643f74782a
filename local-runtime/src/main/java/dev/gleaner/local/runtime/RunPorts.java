package dev.gleaner.local.runtime;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a run, all on 127.0.0.1.
 *
 * @param aws the port of the AWS stand-in, which accepts connections once the estate is built
 */
public record RunPorts(
        int kafka, int kafkaController, int postgres, int aws, int collector, int analyzer, int actuator, int slack) {

    private static final RunPorts DEFAULT = new RunPorts(19092, 19093, 15432, 15000, 18081, 18082, 18083, 18084);

    /** Consecutive ports from a base, for a second run on this machine; without a base the documented ones. */
    public static RunPorts of(@Nullable String base) {
        return base == null ? DEFAULT : from(Integer.parseInt(base));
    }

    /** The ports of a run that was started before; empty when its addresses do not match. */
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
