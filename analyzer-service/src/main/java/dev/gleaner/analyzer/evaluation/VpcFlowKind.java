package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * VPCs, by what their flow logs tell of. A kind of its own, as it waits for flow logs, which what is said of their NAT
 * gateways must not.
 */
final class VpcFlowKind extends InventoryKind<VpcFacts> {

    private static final String MARK = "flows ";

    /** Classes of ends are few; what is not one of them is not kept one by one. */
    private static final int CLASSES = 20;

    /** One a rule, as each has a price of its own. */
    private final List<RuleSet<VpcFlowSnapshot>> panels;

    VpcFlowKind(List<RuleSet<VpcFlowSnapshot>> panels) {
        super(
                new InventoryProfileMapper<>(MARK, NatGatewayKind::isNetwork, VpcFacts.class),
                RequiredSources.of(SourceCategory.NETWORKS, SourceCategory.FLOWS));
        this.panels = panels;
    }

    @Override
    VpcFacts facts(Signal listing) {
        return NatGatewayKind.network(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return signal.hasFlow();
    }

    /** From the class of the end that sent to that of the end that received. */
    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.of(new TrafficRoute(
                signal.getFlow().getSourceClass(), signal.getFlow().getDestinationClass()));
    }

    @Override
    int foldTraffic(
            InventoryProfile<VpcFacts> network, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
        return InventoryProfileUpdater.foldFlow(network, trafficRoute, signal, closed);
    }

    @Override
    int daysKept() {
        return panels.stream().mapToInt(RuleSet::daysKept).max().orElse(1);
    }

    @Override
    int maxParts() {
        return CLASSES;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<VpcFacts> network) {
        return panels.stream()
                .flatMap(ruleSet -> ruleSet.episodeKeys(network.resource()))
                .toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<VpcFacts> inventorySnapshot, EvaluationBounds bounds) {
        VpcFlowSnapshot vpcFlowSnapshot = new VpcFlowSnapshot(inventorySnapshot);
        return panels.stream()
                .flatMap(ruleSet -> ruleSet.evaluate(vpcFlowSnapshot, bounds))
                .toList();
    }
}
