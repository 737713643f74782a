package dev.gleaner.actuator.action.endpoint;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.S3Endpoint;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.aws.Vpc;
import dev.gleaner.actuator.aws.VpcSighting;
import dev.gleaner.actuator.aws.Vpcs;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** Leads the S3 traffic of a VPC past its NAT gateway: a gateway endpoint in all its route tables, which costs nothing. */
@Singleton
public class CreateS3Endpoint implements SingleStepAction {

    /** Key of the tag that tells which action made an endpoint; its value is the action's id. */
    public static final String TAG = "gleaner:action";

    private static final String AVAILABLE = "available";

    private final AwsClients clients;

    CreateS3Endpoint(AwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return "create-s3-endpoint";
    }

    @Override
    public TargetKind changes() {
        return TargetKind.VPC;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(DeleteS3Endpoint.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String call() {
        return "ec2:CreateVpcEndpoint";
    }

    @Override
    public String overtaken() {
        return "somebody else made an endpoint for S3 at the same time";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.of(() -> clients.ec2(order.target()).createVpcEndpoint(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** The client token makes EC2 itself give the same endpoint for the same action. */
    private static CreateVpcEndpointRequest request(Order order) {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.VPC_ENDPOINT)
                .tags(tag -> tag.key(TAG).value(order.action()))
                .build();
        return CreateVpcEndpointRequest.builder()
                .vpcEndpointType(VpcEndpointType.GATEWAY)
                .vpcId(order.target().id())
                .serviceName(Vpcs.service(order.target().region()))
                .routeTableIds(((Vpc) order.planned()).routeTables())
                .clientToken(order.action())
                .tagSpecifications(tags)
                .build();
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        Vpc vpc = ((VpcSighting) now).vpc();
        Optional<S3Endpoint> ours = vpc.tagged(TAG, order.action());
        if (ours.isPresent()) {
            return ours.get().state().equals(AVAILABLE) ? Progress.DONE : Progress.UNDER_WAY;
        }
        return vpc.endpoints().isEmpty() ? Progress.NOT_YET : Progress.CONTESTED;
    }
}
