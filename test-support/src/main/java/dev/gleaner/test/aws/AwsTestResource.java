package dev.gleaner.test.aws;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Configures the AWS endpoint of a Quarkus test to {@link AwsStandIn}. The test needs {@link NeedsAwsStandIn} too. */
public final class AwsTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        String endpoint = AwsStandIn.endpoint().toString();
        return Map.of("collector.aws.endpoint", endpoint, "actuator.aws.endpoint", endpoint);
    }

    /** The stand-in keeps running for the next application of this JVM. */
    @Override
    public void stop() {}
}
