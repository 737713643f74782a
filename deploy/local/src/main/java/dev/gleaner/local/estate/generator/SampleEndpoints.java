package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.IDLE_ENDPOINT;

import dev.gleaner.local.estate.EstateInferenceEndpoint;
import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateMetric;
import dev.gleaner.local.estate.EstateTime;
import dev.gleaner.local.estate.SeriesShape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inference endpoints that nobody invokes, and those that only look so. */
final class SampleEndpoints {

    private static final String HOME = "us-east-1";
    private static final String PRICED = "ml.m5.xlarge";
    private static final SeriesShape IDLE_CPU = SeriesShape.flat(0.4, 0.1);
    private static final SeriesShape.Once A_CALL =
            new SeriesShape.Once(EstateTime.before(Duration.ofDays(5)), Duration.ofMinutes(5), 1);
    private static final SeriesShape NO_CALL = SeriesShape.flat(0, 0);

    private final EstateBuilder estateBuilder;

    private SampleEndpoints(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleEndpoints sample = new SampleEndpoints(estateBuilder);
        sample.idle();
        sample.traps();
    }

    private void idle() {
        expect(endpoint("old-ranker", PRICED, 2, "-P90D", NO_CALL));
        // Neither the table of the estate nor the shipped catalogue has its price.
        expect(endpoint("demo-embedder", "ml.g4dn.xlarge", 1, "-P40D", NO_CALL));
    }

    private void traps() {
        endpoint("ranker", PRICED, 2, "-P200D", SeriesShape.flat(900, 0.2));
        endpoint("monthly-scorer", PRICED, 1, "-P120D", NO_CALL.withOnce(List.of(A_CALL)));
        endpoint("new-ranker", PRICED, 1, "-P3D", NO_CALL);
        endpoint("tagger", null, 0, "-P90D", NO_CALL);
    }

    private void expect(String name) {
        estateBuilder.expectOpen(IDLE_ENDPOINT, name);
    }

    /**
     * Adds an endpoint, and returns its name.
     *
     * @param type null for a serverless one, of which CloudWatch has no load
     * @param invocations in five minutes
     */
    private String endpoint(
            String name, @Nullable String type, int instances, String created, SeriesShape invocations) {
        String own = estateBuilder.name(name);
        estateBuilder.add(new EstateInferenceEndpoint(
                own,
                EstateInstance.DEFAULT_ACCOUNT,
                HOME,
                EstateBuilder.allocated(Map.of("team", "ranking")),
                type,
                instances,
                new EstateTime(created)));
        estateBuilder.add(own, EstateMetric.INVOCATIONS, invocations);
        if (type != null) {
            estateBuilder.add(own, EstateMetric.ENDPOINT_CPU_UTILIZATION, IDLE_CPU);
        }
        return own;
    }
}
