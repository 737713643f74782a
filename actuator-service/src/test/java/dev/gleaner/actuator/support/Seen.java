package dev.gleaner.actuator.support;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.QuarantineImage;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance as it may be seen. */
public final class Seen {

    public static final Instant LAUNCHED = Instant.parse("2026-11-24T12:00:00Z");

    private static final InstanceSighting.AttachedVolume ROOT =
            new InstanceSighting.AttachedVolume("vol-1", "/dev/xvda", LAUNCHED);

    private static final Arn ARN = Arn.instance("us-east-1", "123456789012", "i-1");

    private Seen() {}

    public static Instance instance(String state, String type, Map<String, String> tags) {
        return new Instance(state, type, "ebs", false, null, tags);
    }

    public static InstanceSighting of(String state, Map<String, String> tags) {
        return of(instance(state, "m5.xlarge", tags));
    }

    public static InstanceSighting of(Instance instance) {
        return new InstanceSighting(instance, LAUNCHED, null, false, null, List.of(ROOT));
    }

    public static InstanceSighting with(
            InstanceSighting seen, @Nullable Boolean terminationProtected, @Nullable QuarantineImage image) {
        return new InstanceSighting(
                seen.instance(), seen.launched(), seen.stateReason(), terminationProtected, image, seen.volumes());
    }

    /** Of action act_1, planned on a running instance with these tags. */
    public static Order order(Map<String, String> tags, Map<String, String> parameters) {
        Instance planned = instance("running", "m5.xlarge", tags);
        return new Order("act_1", ARN, planned, parameters, of(planned), "act_1");
    }
}
