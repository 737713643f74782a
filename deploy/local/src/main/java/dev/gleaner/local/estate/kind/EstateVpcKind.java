package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** VPCs with their NAT gateways, endpoints and load balancers. */
final class EstateVpcKind extends EstateKind<EstateVpc> {

    /** The tag by which Gleaner identifies an endpoint that one of its actions created. */
    private static final String ACTION = "gleaner:action";

    /** The services with gateway endpoints. */
    private static final Set<String> BY_GATEWAY = Set.of("s3", "dynamodb");

    EstateVpcKind() {
        super("vpcs", "a VPC", EstateVpc.class);
    }

    @Override
    public boolean isOfEc2() {
        return true;
    }

    @Override
    public boolean runsServices() {
        return true;
    }

    @Override
    public EstateVpc withNameTag(EstateVpc vpc) {
        return vpc.withNameTag();
    }

    @Override
    public List<String> names(EstateVpc vpc) {
        return Stream.of(List.of(vpc.name()), vpc.natGateways(), vpc.interfaceEndpoints(), vpc.loadBalancers())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Arn arn(EstateVpc vpc, String name, UnaryOperator<String> id) {
        String region = vpc.region();
        String account = vpc.account();
        if (name.equals(vpc.name())) {
            return Arn.vpc(region, account, id.apply(name));
        }
        if (vpc.natGateways().contains(name)) {
            return new Arn("aws", "ec2", region, account, "natgateway/" + id.apply(name));
        }
        return vpc.loadBalancers().contains(name)
                ? new Arn("aws", "elasticloadbalancing", region, account, "loadbalancer/" + id.apply(name))
                : Arn.vpcEndpoint(region, account, id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateVpc vpc, SeededRandom random) {
        Map<String, String> ids = new HashMap<>(madeId(vpc.name(), "vpc-", random));
        vpc.natGateways().forEach(name -> ids.putAll(madeId(name, "nat-", random)));
        vpc.endpoints().stream()
                .flatMap(endpoint -> Stream.ofNullable(endpoint.name()))
                .forEach(name -> ids.putAll(madeId(name, "vpce-", random)));
        vpc.loadBalancers()
                .forEach(name ->
                        ids.put(name, "app/" + name + "/" + random.derive(name).hex(16)));
        return ids;
    }

    @Override
    public List<String> addressed(EstateVpc vpc) {
        return vpc.natGateways();
    }

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateVpc vpc) {
        return Map.of(
                EstateMetric.Source.NAT_GATEWAY, vpc.natGateways(),
                EstateMetric.Source.INTERFACE_ENDPOINT, vpc.interfaceEndpoints(),
                EstateMetric.Source.LOAD_BALANCER, vpc.loadBalancers());
    }

    /** CloudWatch has interface endpoints by their type, service and VPC too. */
    @Override
    public Map<String, String> dimensions(
            EstateVpc vpc, EstateMetric.Source source, String name, UnaryOperator<String> id) {
        Map<String, String> dimensions = new HashMap<>(super.dimensions(vpc, source, name, id));
        vpc.endpoints().stream()
                .filter(endpoint -> source == EstateMetric.Source.INTERFACE_ENDPOINT && name.equals(endpoint.name()))
                .forEach(endpoint -> {
                    dimensions.put("Endpoint Type", EstateVpc.EndpointType.INTERFACE.awsName());
                    dimensions.put("VPC Id", id.apply(vpc.name()));
                    dimensions.put("Service Name", endpoint.serviceName(vpc.region()));
                });
        return dimensions;
    }

    /** An action on a VPC creates an endpoint to S3 in it. */
    @Override
    public EstateVpc after(EstateVpc vpc, AuditedStep step) {
        List<EstateVpc.Endpoint> all = new ArrayList<>(vpc.endpoints());
        all.add(new EstateVpc.Endpoint(
                null, EstateVpc.Endpoint.S3, EstateVpc.EndpointType.GATEWAY, Map.of(ACTION, step.action())));
        return vpc.withEndpoints(all);
    }

    @Override
    public EstateVpc undone(EstateVpc vpc, AuditedStep step) {
        return vpc.withEndpoints(vpc.endpoints().stream()
                .filter(endpoint -> !step.action().equals(endpoint.tags().get(ACTION)))
                .toList());
    }

    @Override
    public List<BilledUsage> hourly(EstateVpc vpc) {
        return vpc.natGateways().stream()
                .map(name -> BilledUsage.hours(name, "AmazonEC2", "NatGateway-Hours", Map.of(), "nat-gateway-hours", 1))
                .toList();
    }

    @Override
    public void validate(String place, EstateVpc vpc, ResourceValidationContext check) {
        for (int i = 0; i < vpc.natGateways().size(); i++) {
            check.name(place + "/natGateways/" + i, vpc.natGateways().get(i), "a NAT gateway");
        }
        for (int i = 0; i < vpc.endpoints().size(); i++) {
            endpoint(place + "/endpoints/" + i, vpc.endpoints().get(i), check);
        }
        for (int i = 0; i < vpc.loadBalancers().size(); i++) {
            check.name(place + "/loadBalancers/" + i, vpc.loadBalancers().get(i), "a load balancer");
        }
        for (int i = 0; i < vpc.flows().size(); i++) {
            flow(place + "/flows/" + i, vpc, vpc.flows().get(i), check);
        }
        for (int i = 0; i < vpc.downloads().size(); i++) {
            download(place + "/downloads/" + i, vpc, vpc.downloads().get(i), check);
        }
        vpc.instances().forEach(name -> instance(place + "/flows", vpc, name, check));
    }

    private static void endpoint(String place, EstateVpc.Endpoint endpoint, ResourceValidationContext check) {
        if (endpoint.name() != null) {
            check.name(place + "/name", endpoint.name(), "an endpoint");
        }
        if (endpoint.type() == EstateVpc.EndpointType.GATEWAY && !BY_GATEWAY.contains(endpoint.service())) {
            check.report(place + "/type", "there are gateways to s3 and dynamodb alone, not to " + endpoint.service());
        }
    }

    private static void flow(String place, EstateVpc vpc, EstateVpc.Flow flow, ResourceValidationContext check) {
        if (flow.destinations() != 1) {
            check.report(place, "leads to one of \"to\", \"address\" and \"service\"");
        }
        boolean hasGateway = vpc.endpoints().stream()
                .anyMatch(endpoint -> endpoint.type() == EstateVpc.EndpointType.GATEWAY
                        && endpoint.service().equals(flow.service()));
        if (flow.service() != null && !hasGateway) {
            check.report(place + "/service", vpc.name() + " has no gateway endpoint to " + flow.service());
        }
    }

    private static void download(
            String place, EstateVpc vpc, EstateVpc.Download download, ResourceValidationContext check) {
        if ((download.address() == null) == (download.service() == null)) {
            check.report(place, "comes from one of \"address\" and \"service\"");
        }
        if (!vpc.natGateways().contains(download.nat())) {
            check.report(place + "/nat", vpc.name() + " has no NAT gateway \"" + download.nat() + "\"");
        }
    }

    private static void instance(String place, EstateVpc vpc, String name, ResourceValidationContext check) {
        if (check.resources()
                .find(KindRegistry.INSTANCES, name)
                .filter(instance -> instance.region().equals(vpc.region()))
                .isEmpty()) {
            check.report(place, "there is no instance \"" + name + "\" in " + vpc.region());
        }
        Optional<EstateVpc> first = check.resources().all(KindRegistry.VPCS).stream()
                .filter(other -> other.instances().contains(name))
                .findFirst();
        if (!vpc.name().equals(first.map(EstateVpc::name).orElse(""))) {
            check.report(place, "\"" + name + "\" is in another VPC already");
        }
    }

    /** The hours, of an endpoint in the only zone in which it is; the address of a NAT gateway stays. */
    @Override
    public Optional<ExpectedSaving> saving(String rule, String name, EstateVpc vpc, EstatePrices prices, Instant end) {
        return rule.equals(EstateVpc.IDLE_GATEWAY)
                ? hours(vpc, name)
                        .flatMap(item -> prices.of(vpc.region(), item))
                        .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)))
                : Optional.empty();
    }

    private static Optional<String> hours(EstateVpc vpc, String name) {
        if (vpc.natGateways().contains(name)) {
            return Optional.of("nat-gateway-hours");
        }
        if (vpc.interfaceEndpoints().contains(name)) {
            return Optional.of("interface-endpoint-hours");
        }
        return vpc.loadBalancers().contains(name) ? Optional.of("application-load-balancer-hours") : Optional.empty();
    }

    @Override
    public boolean isAdvice(String rule, String name, EstateVpc vpc) {
        return rule.equals(EstateVpc.IDLE_GATEWAY) && !vpc.natGateways().contains(name);
    }
}
