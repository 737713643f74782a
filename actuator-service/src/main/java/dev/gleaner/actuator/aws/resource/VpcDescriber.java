package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** A VPC with its route tables and its gateway endpoints for S3. */
@ApplicationScoped
public class VpcDescriber {

    /** An endpoint stays in the answers for a while after its end. */
    private static final String DELETED = "deleted";

    private final ActuatorAwsClients clients;

    VpcDescriber(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** Name of the service that a gateway endpoint of a region leads to. */
    public static String service(String region) {
        return "com.amazonaws." + region + ".s3";
    }

    /** What EC2 shows now; empty means nothing was shown, never that the VPC is gone. */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        return ContextBoundUni.onWorker(
                        () -> ec2(arn).describeVpcs(request -> request.filters(filter("vpc-id", arn.id()))))
                .flatMap(answer -> tags(arn, answer)
                        .map(tags -> parts(arn, tags).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<ResourceObservation> parts(Arn arn, Map<String, String> tags) {
        return routeTables(arn)
                .flatMap(tables -> endpoints(arn)
                        .map(endpoints -> new VpcNetwork.Observation(new VpcNetwork(tags, tables, endpoints))));
    }

    private static Optional<Map<String, String>> tags(Arn arn, DescribeVpcsResponse answer) {
        return answer.vpcs().stream()
                .filter(vpc -> arn.id().equals(vpc.vpcId()) && arn.account().equals(vpc.ownerId()))
                .findFirst()
                .map(vpc -> tags(vpc.tags()));
    }

    private Uni<List<String>> routeTables(Arn arn) {
        return ContextBoundUni.onWorker(
                        () -> ec2(arn).describeRouteTables(request -> request.filters(filter("vpc-id", arn.id()))))
                .map(answer -> answer.routeTables().stream()
                        .map(RouteTable::routeTableId)
                        .toList());
    }

    private Uni<List<VpcNetwork.S3Endpoint>> endpoints(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeVpcEndpoints(request ->
                        request.filters(filter("vpc-id", arn.id()), filter("service-name", service(arn.region())))))
                .map(answer -> answer.vpcEndpoints().stream()
                        .filter(endpoint -> endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY)
                        .map(VpcDescriber::endpoint)
                        .filter(endpoint -> !endpoint.state().equals(DELETED))
                        .toList());
    }

    private static VpcNetwork.S3Endpoint endpoint(VpcEndpoint shown) {
        return new VpcNetwork.S3Endpoint(
                shown.vpcEndpointId(),
                shown.stateAsString().toLowerCase(Locale.ROOT),
                shown.routeTableIds(),
                tags(shown.tags()));
    }

    private static Map<String, String> tags(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private Ec2AsyncClient ec2(Arn arn) {
        return clients.ec2Reading(arn);
    }
}
