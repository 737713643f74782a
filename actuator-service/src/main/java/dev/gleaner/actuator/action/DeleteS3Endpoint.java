package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.aws.VpcNetwork;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Deletes the endpoint that {@link CreateS3Endpoint} made, and no other: its undo. */
@Singleton
public class DeleteS3Endpoint implements SingleStepAction {

    static final String NAME = "delete-s3-endpoint";

    private static final String DELETING = "deleting";

    private final ActuatorAwsClients clients;

    DeleteS3Endpoint(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.VPC;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String call() {
        return "ec2:DeleteVpcEndpoints";
    }

    @Override
    public String overtakenMessage() {
        return "somebody else changed the endpoint at the same time";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        String endpoint = ours(order, before).map(VpcNetwork.S3Endpoint::id).orElseThrow();
        return ContextBoundUni.of(() ->
                        clients.ec2(order.target()).deleteVpcEndpoints(request -> request.vpcEndpointIds(endpoint)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return ours(order, now)
                .map(endpoint -> endpoint.state().equals(DELETING) ? StepProgress.UNDER_WAY : StepProgress.NOT_YET)
                .orElse(StepProgress.DONE);
    }

    private static Optional<VpcNetwork.S3Endpoint> ours(ActionOrder order, ResourceObservation shown) {
        return ((VpcNetwork.Observation) shown).vpc().tagged(CreateS3Endpoint.TAG, order.action());
    }
}
