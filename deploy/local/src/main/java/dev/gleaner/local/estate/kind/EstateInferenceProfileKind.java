package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Application inference profiles of Amazon Bedrock. */
final class EstateInferenceProfileKind extends EstateKind<EstateInferenceProfile> {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private static final int DECIMALS = 10;

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

    @Override
    public List<BilledUsage> daily(EstateInferenceProfile profile, BilledDay day) {
        return List.of(
                tokens(profile, "input", day.sums().applyAsDouble(EstateMetric.INPUT_TOKEN_COUNT)),
                tokens(profile, "output", day.sums().applyAsDouble(EstateMetric.OUTPUT_TOKEN_COUNT)));
    }

    private static BilledUsage tokens(EstateInferenceProfile profile, String direction, double tokens) {
        String priced = profile.model() + "-" + direction;
        return new BilledUsage(
                profile.name(),
                "AmazonBedrock",
                priced + "-tokens",
                profile.tags(),
                priced,
                BigDecimal.valueOf(tokens).divide(THOUSAND, DECIMALS, RoundingMode.HALF_UP),
                "1K tokens");
    }
}
