package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Instance;
import java.util.Optional;

/**
 * Stops only what a start brings back: a root on EBS and no mapped instance-store device, judged by what EC2 says of the
 * devices and not by their names (cloud-custodian/cloud-custodian#11118), and no Spot instance, of which a one-time
 * request cannot be stopped at all (cloud-custodian/cloud-custodian#8003).
 */
final class LosesNothing implements RefusingGuard {

    @Override
    public String name() {
        return "loses-data";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation.instance().flatMap(LosesNothing::loss);
    }

    private static Optional<String> loss(Instance instance) {
        if (!"ebs".equals(instance.rootDevice())) {
            return Optional.of("its root device is " + instance.rootDevice() + ", not ebs: a stop would lose its data");
        }
        if (instance.ephemeralData()) {
            return Optional.of("an instance-store device is mapped: a stop would lose its data");
        }
        return RefusingGuard.refuseIf(
                "spot".equals(instance.lifecycle()), "it is a Spot instance: a one-time request cannot be stopped");
    }
}
