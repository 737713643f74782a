package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.aws.reachability.AwsReachability;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** Clients for what is never called. */
public final class OfflineClients {

    private OfflineClients() {}

    /** Without AWS. */
    public static ActuatorAwsClients create() {
        return new ActuatorAwsClients(
                new SmallRyeConfigBuilder()
                        .withMapping(ActuatorAwsConfig.class)
                        .withDefaultValue("actuator.aws.enabled", "false")
                        .withDefaultValue("actuator.aws.call-timeout", "PT1S")
                        .withConverter(Duration.class, 100, Duration::parse)
                        .build()
                        .getConfigMapping(ActuatorAwsConfig.class),
                new AwsReachability(new SimpleMeterRegistry()));
    }
}
