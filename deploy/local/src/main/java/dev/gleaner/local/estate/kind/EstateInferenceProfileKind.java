package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Application inference profiles of Amazon Bedrock. */
final class EstateInferenceProfileKind extends EstateKind<EstateInferenceProfile> {

    EstateInferenceProfileKind() {
        super("inferenceProfiles", "an inference profile", EstateInferenceProfile.class);
    }

    @Override
    public boolean runsServices() {
        return true;
    }

    @Override
    public Arn arn(EstateInferenceProfile profile, String name, UnaryOperator<String> id) {
        return new Arn(
                "aws",
                "bedrock",
                profile.region(),
                profile.account(),
                "application-inference-profile/" + id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateInferenceProfile profile, SeededRandom random) {
        return Map.of(profile.name(), random.derive(profile.name()).hex(12));
    }

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateInferenceProfile profile) {
        return Map.of(EstateMetric.Source.INFERENCE_PROFILE, List.of(profile.name()));
    }
}
