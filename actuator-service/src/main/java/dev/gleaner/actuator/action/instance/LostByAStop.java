package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.PublicAddress;
import dev.gleaner.actuator.aws.Subject;
import java.util.ArrayList;
import java.util.List;

/** What a start after a stop does not bring back. */
public final class LostByAStop {

    private LostByAStop() {}

    /** Of this instance, each in a few words. */
    public static List<String> of(Subject planned) {
        Instance instance = (Instance) planned;
        List<String> lost = new ArrayList<>();
        PublicAddress address = instance.publicAddress();
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
