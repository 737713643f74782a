package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import java.util.List;
import java.util.Map;

/**
 * The statement of an approver that a stop may lose what is on the instance-store volumes of an instance. It is a parameter of
 * one action, in place of the tag {@link GleanerTagKeys#INSTANCE_STORE}, and holds for that action only; that of a schedule
 * holds for its stops.
 */
public final class LocalDataLossConsent {

    /** Name of the parameter. Its value is {@link GleanerTagKeys#SCRATCH}. */
    public static final String NAME = EnteredParameter.LOCAL_DATA;

    private LocalDataLossConsent() {}

    /** Whether the parameters of an action contain the statement. */
    public static boolean isIn(Map<String, String> parameters) {
        return GleanerTagKeys.SCRATCH.equals(parameters.get(NAME));
    }

    /** The statement alone, for an action that another one causes; empty if it was not made. */
    public static Map<String, String> of(Map<String, String> parameters) {
        return isIn(parameters) ? Map.of(NAME, GleanerTagKeys.SCRATCH) : Map.of();
    }

    /** What the approver of a stop of this instance states: nothing if a stop loses no local data, or the owner has tagged it. */
    public static List<EnteredParameter> entered(ResourceSnapshot planned) {
        return planned instanceof Ec2Instance instance && instance.mayLoseLocalData()
                ? List.of(new EnteredParameter(
                        NAME,
                        true,
                        "It has instance-store volumes, or EC2 does not report whether it has: a stop loses what is on them."
                                + " State that its local data is scratch, or have its owner tag it "
                                + GleanerTagKeys.INSTANCE_STORE + "=" + GleanerTagKeys.SCRATCH + ".",
                        GleanerTagKeys.SCRATCH))
                : List.of();
    }
}
