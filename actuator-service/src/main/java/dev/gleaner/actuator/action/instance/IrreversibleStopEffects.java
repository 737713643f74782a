package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What a start after a stop does not bring back. */
public final class IrreversibleStopEffects {

    private IrreversibleStopEffects() {}

    /** Of this instance, each in a few words. */
    public static List<String> of(ResourceSnapshot planned) {
        Ec2Instance instance = (Ec2Instance) planned;
        List<String> lost = new ArrayList<>();
        Ec2Instance.PublicAddress address = instance.publicAddress();
        if (address != null && !address.elastic()) {
            lost.add("its public address " + address.ip());
        }
        lost.add("what is only in its memory");
        if (instance.ephemeralData() || !Boolean.FALSE.equals(instance.instanceStorage())) {
            lost.add("what is on its instance-store volumes");
        }
        lost.add("its place: a later start can fail for want of capacity");
        return List.copyOf(lost);
    }
}
