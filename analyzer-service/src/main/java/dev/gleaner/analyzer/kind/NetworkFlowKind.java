package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.FlowSignals;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.egress.CrossZoneTraffic;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.InternetEgress;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.contracts.resource.ResourceKind;

/**
 * VPCs, evaluated by their flow logs. Separate from {@link NetworkKind}, as it waits for flow logs, for which the rules
 * about NAT gateways must not wait.
 */
final class NetworkFlowKind {

    /** Enough for all classes of endpoints; further ones are summed. */
    private static final int CLASSES = 20;

    private NetworkFlowKind() {}

    static KindFactory of(RuleSettings settings) {
        CrossZoneTraffic betweenZones = CrossZoneTraffic.of(settings.of(CrossZoneTrafficConfig.class));
        InternetEgress toInternet = InternetEgress.of(settings.of(InternetEgressConfig.class));
        return context -> KindDefinition.of("vpc-flows", ResourceKind.VPC, VpcFacts.class, VpcFacts::of)
                .keysWith("flows ")
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.VPC), Category.FLOWS))
                .keeps(() -> new HourlyCounterHistory(CLASSES), new FlowSignals())
                .rules(
                        snapshot ->
                                new VpcFlowSnapshot(snapshot, context.prices().on(snapshot.hour())::amount),
                        context.rules(betweenZones, toInternet));
    }
}
