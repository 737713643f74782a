package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.rule.RuleSettings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All kinds of subjects that the analyzer evaluates, in this order. */
public final class AnalyzedKinds {

    private static final List<Function<KindContext, SubjectKind<?>>> ALL = List.of(
            InstanceKind::of,
            BucketKind::of,
            BucketReadKind::of,
            NetworkKind::of,
            GatewayKinds::natGateways,
            GatewayKinds::interfaceEndpoints,
            GatewayKinds::loadBalancers,
            InferenceEndpointKind::of,
            ScalingGroupKind::of,
            TrainingHostKinds::instances,
            TrainingHostKinds::scalingGroups,
            NetworkFlowKind::of,
            VolumeKind::of,
            VolumePerformanceKind::of,
            AddressKind::of,
            SnapshotKind::of,
            LogGroupKind::of);

    private AnalyzedKinds() {}

    /** The kinds with their rules as configured. */
    public static SubjectKindRegistry of(RuleSettings settings, PriceBook prices, ExemptionSource exemptions) {
        KindContext context = new KindContext(settings, prices, exemptions);
        Stream<SubjectKind<?>> kinds = ALL.stream().map(kind -> kind.apply(context));
        return new SubjectKindRegistry(kinds.toList());
    }
}
