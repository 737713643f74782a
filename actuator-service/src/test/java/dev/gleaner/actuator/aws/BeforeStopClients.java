package dev.gleaner.actuator.aws;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** Clients of documents before a stop, with the default configuration. */
public final class BeforeStopClients {

    private BeforeStopClients() {}

    public static BeforeStopCommand.Client create(ActuatorAwsClients clients) {
        return new BeforeStopCommand.Client(clients, config("PT10M"));
    }

    /** The configuration with another time in which a document has to end. */
    public static BeforeStopConfig config(String timeout) {
        return new SmallRyeConfigBuilder()
                .withMapping(BeforeStopConfig.class)
                .withDefaultValue("actuator.before-stop.timeout", timeout)
                .withDefaultValue("actuator.before-stop.fresh", "PT10M")
                .withConverter(Duration.class, 100, Duration::parse)
                .build()
                .getConfigMapping(BeforeStopConfig.class);
    }
}
