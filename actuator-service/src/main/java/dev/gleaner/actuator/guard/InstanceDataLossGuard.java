package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.resource.Ec2Instance;
import dev.gleaner.actuator.aws.resource.GleanerTagKeys;
import java.util.Optional;

/**
 * Stops only what a start brings back: a root on EBS and no instance store, judged by what EC2 says of the devices and of
 * the type and not by the names of devices (cloud-custodian/cloud-custodian#11118), unless the owner says that what is on
 * instance-store volumes may be lost; and no Spot instance, of which a one-time request cannot be stopped at all
 * (cloud-custodian/cloud-custodian#8003).
 */
final class InstanceDataLossGuard implements Guard.Refusing {

    private static final String UNLESS = ", unless its owner tags it " + GleanerTagKeys.INSTANCE_STORE + "="
            + GleanerTagKeys.SCRATCH + " as its loss does not matter";

    @Override
    public String name() {
        return "loses-data";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        return guardContext.instance().flatMap(InstanceDataLossGuard::loss);
    }

    private static Optional<String> loss(Ec2Instance instance) {
        if (!"ebs".equals(instance.rootDevice())) {
            return Optional.of("its root device is " + instance.rootDevice() + ", not ebs: a stop would lose its data");
        }
        return Guard.Refusing.refuseIf(instance.isSpot(), "it is a Spot instance: a one-time request cannot be stopped")
                .or(() -> instance.hasScratchOnly() ? Optional.empty() : instanceStore(instance));
    }

    private static Optional<String> instanceStore(Ec2Instance instance) {
        if (instance.ephemeralData()) {
            return Optional.of("an instance-store device is mapped: a stop would lose its data" + UNLESS);
        }
        if (instance.instanceStorage() == null) {
            return Optional.of("EC2 does not say whether " + instance.type()
                    + " has instance-store volumes, of which a stop would lose the data" + UNLESS);
        }
        return Guard.Refusing.refuseIf(
                instance.instanceStorage(),
                instance.type() + " has instance-store volumes: a stop would lose what is on them" + UNLESS);
    }
}
