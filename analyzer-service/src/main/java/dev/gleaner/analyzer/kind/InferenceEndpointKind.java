package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.VariantMetrics;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.IdleEndpoint;
import dev.gleaner.analyzer.rule.instance.IdleEndpointConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpoint;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** Inference endpoints of SageMaker, evaluated by the metrics of their variants. Both are read once a day. */
final class InferenceEndpointKind {

    /**
     * Variants of an endpoint whose metrics are kept one by one, with those that it had. SageMaker allows 10 production and 10 shadow
     * variants at a time. Source: Amazon SageMaker API Reference, "CreateEndpointConfig".
     */
    private static final int VARIANTS = 40;

    private InferenceEndpointKind() {}

    static KindFactory of(RuleSettings settings) {
        IdleEndpointConfig config = settings.of(IdleEndpointConfig.class);
        IdleEndpoint idle = IdleEndpoint.of(config);
        OversizedEndpoint oversized = OversizedEndpoint.of(
                settings.of(OversizedEndpointConfig.class),
                settings.of(GpuReadingConfig.class).accelerators());
        MissingTags<InferenceEndpointSnapshot> tags =
                MissingTags.ofEndpoints(MissingTags.Limits.of(settings), RuleNumbers.hours(config.unlisted()));
        return context -> KindDefinition.of(
                        "inference-endpoints",
                        ResourceKind.INFERENCE_ENDPOINT,
                        InferenceEndpointFacts.class,
                        InferenceEndpointFacts::of)
                .awaits(RequiredSources.of(
                        Category.listingOf(ResourceKind.INFERENCE_ENDPOINT),
                        Category.metricsOf(ResourceKind.INFERENCE_ENDPOINT)))
                .reportsRarely()
                .keeps(
                        () -> new HourlyCounterHistory(VARIANTS, InferenceEndpointSnapshot::invocations),
                        new VariantMetrics())
                .rules(InferenceEndpointSnapshot::new, context.rules(idle, oversized, tags));
    }
}
