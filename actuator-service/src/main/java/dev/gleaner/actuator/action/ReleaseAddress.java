package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ElasticIp;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;

/**
 * Releases an Elastic IP address. There is no undo: EC2 allocates a released address again only if it was not allocated to
 * another account meanwhile.
 */
public final class ReleaseAddress {

    /** Name of the action in remedies. */
    public static final String NAME = RemedyAction.RELEASE_ADDRESS.id();

    private ReleaseAddress() {}

    @Singleton
    static ActionDefinition<ElasticIp.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, ElasticIp.TYPE)
                .loses(RemedyAction.RELEASE_ADDRESS.losses())
                .forEver()
                .build(CallStep.on(ElasticIp.TYPE, NAME, "ec2:ReleaseAddress")
                        .sends((order, before) -> clients.ec2(order.target()).releaseAddress(request(order)))
                        .progress((order, before, now) -> progress(before, now))
                        .overtaken("the address was associated concurrently")
                        .unless((order, now) -> now.subject().planningObstacle())
                        .build());
    }

    static ReleaseAddressRequest request(ActionOrder order) {
        return ReleaseAddressRequest.builder()
                .allocationId(order.target().id())
                .networkBorderGroup(ElasticIp.TYPE.planned(order.planned()).border())
                .build();
    }

    /** An answer that the address does not exist counts only if EC2 showed the address before the call. */
    private static StepProgress progress(ElasticIp.Observation before, ElasticIp.Observation now) {
        ElasticIp address = now.address();
        if (address == null) {
            return before.address() == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        return address.planningObstacle().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }
}
