package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.NetworkSignals;
import dev.gleaner.analyzer.profile.inventory.NetworkSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.egress.NatToS3;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/**
 * VPCs, evaluated by the traffic of their NAT gateways. It comes from CloudTrail data, flow logs and metrics, for which this kind
 * does not wait.
 */
final class NetworkKind {

    private static final int GATEWAYS = 200;

    private NetworkKind() {}

    static KindFactory of(RuleSettings settings) {
        NatToS3 natToS3 = NatToS3.of(settings.of(NatToS3Config.class));
        MissingTags<NetworkSnapshot> tags = MissingTags.of(MissingTags.Limits.of(settings));
        return context -> KindDefinition.of("nat-gateways", ResourceKind.VPC, VpcFacts.class, VpcFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.VPC)))
                .keeps(() -> new HourlyCounterHistory(GATEWAYS), new NetworkSignals())
                .rules(NetworkSnapshot::new, context.rules(natToS3, tags));
    }
}
