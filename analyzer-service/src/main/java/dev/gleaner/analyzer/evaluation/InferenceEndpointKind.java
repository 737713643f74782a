package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inference endpoints of SageMaker, evaluated by the metrics of their variants. Both are read once a day. */
final class InferenceEndpointKind extends InventoryKind<InferenceEndpointFacts> {

    private static final TrafficRoute ITSELF = new TrafficRoute("", "");

    /**
     * Variants of an endpoint whose metrics are kept one by one, with those that it had. SageMaker allows 10 production and 10 shadow
     * variants at a time. Source: Amazon SageMaker API Reference, "CreateEndpointConfig".
     */
    private static final int VARIANTS = 40;

    private final RuleSet<InferenceEndpointSnapshot> ruleSet;

    InferenceEndpointKind(RuleSet<InferenceEndpointSnapshot> ruleSet) {
        super(
                "inference-endpoints",
                new InventoryProfileMapper<>("", InferenceEndpointKind::isEndpoint, InferenceEndpointFacts.class),
                RequiredSources.of(
                        RequiredSources.Category.INFERENCE_ENDPOINTS,
                        RequiredSources.Category.INFERENCE_ENDPOINT_METRICS));
        this.ruleSet = ruleSet;
    }

    private static boolean isEndpoint(Arn resource) {
        return resource.service().equals("sagemaker") && resource.type().equals("endpoint");
    }

    @Override
    InferenceEndpointFacts facts(Signal listing) {
        return InferenceEndpointFacts.of(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return InventoryProfileUpdater.hasVariantMetrics(signal);
    }

    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.of(ITSELF);
    }

    @Override
    int foldTraffic(
            InventoryProfile<InferenceEndpointFacts> endpoint,
            TrafficRoute trafficRoute,
            Signal signal,
            @Nullable Hour closed) {
        return InventoryProfileUpdater.foldVariantMetrics(endpoint, signal, closed);
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return VARIANTS;
    }

    @Override
    boolean reportsRarely() {
        return true;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<InferenceEndpointFacts> endpoint) {
        return ruleSet.episodeKeys(endpoint.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<InferenceEndpointFacts> snapshot, EvaluationBounds bounds) {
        return ruleSet.evaluate(new InferenceEndpointSnapshot(snapshot), bounds).toList();
    }
}
