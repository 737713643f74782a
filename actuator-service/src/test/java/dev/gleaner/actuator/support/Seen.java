package dev.gleaner.actuator.support;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance as it may be seen. */
public final class Seen {

    public static final Instant LAUNCHED = Instant.parse("2026-11-24T12:00:00Z");

    private static final Ec2Instance.Observation.AttachedVolume ROOT =
            new Ec2Instance.Observation.AttachedVolume("vol-1", "/dev/xvda", LAUNCHED);

    private static final Arn ARN = Arn.instance("us-east-1", "123456789012", "i-1");

    private Seen() {}

    public static Ec2Instance instance(String state, String type, Map<String, String> tags) {
        return new Ec2Instance(state, type, "ebs", false, null, tags);
    }

    /** A running instance with instance-store volumes or without, and with a public address. */
    public static Ec2Instance withAddress(String type, boolean hasStorage, Ec2Instance.PublicAddress address) {
        return new Ec2Instance("running", type, "ebs", false, null, Map.of(), hasStorage, address);
    }

    public static Ec2Instance.Observation of(String state, Map<String, String> tags) {
        return of(instance(state, "m5.xlarge", tags));
    }

    public static Ec2Instance.Observation of(Ec2Instance instance) {
        return new Ec2Instance.Observation(instance, LAUNCHED, null, false, null, List.of(ROOT));
    }

    public static Ec2Instance.Observation with(
            Ec2Instance.Observation seen,
            @Nullable Boolean terminationProtected,
            Ec2Instance.@Nullable QuarantineImage image) {
        return new Ec2Instance.Observation(
                seen.instance(), seen.launched(), seen.stateReason(), terminationProtected, image, seen.volumes());
    }

    /** Of action act_1, planned on a running instance with these tags. */
    public static ActionOrder order(Map<String, String> tags, Map<String, String> parameters) {
        Ec2Instance planned = instance("running", "m5.xlarge", tags);
        return new ActionOrder("act_1", ARN, planned, parameters, of(planned), "act_1");
    }
}
