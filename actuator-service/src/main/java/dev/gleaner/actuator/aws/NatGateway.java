package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.AvailabilityMode;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/**
 * Properties of a NAT gateway on which a plan is based: all that is needed to create an equal one, and the routes that lead
 * to it. Its ARN is {@code arn:aws:ec2:REGION:ACCOUNT:natgateway/ID}.
 *
 * @param state state in EC2's terms: pending, available, deleting, deleted, failed
 * @param vpc absent when EC2 did not return it
 * @param subnet absent for a regional NAT gateway
 * @param connectivity public or private
 * @param regional whether it spans the availability zones of the region
 * @param addresses its addresses, the primary one first
 * @param routes the routes of its VPC that lead to it
 */
public record NatGateway(
        String state,
        @Nullable String vpc,
        @Nullable String subnet,
        String connectivity,
        boolean regional,
        List<Address> addresses,
        List<Route> routes,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<NatGateway, Observation> TYPE = TargetType.of(
                    ResourceKind.NAT_GATEWAY, NatGateway.class, Observation.class, Describer::new)
            .ownedBy(TargetType.OwnerInstructions.removal(
                    ResourceKind.NAT_GATEWAY, " and the routes to it", " and the routes to it"))
            .usedBy(TargetType.UseEvidence.DAYS)
            .taggedBy(TagCalls.EC2);

    public static final String AVAILABLE = "available";
    public static final String PRIVATE = "private";
    private static final String PENDING = "pending";
    private static final String DELETING = "deleting";
    private static final String DELETED = "deleted";

    /** Number of tags that Gleaner adds to a replacement. */
    private static final int OURS = 2;

    public NatGateway {
        addresses = addresses.stream()
                .sorted(Comparator.comparing((Address address) -> !address.primary())
                        .thenComparing(address -> String.valueOf(address.allocation()))
                        .thenComparing(address -> String.valueOf(address.privateIp())))
                .toList();
        routes = sorted(routes);
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    private static List<Route> sorted(List<Route> routes) {
        return routes.stream()
                .sorted(Comparator.comparing(Route::table)
                        .thenComparing(Route::destination)
                        .thenComparing(Route::gateway))
                .toList();
    }

    @Override
    public Optional<String> planningObstacle() {
        if (!state.equals(AVAILABLE)) {
            return Optional.of("the NAT gateway is " + state + ", not " + AVAILABLE);
        }
        return irreplaceable();
    }

    /** Why the NAT gateway could not be replaced by an equal one; empty when it can. */
    private Optional<String> irreplaceable() {
        if (regional || subnet == null || vpc == null) {
            return Optional.of("the NAT gateway has no subnet in which it could be created again");
        }
        boolean hasAddress = !addresses.isEmpty()
                && (isPrivate() || addresses.stream().noneMatch(address -> address.allocation() == null));
        if (!hasAddress) {
            return Optional.of("EC2 did not report the addresses of the NAT gateway");
        }
        return Ec2TagMapper.inheritedTags(tags, Map.of()).size() + OURS > Ec2TagMapper.MOST
                ? Optional.of("the NAT gateway has too many tags for another one to get them all")
                : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof NatGateway before) {
            if (!before.state.equals(state)) {
                return Optional.of("the NAT gateway is " + state + ", planned was " + before.state);
            }
            if (!before.routes.equals(routes)) {
                return Optional.of("the routes to the NAT gateway changed since the plan");
            }
        }
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the tags or addresses of the NAT gateway changed since the plan");
    }

    public boolean isPrivate() {
        return connectivity.equals(PRIVATE);
    }

    public boolean isAvailable() {
        return state.equals(AVAILABLE);
    }

    public boolean isDeleting() {
        return state.equals(DELETING);
    }

    /** EC2 shows a deleted NAT gateway for about an hour. */
    public boolean isDeleted() {
        return state.equals(DELETED);
    }

    /**
     * An address of a NAT gateway.
     *
     * @param allocation id of its Elastic IP address; absent for a private NAT gateway
     */
    public record Address(
            @Nullable String allocation,
            @Nullable String publicIp,
            @Nullable String privateIp,
            boolean primary) {}

    /**
     * A route that leads to a NAT gateway.
     *
     * @param destination an IPv4 or IPv6 block, or the id of a prefix list
     * @param gateway id of the NAT gateway
     */
    public record Route(String table, String destination, String gateway) {

        /** Whether this is the same route, wherever it leads. */
        public boolean isSameAs(Route other) {
            return table.equals(other.table) && destination.equals(other.destination);
        }
    }

    /**
     * A NAT gateway that replaces one that an action of Gleaner deleted.
     *
     * @param action id of the action that deleted the original
     */
    public record Replacement(String id, String action, String state) {

        public boolean isAvailable() {
            return state.equals(AVAILABLE);
        }

        public boolean isComing() {
            return state.equals(PENDING);
        }

        boolean isOfUse() {
            return isAvailable() || isComing();
        }
    }

    /**
     * Description of a NAT gateway by EC2 at one time, with its replacements.
     *
     * @param gateway absent when EC2 answered that there is none with its id
     * @param tables ids of all route tables of its VPC; empty when the VPC is not known
     * @param routes the routes of these tables that lead to the NAT gateway or to a replacement
     */
    public record Observation(
            @Nullable NatGateway gateway, List<String> tables, List<Route> routes, List<Replacement> replacements)
            implements ResourceObservation {

        public Observation {
            tables = tables.stream().sorted().toList();
            routes = sorted(routes);
            replacements = replacements.stream()
                    .sorted(Comparator.comparing(Replacement::id))
                    .toList();
        }

        @Override
        public ResourceSnapshot subject() {
            return gateway == null ? new ResourceSnapshot.NotFound(ResourceKind.NAT_GATEWAY) : gateway;
        }

        /** Whether EC2 does not have the NAT gateway any more. */
        public boolean isGone() {
            return gateway == null || gateway.isDeleted();
        }

        /**
         * The replacement of the NAT gateway that an action deleted, except one that was already unusable before.
         */
        public Optional<Replacement> replacement(String action, Observation before) {
            return replacements.stream()
                    .filter(candidate -> candidate.action().equals(action))
                    .filter(candidate -> candidate.isOfUse() || !before.shows(candidate.id()))
                    .min(Comparator.comparing(candidate -> !candidate.isOfUse()));
        }

        private boolean shows(String id) {
            return replacements.stream().anyMatch(shown -> shown.id().equals(id));
        }

        /** Where a route leads now; empty when it does not lead to the NAT gateway or to a replacement. */
        public Optional<String> target(Route route) {
            return routes.stream().filter(route::isSameAs).map(Route::gateway).findFirst();
        }

        @Override
        public String state() {
            return gateway == null ? ResourceSnapshot.NotFound.STATE : gateway.state();
        }

        @Override
        public String sentence() {
            StringBuilder sentence = new StringBuilder("the NAT gateway is ").append(state());
            replacements.forEach(other -> sentence.append("; ")
                    .append(other.id())
                    .append(", which stands for it, is ")
                    .append(other.state()));
            return sentence.toString();
        }
    }

    /**
     * Reads from CloudWatch how many bytes a NAT gateway sent to destinations (BytesOutToDestination). CloudWatch has a value
     * for each minute in which a NAT gateway exists, also without traffic. Source: Amazon VPC User Guide, "NAT gateway
     * metrics and dimensions".
     */
    public record TrafficReader(ActuatorAwsClients clients) {

        /** Time over which the bytes are counted. */
        public static final Duration WINDOW = Duration.ofHours(24);

        private static final Duration PERIOD = Duration.ofHours(1);
        private static final String ID = "bytes";

        /** Reads the last whole hours of the window, and the current hour. */
        public Uni<Traffic> read(Instant now, Arn gateway) {
            Instant begin = now.truncatedTo(ChronoUnit.HOURS).minus(WINDOW);
            MetricDataQuery query = CloudWatchMetrics.query(
                    ID,
                    "AWS/NATGateway",
                    "BytesOutToDestination",
                    "Sum",
                    PERIOD,
                    CloudWatchMetrics.dimension("NatGatewayId", gateway.id()));
            return CloudWatchMetrics.read(clients, gateway, begin, now, List.of(query))
                    .map(answer -> traffic(answer, begin));
        }

        private static Traffic traffic(GetMetricDataResponse answer, Instant begin) {
            List<MetricDataResult> results = answer.metricDataResults().stream()
                    .filter(result -> ID.equals(result.id()))
                    .toList();
            boolean isWhole = answer.nextToken() == null
                    && results.stream().allMatch(result -> result.statusCode() == StatusCode.COMPLETE);
            Set<Instant> hours = results.stream()
                    .flatMap(result -> result.timestamps().stream())
                    .map(time -> time.truncatedTo(ChronoUnit.HOURS))
                    .collect(Collectors.toCollection(HashSet::new));
            long known = Stream.iterate(begin, hour -> hour.plus(PERIOD))
                    .limit(WINDOW.toHours())
                    .filter(hours::contains)
                    .count();
            double bytes = results.stream()
                    .flatMap(result -> result.values().stream())
                    .mapToDouble(Double::doubleValue)
                    .sum();
            return new Traffic(bytes, isWhole ? known : 0);
        }

        /**
         * Traffic of the last day.
         *
         * @param bytes sum of all known values
         * @param hours number of whole hours with values
         */
        public record Traffic(double bytes, long hours) {

            /** Why the NAT gateway has to be taken as used; empty when each hour has values, and all are zero. */
            public Optional<String> objection() {
                if (bytes > 0) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "%.0f bytes went through the NAT gateway in the last %d hours",
                            bytes,
                            WINDOW.toHours()));
                }
                return hours < WINDOW.toHours()
                        ? Optional.of("CloudWatch shows values of only " + hours + " of the last " + WINDOW.toHours()
                                + " hours: it is not known whether the NAT gateway is used")
                        : Optional.empty();
            }
        }
    }

    /** Describes a NAT gateway, its replacements, and the routes to them. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** The first one is in EC2's list of error codes, the second one is that of other resources. */
        private static final List<String> NOT_FOUND = List.of("NatGatewayNotFound", "InvalidNatGatewayID.NotFound");

        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return describe(arn, Optional.empty());
        }

        @Override
        public Uni<Optional<ResourceObservation>> describePlanned(Arn arn, ResourceSnapshot planned) {
            return planned instanceof NatGateway gateway
                    ? describe(arn, Optional.ofNullable(gateway.vpc()))
                    : describe(arn);
        }

        /**
         * The current description by EC2. The observation has no NAT gateway only if EC2 answers that there is none. An
         * answer without it, or without any route table of its VPC, gives an empty result and proves nothing; any other
         * error is a failure.
         *
         * @param vpc id of the VPC, if it is known from a plan: EC2 does not show it for ever after a deletion
         */
        public Uni<Optional<ResourceObservation>> describe(Arn arn, Optional<String> vpc) {
            return ContextBoundUni.onWorker(
                            () -> ec2(arn).describeNatGateways(request -> request.natGatewayIds(arn.id())))
                    .map(answer -> answer.natGateways().stream()
                            .filter(shown -> arn.id().equals(shown.natGatewayId()))
                            .map(Optional::of)
                            .findFirst())
                    .onFailure(failure -> NOT_FOUND.stream().anyMatch(code -> AwsError.isCode(failure, code)))
                    .recoverWithItem(Optional.of(Optional.empty()))
                    .flatMap(said -> said.isPresent()
                            ? parts(arn, said.get(), vpc)
                            : Uni.createFrom().item(Optional.empty()));
        }

        private Uni<Optional<ResourceObservation>> parts(
                Arn arn, Optional<software.amazon.awssdk.services.ec2.model.NatGateway> shown, Optional<String> vpc) {
            Optional<String> network = shown.flatMap(gateway -> Optional.ofNullable(gateway.vpcId()))
                    .or(() -> vpc);
            return replacements(arn)
                    .flatMap(replacements -> network.isEmpty()
                            ? Uni.createFrom().item(Optional.of(observation(arn, shown, List.of(), replacements)))
                            : routeTables(arn, network.get(), null)
                                    .map(tables -> tables.isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(observation(arn, shown, tables, replacements))));
        }

        private static ResourceObservation observation(
                Arn arn,
                Optional<software.amazon.awssdk.services.ec2.model.NatGateway> shown,
                List<RouteTable> tables,
                List<NatGateway.Replacement> replacements) {
            List<NatGateway.Route> all =
                    tables.stream().flatMap(Describer::routes).toList();
            List<NatGateway.Route> ours = all.stream()
                    .filter(route -> route.gateway().equals(arn.id()))
                    .toList();
            Set<String> others =
                    replacements.stream().map(NatGateway.Replacement::id).collect(Collectors.toSet());
            return new NatGateway.Observation(
                    shown.map(gateway -> gateway(gateway, ours)).orElse(null),
                    tables.stream().map(RouteTable::routeTableId).toList(),
                    all.stream()
                            .filter(route -> route.gateway().equals(arn.id()) || others.contains(route.gateway()))
                            .toList(),
                    replacements);
        }

        private static NatGateway gateway(
                software.amazon.awssdk.services.ec2.model.NatGateway shown, List<NatGateway.Route> routes) {
            List<NatGatewayAddress> addresses = shown.natGatewayAddresses();
            boolean isFirstPrimary = addresses.stream().noneMatch(address -> Boolean.TRUE.equals(address.isPrimary()));
            List<NatGateway.Address> converted = new ArrayList<>();
            for (NatGatewayAddress address : addresses) {
                converted.add(new NatGateway.Address(
                        address.allocationId(),
                        address.publicIp(),
                        address.privateIp(),
                        isFirstPrimary ? converted.isEmpty() : Boolean.TRUE.equals(address.isPrimary())));
            }
            return new NatGateway(
                    String.valueOf(shown.stateAsString()),
                    shown.vpcId(),
                    shown.subnetId(),
                    String.valueOf(shown.connectivityTypeAsString()),
                    shown.availabilityMode() == AvailabilityMode.REGIONAL,
                    converted,
                    routes,
                    Ec2TagMapper.toMap(shown.tags()));
        }

        private static Stream<NatGateway.Route> routes(RouteTable table) {
            return table.routes().stream()
                    .filter(route -> route.natGatewayId() != null)
                    .flatMap(route -> Stream.of(
                                    route.destinationCidrBlock(),
                                    route.destinationIpv6CidrBlock(),
                                    route.destinationPrefixListId())
                            .filter(destination -> destination != null && !destination.isEmpty())
                            .limit(1)
                            .map(destination ->
                                    new NatGateway.Route(table.routeTableId(), destination, route.natGatewayId())));
        }

        private Uni<List<RouteTable>> routeTables(Arn arn, String vpc, @Nullable String token) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeRouteTables(request ->
                            request.filters(filter("vpc-id", vpc)).nextToken(token)))
                    .flatMap(answer -> answer.nextToken() == null
                            ? Uni.createFrom().item(answer.routeTables())
                            : routeTables(arn, vpc, answer.nextToken())
                                    .map(rest -> Stream.concat(answer.routeTables().stream(), rest.stream())
                                            .toList()));
        }

        private Uni<List<NatGateway.Replacement>> replacements(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeNatGateways(
                                    request -> request.filter(filter("tag:" + GleanerTagKeys.RESTORES, arn.id()))))
                    .map(answer -> answer.natGateways().stream()
                            .flatMap(shown -> replacement(arn, shown).stream())
                            .toList());
        }

        private static Optional<NatGateway.Replacement> replacement(
                Arn arn, software.amazon.awssdk.services.ec2.model.NatGateway shown) {
            Map<String, String> tags = Ec2TagMapper.toMap(shown.tags());
            return arn.id().equals(tags.get(GleanerTagKeys.RESTORES))
                    ? Optional.of(new NatGateway.Replacement(
                            shown.natGatewayId(),
                            tags.getOrDefault(GleanerTagKeys.ACTION, ""),
                            String.valueOf(shown.stateAsString())))
                    : Optional.empty();
        }

        private static Filter filter(String name, String value) {
            return Filter.builder().name(name).values(value).build();
        }

        private Ec2AsyncClient ec2(Arn arn) {
            return clients.ec2WithRetry(arn);
        }
    }
}
