package dev.gleaner.test.aws;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Points a Quarkus test at {@link AwsStandIn}. Annotate the test with {@link NeedsAwsStandIn} too. */
public final class AwsTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        String endpoint = AwsStandIn.endpoint().toString();
        return Map.of("collector.aws.endpoint", endpoint, "actuator.aws.endpoint", endpoint);
    }

    /** The stand-in goes on for the next application of this JVM. */
    @Override
    public void stop() {}
}
