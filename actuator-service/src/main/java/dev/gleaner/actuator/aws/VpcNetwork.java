package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * Properties of a VPC on which a plan is based.
 *
 * @param routeTables ids of all its route tables, sorted
 * @param endpoints its gateway endpoints for S3, without deleted ones
 */
public record VpcNetwork(Map<String, String> tags, List<String> routeTables, List<S3Endpoint> endpoints)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<VpcNetwork, Observation> TYPE = TargetType.of(
                    ResourceKind.VPC, VpcNetwork.class, Observation.class, Describer::new)
            .ownedBy(new Owner())
            .changing(TargetType.ChangedPart.CREATED_ENDPOINT)
            .taggedBy(TagCalls.EC2);

    public VpcNetwork {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        routeTables = routeTables.stream().sorted().toList();
        endpoints =
                endpoints.stream().sorted(Comparator.comparing(S3Endpoint::id)).toList();
    }

    @Override
    public Optional<String> planningObstacle() {
        if (!endpoints.isEmpty()) {
            return Optional.of("the VPC has a gateway endpoint for S3 already, "
                    + endpoints.get(0).id());
        }
        return routeTables.isEmpty() ? Optional.of("EC2 showed no route table of the VPC") : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the tags, route tables or endpoints of the VPC changed since the plan");
    }

    /** The endpoint with this tag; empty when there is none. */
    public Optional<S3Endpoint> findEndpointByTag(String key, String value) {
        return endpoints.stream()
                .filter(endpoint -> value.equals(endpoint.tags().get(key)))
                .findFirst();
    }

    /**
     * Gateway endpoint of a VPC for S3.
     *
     * @param state state in EC2's terms, in lower case: pending, available, deleting, ...
     * @param routeTables ids of its route tables, sorted
     */
    public record S3Endpoint(String id, String state, List<String> routeTables, Map<String, String> tags) {

        public S3Endpoint {
            routeTables = routeTables.stream().sorted().toList();
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }
    }

    /** Description of a VPC by EC2 at one time. */
    public record Observation(VpcNetwork vpc) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return vpc;
        }

        /** States of its gateway endpoints for S3. */
        @Override
        public String state() {
            return vpc.endpoints().stream()
                    .map(endpoint -> endpoint.id() + " " + endpoint.state())
                    .collect(Collectors.joining(", ", "S3 endpoints [", "]"));
        }

        @Override
        public String sentence() {
            return "the VPC has " + state();
        }
    }

    /** Describes a VPC with its route tables and its gateway endpoints for S3. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** EC2 lists a deleted endpoint for a while. */
        private static final String DELETED = "deleted";

        /** Name of the S3 service of a region, to which a gateway endpoint leads. */
        public static String service(String region) {
            return "com.amazonaws." + region + ".s3";
        }

        /** The current description by EC2. An empty result means that the VPC was not shown, not that it does not exist. */
        @Override
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
                            .map(Describer::endpoint)
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
            return clients.ec2WithRetry(arn);
        }
    }

    /** Adds the endpoint that the action would make. */
    private static final class Owner implements TargetType.OwnerInstructions {

        @Override
        public String inTemplate(String resource, Arn target, Map<String, String> parameters) {
            return "add a resource of Type AWS::EC2::VPCEndpoint with Properties {VpcId: " + target.id()
                    + ", VpcEndpointType: Gateway, ServiceName: com.amazonaws." + target.region()
                    + ".s3, RouteTableIds: [...]}";
        }

        @Override
        public String inTerraform(Arn target, Map<String, String> parameters) {
            return "resource \"aws_vpc_endpoint\" \"s3\" { vpc_id = \"" + target.id()
                    + "\"  service_name = \"com.amazonaws." + target.region() + ".s3\"  route_table_ids = [...] }";
        }
    }
}
