package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.aws.VpcNetwork;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * Creates a gateway endpoint for S3 in all route tables of a VPC, so that S3 traffic no longer passes the NAT gateway. The
 * endpoint is free of charge. S3 then sees the private addresses of the VPC: "If a statement includes the aws:SourceIp
 * condition, the value fails to match any provided IP address or range" (AWS PrivateLink guide, "Gateway endpoints for Amazon
 * S3").
 */
@Singleton
public class CreateS3Endpoint implements SingleStepAction {

    private static final String AVAILABLE = "available";

    private final ActuatorAwsClients clients;

    CreateS3Endpoint(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return "create-s3-endpoint";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.VPC;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(DeleteS3Endpoint.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of(
                "connections to S3 that are under way, from all subnets of the VPC",
                "requests that policies deny meanwhile: those of buckets, roles and partners that allow the address of the NAT gateway"
                        + " (aws:SourceIp) do not match requests through the endpoint");
    }

    @Override
    public String call() {
        return "ec2:CreateVpcEndpoint";
    }

    @Override
    public String overtakenMessage() {
        return "an endpoint for S3 was created concurrently";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.fromFuture(() -> clients.ec2(order.target()).createVpcEndpoint(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** With the client token, EC2 returns the same endpoint for a repeated call of the same action. */
    private static CreateVpcEndpointRequest request(ActionOrder order) {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.VPC_ENDPOINT)
                .tags(tag -> tag.key(GleanerTagKeys.ACTION).value(order.action()))
                .build();
        return CreateVpcEndpointRequest.builder()
                .vpcEndpointType(VpcEndpointType.GATEWAY)
                .vpcId(order.target().id())
                .serviceName(VpcNetwork.Describer.service(order.target().region()))
                .routeTableIds(((VpcNetwork) order.planned()).routeTables())
                .clientToken(order.action())
                .tagSpecifications(tags)
                .build();
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        VpcNetwork vpc = ((VpcNetwork.Observation) now).vpc();
        Optional<VpcNetwork.S3Endpoint> ours = vpc.findEndpointByTag(GleanerTagKeys.ACTION, order.action());
        if (ours.isPresent()) {
            return ours.get().state().equals(AVAILABLE) ? StepProgress.DONE : StepProgress.UNDER_WAY;
        }
        return vpc.endpoints().isEmpty() ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** Deletes the endpoint that {@link CreateS3Endpoint} created, and no other: its undo. */
    @Singleton
    public static class DeleteS3Endpoint implements SingleStepAction {

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
        public boolean isUndo() {
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
            return "the endpoint was changed concurrently";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            String endpoint = ours(order, before).map(VpcNetwork.S3Endpoint::id).orElseThrow();
            return ContextBoundUni.fromFuture(() ->
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
            return ((VpcNetwork.Observation) shown).vpc().findEndpointByTag(GleanerTagKeys.ACTION, order.action());
        }
    }
}
