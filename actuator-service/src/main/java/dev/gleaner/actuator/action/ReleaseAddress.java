package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ElasticIp;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;

/**
 * Releases an Elastic IP address. There is no undo: EC2 allocates a released address again only if it was not allocated to
 * another account meanwhile.
 */
@Singleton
public class ReleaseAddress implements IrreversibleAction {

    /** Name of the action in remedies. */
    public static final String NAME = "release-address";

    private final ActuatorAwsClients clients;

    ReleaseAddress(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.ADDRESS;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of("the address itself, to which allow lists, DNS or configuration of others may refer");
    }

    @Override
    public String call() {
        return "ec2:ReleaseAddress";
    }

    @Override
    public String overtakenMessage() {
        return "the address was associated concurrently";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.fromFuture(() -> clients.ec2(order.target()).releaseAddress(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static ReleaseAddressRequest request(ActionOrder order) {
        return ReleaseAddressRequest.builder()
                .allocationId(order.target().id())
                .networkBorderGroup(((ElasticIp) order.planned()).border())
                .build();
    }

    /** An answer that the address does not exist counts only if EC2 showed the address before the call. */
    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        ElasticIp elasticIp = ((ElasticIp.Observation) now).address();
        if (elasticIp == null) {
            return ((ElasticIp.Observation) before).address() == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        return elasticIp.planningObstacle().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return now.subject().planningObstacle();
    }
}
