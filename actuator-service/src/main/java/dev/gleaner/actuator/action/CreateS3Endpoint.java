package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.VpcNetwork;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
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
final class CreateS3Endpoint {

    private static final String NAME = RemedyAction.CREATE_S3_ENDPOINT.id();
    private static final String UNDO = "delete-s3-endpoint";

    private static final String AVAILABLE = "available";
    private static final String DELETING = "deleting";

    private CreateS3Endpoint() {}

    @Singleton
    static ActionDefinition<VpcNetwork.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, VpcNetwork.TYPE)
                .undoneBy(UNDO)
                .loses(
                        "connections to S3 that are under way, from all subnets of the VPC",
                        "requests that policies deny meanwhile: those of buckets, roles and partners that allow the address of the NAT gateway"
                                + " (aws:SourceIp) do not match requests through the endpoint")
                .build(CallStep.on(VpcNetwork.TYPE, NAME, "ec2:CreateVpcEndpoint")
                        .sends((order, before) -> clients.ec2(order.target()).createVpcEndpoint(request(order)))
                        .progress((order, before, now) -> progress(order, now))
                        .overtaken("an endpoint for S3 was created concurrently")
                        .build());
    }

    /** Deletes the endpoint that the action created, and no other. */
    @Singleton
    static ActionDefinition<VpcNetwork.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, VpcNetwork.TYPE)
                .build(CallStep.on(VpcNetwork.TYPE, UNDO, "ec2:DeleteVpcEndpoints")
                        .sends((order, before) -> {
                            String endpoint = ours(order, before)
                                    .map(VpcNetwork.S3Endpoint::id)
                                    .orElseThrow();
                            return clients.ec2(order.target())
                                    .deleteVpcEndpoints(request -> request.vpcEndpointIds(endpoint));
                        })
                        .progress((order, before, now) -> undoProgress(order, now))
                        .overtaken("the endpoint was changed concurrently")
                        .build());
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
                .routeTableIds(VpcNetwork.TYPE.planned(order.planned()).routeTables())
                .clientToken(order.action())
                .tagSpecifications(tags)
                .build();
    }

    private static StepProgress progress(ActionOrder order, VpcNetwork.Observation now) {
        Optional<VpcNetwork.S3Endpoint> ours = ours(order, now);
        if (ours.isPresent()) {
            return ours.get().state().equals(AVAILABLE) ? StepProgress.DONE : StepProgress.UNDER_WAY;
        }
        return now.vpc().endpoints().isEmpty() ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static StepProgress undoProgress(ActionOrder order, VpcNetwork.Observation now) {
        return ours(order, now)
                .map(endpoint -> endpoint.state().equals(DELETING) ? StepProgress.UNDER_WAY : StepProgress.NOT_YET)
                .orElse(StepProgress.DONE);
    }

    private static Optional<VpcNetwork.S3Endpoint> ours(ActionOrder order, VpcNetwork.Observation shown) {
        return shown.vpc().findEndpointByTag(GleanerTagKeys.ACTION, order.action());
    }
}
