package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.GatewayType;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.egress.IdleGateway;
import dev.gleaner.analyzer.rule.egress.IdleGatewayConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** Gateways by their type, evaluated by their bytes. Each type waits for its own sources. */
final class GatewayKinds {

    private GatewayKinds() {}

    static KindFactory natGateways(RuleSettings settings) {
        return of(
                settings,
                GatewayType.NAT_GATEWAY,
                builder("nat-gateway-usage", ResourceKind.NAT_GATEWAY, GatewayType.NAT_GATEWAY)
                        .awaits(RequiredSources.of(
                                Category.listingOf(ResourceKind.VPC), Category.metricsOf(ResourceKind.NAT_GATEWAY))));
    }

    static KindFactory interfaceEndpoints(RuleSettings settings) {
        return of(
                settings,
                GatewayType.INTERFACE_ENDPOINT,
                builder("interface-endpoints", ResourceKind.INTERFACE_ENDPOINT, GatewayType.INTERFACE_ENDPOINT)
                        .awaits(RequiredSources.of(
                                Category.listingOf(ResourceKind.VPC),
                                Category.metricsOf(ResourceKind.INTERFACE_ENDPOINT))));
    }

    /** Load balancers are listed once a day. */
    static KindFactory loadBalancers(RuleSettings settings) {
        return of(
                settings,
                GatewayType.LOAD_BALANCER,
                builder("load-balancers", ResourceKind.LOAD_BALANCER, GatewayType.LOAD_BALANCER)
                        .awaits(RequiredSources.of(
                                Category.listingOf(ResourceKind.LOAD_BALANCER),
                                Category.metricsOf(ResourceKind.LOAD_BALANCER, "get-metric-data-load-balancers")))
                        .reportsRarely());
    }

    private static KindDefinition.Builder<GatewayFacts, NoHistory> builder(
            String name, ResourceKind kind, GatewayType type) {
        return KindDefinition.of(name, kind, GatewayFacts.class, listing -> GatewayFacts.of(listing, type));
    }

    private static KindFactory of(
            RuleSettings settings, GatewayType type, KindDefinition.Builder<GatewayFacts, NoHistory> gateways) {
        IdleGateway idle = IdleGateway.of(settings.of(IdleGatewayConfig.class));
        MissingTags<GatewaySnapshot> tags = MissingTags.ofGateways(MissingTags.Limits.of(settings));
        KindDefinition.Builder<GatewayFacts, HourlyCounterHistory> builder = gateways.keeps(
                () -> new HourlyCounterHistory(
                        1, (counters, last, hours) -> GatewaySnapshot.bytes(type, counters, last, hours)),
                type.signals());
        return context -> builder.rules(snapshot -> new GatewaySnapshot(type, snapshot), context.rules(idle, tags));
    }
}
