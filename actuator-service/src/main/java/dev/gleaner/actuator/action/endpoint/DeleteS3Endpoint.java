package dev.gleaner.actuator.action.endpoint;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.S3Endpoint;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.aws.VpcSighting;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Deletes the endpoint that {@link CreateS3Endpoint} made, and no other: its undo. */
@Singleton
public class DeleteS3Endpoint implements SingleStepAction {

    static final String NAME = "delete-s3-endpoint";

    private static final String DELETING = "deleting";

    private final AwsClients clients;

    DeleteS3Endpoint(AwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind changes() {
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
    public String overtaken() {
        return "somebody else changed the endpoint at the same time";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        String endpoint = ours(order, before).map(S3Endpoint::id).orElseThrow();
        return BackOnContext.of(() ->
                        clients.ec2(order.target()).deleteVpcEndpoints(request -> request.vpcEndpointIds(endpoint)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        return ours(order, now)
                .map(endpoint -> endpoint.state().equals(DELETING) ? Progress.UNDER_WAY : Progress.NOT_YET)
                .orElse(Progress.DONE);
    }

    private static Optional<S3Endpoint> ours(Order order, Sighting shown) {
        return ((VpcSighting) shown).vpc().tagged(CreateS3Endpoint.TAG, order.action());
    }
}
