package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ARNs of resources with findings: instances, VPCs, NAT gateways, interface endpoints, load balancers, buckets, prefixes of
 * buckets, volumes, addresses, snapshots, log groups, inference endpoints, Auto Scaling groups, commitments, capacity reservations and services.
 */
public record EstateArns(Estate estate, EstateIdentities identities) {

    /** Before the name of a service. */
    public static final String SERVICE = "service/";

    /** The ARN of a name; {@link IllegalArgumentException} when it is not in the estate. */
    public Arn arn(String name) {
        return estate.resource(name)
                .map(identities::arn)
                .or(() -> estate.vpc(name).map(identities::arn))
                .or(() -> estate.vpcOfNatGateway(name).map(vpc -> natGateway(vpc, name)))
                .or(() -> estate.vpcOfInterfaceEndpoint(name).map(vpc -> interfaceEndpoint(vpc, name)))
                .or(() -> estate.vpcOfLoadBalancer(name).map(vpc -> loadBalancer(vpc, name)))
                .or(() -> estate.bucket(name).map(bucket -> Arn.bucket(bucket.name())))
                .or(() -> prefix(estate, name))
                .or(() -> estate.volume(name).map(identities::arn))
                .or(() -> estate.address(name).map(identities::arn))
                .or(() -> estate.snapshot(name).map(identities::arn))
                .or(() -> estate.logGroup(name).map(EstateArns::arn))
                .or(() -> estate.inferenceEndpoint(name).map(EstateArns::arn))
                .or(() -> estate.inferenceProfile(name).map(this::inferenceProfile))
                .or(() -> estate.scalingGroup(name).map(member -> scalingGroup(member, name)))
                .or(() -> ofBill(estate, name))
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + estate.name() + ": " + name));
    }

    /** The names of all resources by ARN. Prefixes, commitments and services are not included. */
    public Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        estate.resources().forEach(r -> names.put(identities.arn(r).toString(), r.name()));
        estate.vpcs().forEach(v -> {
            names.put(identities.arn(v).toString(), v.name());
            v.natGateways().forEach(name -> names.put(natGateway(v, name).toString(), name));
            v.interfaceEndpoints()
                    .forEach(name -> names.put(interfaceEndpoint(v, name).toString(), name));
            v.loadBalancers().forEach(name -> names.put(loadBalancer(v, name).toString(), name));
        });
        estate.buckets().forEach(b -> names.put(Arn.bucket(b.name()).toString(), b.name()));
        estate.volumes().forEach(v -> names.put(identities.arn(v).toString(), v.name()));
        estate.addresses().forEach(a -> names.put(identities.arn(a).toString(), a.name()));
        estate.snapshots().forEach(s -> names.put(identities.arn(s).toString(), s.name()));
        estate.logGroups().forEach(g -> names.put(arn(g).toString(), g.name()));
        estate.inferenceEndpoints().forEach(e -> names.put(arn(e).toString(), e.name()));
        estate.inferenceProfiles().forEach(p -> names.put(inferenceProfile(p).toString(), p.name()));
        EstateCommitments.of(estate)
                .capacityReservations()
                .forEach(reservation -> names.put(reservation.arn(), reservation.name()));
        estate.resources().forEach(r -> {
            String group = r.autoScalingGroup();
            if (group != null) {
                names.put(scalingGroup(r, group).toString(), group);
            }
        });
        return names;
    }

    /** Whether a name is in an estate. */
    public static boolean knows(Estate estate, String name) {
        return estate.resource(name).isPresent()
                || estate.vpc(name).isPresent()
                || estate.vpcOfNatGateway(name).isPresent()
                || estate.vpcOfInterfaceEndpoint(name).isPresent()
                || estate.vpcOfLoadBalancer(name).isPresent()
                || estate.bucket(name).isPresent()
                || prefix(estate, name).isPresent()
                || estate.volume(name).isPresent()
                || estate.address(name).isPresent()
                || estate.snapshot(name).isPresent()
                || estate.logGroup(name).isPresent()
                || estate.inferenceEndpoint(name).isPresent()
                || estate.inferenceProfile(name).isPresent()
                || estate.scalingGroup(name).isPresent()
                || ofBill(estate, name).isPresent();
    }

    private Arn natGateway(EstateVpc vpc, String name) {
        return new Arn("aws", "ec2", vpc.region(), vpc.account(), "natgateway/" + identities.id(name));
    }

    private Arn interfaceEndpoint(EstateVpc vpc, String name) {
        return Arn.vpcEndpoint(vpc.region(), vpc.account(), identities.id(name));
    }

    private Arn loadBalancer(EstateVpc vpc, String name) {
        return new Arn(
                "aws", "elasticloadbalancing", vpc.region(), vpc.account(), "loadbalancer/" + identities.id(name));
    }

    private Arn scalingGroup(EstateInstance member, String name) {
        return new Arn("aws", "autoscaling", member.region(), member.account(), identities.id(name));
    }

    private Arn inferenceProfile(EstateInferenceProfile profile) {
        return new Arn(
                "aws",
                "bedrock",
                profile.region(),
                profile.account(),
                "application-inference-profile/" + identities.id(profile.name()));
    }

    private static Arn arn(EstateLogGroup group) {
        return Arn.logGroup(group.region(), group.account(), group.name());
    }

    private static Arn arn(EstateInferenceEndpoint endpoint) {
        return new Arn("aws", "sagemaker", endpoint.region(), endpoint.account(), "endpoint/" + endpoint.name());
    }

    /** What mainly the bill shows: commitments, capacity reservations, and services as {@code service/NAME}. */
    private static Optional<Arn> ofBill(Estate estate, String name) {
        return name.startsWith(SERVICE)
                ? Optional.of(new Arn("aws", "gleaner", "", "", name))
                : EstateCommitments.of(estate).arn(name).map(Arn::parse);
    }

    /** The ARN of {@code bucket/prefix/}, if both are in the estate. */
    private static Optional<Arn> prefix(Estate estate, String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String prefix = name.substring(slash + 1);
        return estate.bucket(name.substring(0, slash))
                .filter(bucket -> bucket.prefixes().containsKey(prefix))
                .map(bucket -> Arn.prefix(bucket.name(), prefix));
    }
}
