package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** VPCs, by what goes through their NAT gateways. A trail shows that, but what it shows too late is not waited for. */
final class NatGatewayKind extends InventoryKind<VpcFacts> {

    private static final int GATEWAYS = 200;
    private static final Set<String> ACTIVE_STATES = Set.of("available", "pending");

    private final RuleSet<InventorySnapshot<VpcFacts>> ruleSet;

    NatGatewayKind(RuleSet<InventorySnapshot<VpcFacts>> ruleSet) {
        super(
                new InventoryProfileMapper<>("", NatGatewayKind::isNetwork, VpcFacts.class),
                RequiredSources.of(SourceCategory.NETWORKS));
        this.ruleSet = ruleSet;
    }

    /** Whether it is a VPC. */
    static boolean isNetwork(Arn resource) {
        return resource.service().equals("ec2") && resource.resource().equals("vpc/" + resource.id());
    }

    @Override
    VpcFacts facts(Signal listing) {
        return network(listing);
    }

    /** A VPC as listed. */
    static VpcFacts network(Signal listing) {
        Inventory seen = listing.getInventory();
        return new VpcFacts(
                listing.getAccount(),
                listing.getRegion(),
                seen.getTagsMap(),
                seen.getNatGatewaysList().stream()
                        .filter(gateway ->
                                gateway.getState().toLowerCase(Locale.ROOT).equals("available"))
                        .map(NatGateway::getId)
                        .toList(),
                seen.getEndpointsList().stream()
                        .filter(NatGatewayKind::leadsToS3)
                        .map(Endpoint::getId)
                        .toList());
    }

    /** By gateway, and by the region of the bucket: an endpoint takes over what goes to its own region only. */
    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.of(new TrafficRoute(signal.getAccess().getReader(), signal.getRegion()));
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return GATEWAYS;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<VpcFacts> network) {
        return ruleSet.episodeKeys(network.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<VpcFacts> inventorySnapshot, EvaluationBounds bounds) {
        return ruleSet.evaluate(inventorySnapshot, bounds).toList();
    }

    private static boolean leadsToS3(Endpoint endpoint) {
        return endpoint.getType().equals("Gateway")
                && endpoint.getService().endsWith(".s3")
                && ACTIVE_STATES.contains(endpoint.getState().toLowerCase(Locale.ROOT));
    }
}
