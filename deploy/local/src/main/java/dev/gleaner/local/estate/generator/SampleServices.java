package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.UNUSED_COMMITMENT;

import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.kind.EstateInferenceProfile;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeriesShape;
import java.util.Map;

/** What services serve, which the cost of a prediction divides by, and what is bought for them and not used. */
final class SampleServices {

    /** The service that reports its predictions itself; one of its tags is in the bill. */
    static final String REPORTING = "chat-assistant";

    /** The service whose requests a load balancer counts. */
    static final String BEHIND_LOAD_BALANCER = "web-api";

    /** The name of that load balancer. */
    static final String LOAD_BALANCER = "api-front";

    /** The service that invokes a model of Bedrock by an inference profile. */
    static final String OF_BEDROCK = "ticket-summaries";

    private static final String MODEL = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final double NOISE = 0.05;

    /** Follows users, as do the instances. */
    private static final double DAILY = 0.42;

    /** In five minutes. */
    private static final double REQUESTS = 1200;

    private static final double BYTES_OF_REQUEST = 20_000;
    private static final double ANSWERS = 150;
    private static final double INPUT_TOKENS_OF_ANSWER = 900;
    private static final double OUTPUT_TOKENS_OF_ANSWER = 250;
    private static final double SUMMARIES = 40;
    private static final double INPUT_TOKENS_OF_SUMMARY = 1500;
    private static final double OUTPUT_TOKENS_OF_SUMMARY = 200;

    private SampleServices() {}

    static void addTo(EstateBuilder estateBuilder) {
        estateBuilder.add(REPORTING, EstateMetric.PREDICTIONS, shape(ANSWERS));
        estateBuilder.add(REPORTING, EstateMetric.INPUT_TOKENS, shape(ANSWERS * INPUT_TOKENS_OF_ANSWER));
        estateBuilder.add(REPORTING, EstateMetric.OUTPUT_TOKENS, shape(ANSWERS * OUTPUT_TOKENS_OF_ANSWER));
        String balancer = estateBuilder.name(LOAD_BALANCER);
        estateBuilder.add(balancer, EstateMetric.REQUEST_COUNT, shape(REQUESTS));
        estateBuilder.add(balancer, EstateMetric.PROCESSED_BYTES, shape(REQUESTS * BYTES_OF_REQUEST));
        estateBuilder.add(balancer, EstateMetric.CONSUMED_LCUS, SeriesShape.flat(1, NOISE));
        String profile = estateBuilder.name("summary-profile");
        estateBuilder.add(
                KindRegistry.INFERENCE_PROFILES,
                new EstateInferenceProfile(
                        profile,
                        EstateInstance.DEFAULT_ACCOUNT,
                        "us-east-1",
                        SampleEstate.allocated(Map.of("team", "support", "service", OF_BEDROCK)),
                        MODEL));
        estateBuilder.add(profile, EstateMetric.MODEL_INVOCATIONS, shape(SUMMARIES));
        estateBuilder.add(profile, EstateMetric.INPUT_TOKEN_COUNT, shape(SUMMARIES * INPUT_TOKENS_OF_SUMMARY));
        estateBuilder.add(profile, EstateMetric.OUTPUT_TOKEN_COUNT, shape(SUMMARIES * OUTPUT_TOKENS_OF_SUMMARY));
        estateBuilder.expectOpen(UNUSED_COMMITMENT, "plan-1");
        estateBuilder.expectOpen(UNUSED_COMMITMENT, "launch-week");
        estateBuilder.expectOpen(UNUSED_COMMITMENT, "api-capacity");
        // All of its endpoints together cost more for a prediction than its target allows.
        estateBuilder.expectOpen("unit-cost", EstateArns.SERVICE + "ranking-production");
    }

    private static SeriesShape shape(double level) {
        return SeriesShape.flat(level, NOISE).withDaily(DAILY);
    }
}
