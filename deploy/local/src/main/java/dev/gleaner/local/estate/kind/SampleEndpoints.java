package dev.gleaner.local.estate.kind;

import static dev.gleaner.local.estate.kind.EstateInferenceEndpoint.IDLE_ENDPOINT;
import static dev.gleaner.local.estate.kind.EstateInferenceEndpoint.OVERSIZED_ENDPOINT;

import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inference endpoints that nobody invokes or that have too many instances, and those that only look so. */
final class SampleEndpoints {

    private static final String HOME = "us-east-1";
    private static final String PRICED = "ml.m5.xlarge";
    private static final SeriesShape IDLE_CPU = SeriesShape.flat(0.4, 0.1);
    private static final SeriesShape.Once A_CALL =
            new SeriesShape.Once(EstateTime.before(Duration.ofDays(5)), Duration.ofMinutes(5), 1);
    private static final SeriesShape NO_CALL = SeriesShape.flat(0, 0);

    /** Percent, 100 for each of the 4 vCPUs. */
    private static final SeriesShape QUIET_CPU = SeriesShape.flat(90, 0.02);

    /** Microseconds. */
    private static final SeriesShape LATENCY = SeriesShape.flat(40_000, 0.05);

    private static final SeriesShape.Weekly RUSH_HOUR =
            SeriesShape.Weekly.everyDay(LocalTime.of(9, 0), Duration.ofHours(1), 300);

    private final SampleEstate estate;

    private SampleEndpoints(SampleEstate estate) {
        this.estate = estate;
    }

    static void addTo(SampleEstate estate) {
        SampleEndpoints sample = new SampleEndpoints(estate);
        sample.idle();
        sample.oversized();
        sample.traps();
    }

    private void idle() {
        expect(endpoint("old-ranker", PRICED, 2, "-P90D", NO_CALL));
        // Neither the table of the estate nor the shipped catalogue has its price.
        expect(endpoint("demo-embedder", "ml.g4dn.xlarge", 1, "-P40D", NO_CALL));
    }

    private void oversized() {
        estate.expectOpen(OVERSIZED_ENDPOINT, loaded("wide-ranker", 5, SeriesShape.flat(400, 0.2), QUIET_CPU, LATENCY));
        // An hour a day needs all of them.
        loaded("rush-hour-ranker", 4, SeriesShape.flat(400, 0.2), QUIET_CPU.withWeekly(RUSH_HOUR), LATENCY);
        // Two are for the case that one of them fails.
        loaded("paired-ranker", 2, SeriesShape.flat(400, 0.2), QUIET_CPU, LATENCY);
        // Its requests wait for something else than its processors.
        loaded(
                "waiting-ranker",
                4,
                SeriesShape.flat(400, 0.2),
                QUIET_CPU,
                LATENCY.withWeekly(SeriesShape.Weekly.everyDay(LocalTime.of(9, 0), Duration.ofHours(1), 200_000)));
    }

    private void traps() {
        endpoint("live-ranker", PRICED, 2, "-P200D", SeriesShape.flat(900, 0.2));
        endpoint("monthly-scorer", PRICED, 1, "-P120D", NO_CALL.withOnce(List.of(A_CALL)));
        endpoint("new-ranker", PRICED, 1, "-P3D", NO_CALL);
        endpoint("tagger", null, 0, "-P90D", NO_CALL);
    }

    private void expect(String name) {
        estate.expectOpen(IDLE_ENDPOINT, name);
    }

    /**
     * Adds an endpoint, and returns its name.
     *
     * @param type null for a serverless one, of which CloudWatch has no load
     * @param invocations in five minutes
     */
    private String endpoint(
            String name, @Nullable String type, int instances, String created, SeriesShape invocations) {
        String own = estate.name(name);
        estate.add(
                KindRegistry.INFERENCE_ENDPOINTS,
                new EstateInferenceEndpoint(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(Map.of("team", "ranking")),
                        type,
                        instances,
                        new EstateTime(created)));
        estate.add(own, EstateMetric.INVOCATIONS, invocations);
        if (type != null) {
            estate.add(own, EstateMetric.ENDPOINT_CPU_UTILIZATION, IDLE_CPU);
        }
        return own;
    }

    /**
     * Adds an endpoint that was not changed for long, and returns its name.
     *
     * @param invocations in five minutes
     */
    private String loaded(String name, int instances, SeriesShape invocations, SeriesShape cpu, SeriesShape latency) {
        String own = estate.name(name);
        estate.add(
                KindRegistry.INFERENCE_ENDPOINTS,
                new EstateInferenceEndpoint(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(Map.of("team", "ranking")),
                        PRICED,
                        instances,
                        new EstateTime("-P100D")));
        estate.add(own, EstateMetric.INVOCATIONS, invocations);
        estate.add(own, EstateMetric.ENDPOINT_CPU_UTILIZATION, cpu);
        estate.add(own, EstateMetric.MODEL_LATENCY, latency);
        return own;
    }
}
