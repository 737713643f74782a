package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import java.util.List;
import java.util.stream.Stream;

/** All kinds of subjects that the analyzer evaluates, with their rules as configured, which are made once. */
public final class AnalyzedKinds {

    private final List<KindFactory> all;

    private AnalyzedKinds(List<KindFactory> all) {
        this.all = all;
    }

    /**
     * The kinds in the order in which they are evaluated.
     *
     * @throws IllegalArgumentException if a rule is configured with a value that it does not take
     */
    public static AnalyzedKinds of(RuleSettings settings) {
        TrainingHostRules training = TrainingHostRules.of(settings);
        return new AnalyzedKinds(List.of(
                InstanceKind.of(settings),
                BucketKind.of(settings),
                BucketReadKind.of(settings),
                NetworkKind.of(settings),
                GatewayKinds.natGateways(settings),
                GatewayKinds.interfaceEndpoints(settings),
                GatewayKinds.loadBalancers(settings),
                InferenceEndpointKind.of(settings),
                NotebookKind.of(settings),
                ScalingGroupKind.of(settings, training.trainingTags()),
                TrainingHostKinds.instances(training),
                TrainingHostKinds.scalingGroups(training),
                NetworkFlowKind.of(settings),
                VolumeKind.of(settings),
                VolumePerformanceKind.of(settings),
                AddressKind.of(settings),
                SnapshotKind.of(settings),
                ContainerRepositoryKind.of(settings),
                LogGroupKind.of(settings)));
    }

    /** The kinds with the prices and exemptions of a partition. */
    public SubjectKindRegistry registry(PriceBook prices, ExemptionSource exemptions) {
        KindContext context = new KindContext(prices, exemptions);
        Stream<SubjectKind<?>> kinds = all.stream().map(kind -> kind.create(context));
        return new SubjectKindRegistry(kinds.toList());
    }
}
