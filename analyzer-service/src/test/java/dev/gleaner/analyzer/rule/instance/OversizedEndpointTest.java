package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts.Variant;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VariantMetrics;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpoint;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OversizedEndpointTest {

    private static final int HOURS = 14 * Hour.PER_DAY;
    private static final long OLD = Sights.END.toEpochMilli() - HOURS * Hour.MILLIS;
    private static final String ENDPOINT =
            "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":endpoint/ranker";
    private static final String INVOCATIONS = "AWS/SageMaker Invocations";
    private static final String LATENCY = "AWS/SageMaker ModelLatency";
    private static final String CPU = "/aws/sagemaker/Endpoints CPUUtilization";
    private static final String GPU = "/aws/sagemaker/Endpoints GPUUtilization";

    /** Of 4 vCPUs. */
    private static final Variant FIVE = new Variant("main", "ml.m5.xlarge", 5, false, false);

    /** Of 4 vCPUs and a GPU. */
    private static final Variant GPUS = new Variant("main", "ml.g5.xlarge", 4, false, false);

    private static final Map<String, Double> QUIET = Map.of(INVOCATIONS, 6_000.0, LATENCY, 40_000.0, CPU, 100.0);

    @Test
    void shouldFindInstancesThatTheLoadDoesNotNeed() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, HOURS, QUIET);

        Verdict.Found found = (Verdict.Found) judge(endpoint);

        assertThat(Savings.of(found).basis()).startsWith("hours of 3 ");
        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("instances", 5, "count", null, 1, 1),
                        new Evidence("instances needed", 2, "count", 5.0, 1, 1),
                        new Evidence("CPU p99 on the instances needed", 62.5, "percent", 80.0, HOURS, 1),
                        new Evidence("model latency p99", 40, "milliseconds", 60.0, HOURS, 1),
                        new Evidence("invocations in an hour p99", 6_000, "count", null, HOURS, 1),
                        // What deploy/kits/batching reads.
                        new Evidence("requests at the peak", 1.667, "per second", null, HOURS, 1),
                        new Evidence("latency of a request", 40, "milliseconds", null, HOURS, 1));
        assertThat(found.remedies().get(1).text()).contains("deploy/kits/batching/render finding.json");
        assertThat(found.remedies()).first().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("set-endpoint-scaling");
            assertThat(remedy.reversible()).isTrue();
            // 100 a minute on 2 instances, and as much more as 80 % is above 62.5 %.
            assertThat(remedy.parameters()).isEqualTo(Map.of("instances", "2", "invocations", "64"));
        });
    }

    /** 730 hours of three of five instances at 0.23 USD. */
    @Test
    void shouldCountTheInstancesThatGo() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, HOURS, QUIET);

        Saving saving = Savings.of(judge(endpoint));

        assertThat(saving.low()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(saving.high()).isEqualByComparingTo("503.70");
        assertThat(saving.basis()).contains("hours of 3 ml.m5.xlarge");
    }

    /** Three hours in two weeks are 0.9 %, four are more than 1 %. */
    @ParameterizedTest
    @CsvSource({"3, true", "4, false"})
    void shouldCountPeaksThatComeOften(int peaks, boolean isFound) {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, HOURS, QUIET);
        measure(endpoint, 50, 50 + peaks, with(CPU, 390));

        assertThat(judge(endpoint) instanceof Verdict.Found).isEqualTo(isFound);
    }

    @ParameterizedTest
    @CsvSource({"100, 2", "127, 2", "128, 3", "191, 3", "192, 4", "255, 4", "256, 5", "400, 5"})
    void shouldKeepAsManyAsTheLoadNeeds(double cpu, int needed) {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, HOURS, with(CPU, cpu));

        if (needed == 5) {
            assertThat(judge(endpoint)).isEqualTo(new Verdict.Nothing("its load needs its 5 instances"));
        } else {
            assertThat(((Verdict.Found) judge(endpoint)).remedies().get(0).parameters())
                    .containsEntry("instances", Integer.toString(needed));
        }
    }

    /** A GPU that works bounds the instances, whatever its host does. */
    @Test
    void shouldNeedTheLoadOfTheGpus() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> busy = listed(GPUS);
        measure(busy, 0, HOURS, with(GPU, 61));
        assertThat(judge(busy)).isInstanceOf(Verdict.Nothing.class);

        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> quiet = listed(GPUS);
        measure(quiet, 0, HOURS, with(GPU, 30));
        assertThat(((Verdict.Found) judge(quiet)).evidence())
                .contains(new Evidence("GPU p99 on the instances needed", 60, "percent", 80.0, HOURS, 1));

        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> unknown = listed(GPUS);
        measure(unknown, 0, HOURS, QUIET);
        assertThat(missing(unknown)).containsExactly("its GPU load in 336 of 336 hours");
    }

    /** CloudWatch has no load of what these types are chosen for. */
    @ParameterizedTest
    @ValueSource(strings = {"ml.inf2.xlarge", "ml.trn1.2xlarge", "ml.inf1.xlarge", "ml.trn99.xlarge"})
    void shouldNotJudgeAcceleratorsThatAreNotMeasuredByTheCpu(String type) {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint =
                listed(new Variant("main", type, 5, false, false));
        measure(endpoint, 0, HOURS, with(CPU, 5));

        assertThat(judge(endpoint))
                .isEqualTo(new Verdict.Nothing("its instances have accelerators whose load is not measured: " + type));
    }

    /** A container may answer one request after another while its processors are quiet. */
    @ParameterizedTest
    @CsvSource({"60000, true", "60001, false"})
    void shouldLeaveAnEndpointWhoseAnswersGetSlower(double slow, boolean isFound) {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, HOURS, QUIET);
        measure(endpoint, 10, 14, with(LATENCY, slow));

        assertThat(judge(endpoint) instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** Two instances are for the case that one of them fails. */
    @Test
    void shouldKeepTwoInstances() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint =
                listed(new Variant("main", "ml.m5.xlarge", 2, false, false));
        measure(endpoint, 0, HOURS, with(CPU, 1));

        assertThat(judge(endpoint))
                .isEqualTo(new Verdict.Nothing("it has 2 instances, of which 2 are kept whatever the load is"));
    }

    /** Absent is not zero. */
    @Test
    void shouldNotTakeAbsentValuesForAQuietEndpoint() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(FIVE);
        measure(endpoint, 0, 302, QUIET);
        assertThat(missing(endpoint)).containsExactly("its CPU load in 34 of 336 hours");
        measure(endpoint, 302, 303, QUIET);
        assertThat(judge(endpoint)).isInstanceOf(Verdict.Found.class);

        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> silent = listed(FIVE);
        measure(silent, 0, HOURS, Map.of(INVOCATIONS, 6_000.0, CPU, 100.0));
        assertThat(missing(silent)).containsExactly("its model latency in 336 of 336 hours with invocations");
    }

    /** The load before was for another number of instances, or another model. */
    @Test
    void shouldNeedAnEndpointThatDidNotChange() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> changed =
                listed(facts("InService", "real-time", OLD + 1, FIVE));
        measure(changed, 0, HOURS, QUIET);
        assertThat(judge(changed)).isEqualTo(new Verdict.Nothing("it was created or changed in the last 14 days"));

        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> unknown =
                listed(facts("InService", "real-time", null, FIVE));
        measure(unknown, 0, HOURS, QUIET);
        assertThat(missing(unknown)).singleElement().asString().startsWith("the time of its last change");
    }

    @Test
    void shouldTellWhatItDoesNotKnowOfTheInstances() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint =
                listed(new Variant("main", "ml.x99.xlarge", null, false, false));
        measure(endpoint, 0, HOURS, QUIET);

        assertThat(missing(endpoint))
                .containsExactly("its number of instances", "the vCPUs and GPUs of its type ml.x99.xlarge");
    }

    @Test
    void shouldLeaveOtherEndpoints() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> idle = listed(FIVE);
        measure(idle, 0, HOURS, Map.of(CPU, 1.0));
        assertThat(judge(idle)).isInstanceOf(Verdict.Nothing.class);

        assertThat(judge(listed(FIVE, new Variant("canary", "ml.m5.xlarge", 3, false, false))))
                .isEqualTo(new Verdict.Nothing("it has 2 variants, and which of them gets the load can change"));
        assertThat(judge(listed(facts("Updating", "real-time", OLD, FIVE)))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(listed(facts("InService", "asynchronous", OLD, FIVE)))).isInstanceOf(Verdict.Nothing.class);
    }

    /** The order, repetition and lateness of signals do not matter, and more load never needs fewer instances. */
    @SeededTest(200)
    void shouldComeToTheSameVerdictInWhateverOrder(long seed) {
        Random random = new Random(seed);
        double level = 20 + 200 * random.nextDouble();
        double present = 0.85 + 0.15 * random.nextDouble();
        List<Signal> signals = new ArrayList<>();
        List<Signal> busier = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextDouble() < present) {
                Map<String, Double> values = new HashMap<>(QUIET);
                values.put(CPU, level * random.nextDouble());
                values.put(INVOCATIONS, (double) random.nextInt(10_000));
                signals.add(hour(hour, values));
                values.put(CPU, values.get(CPU) + 20);
                busier.add(hour(hour, values));
            }
        }
        List<Signal> repeated = new ArrayList<>(signals);
        repeated.addAll(signals.subList(0, random.nextInt(signals.size() + 1)));
        Collections.shuffle(repeated, random);
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> ordered = listed(FIVE);
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> shuffled = listed(FIVE);
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> loaded = listed(FIVE);

        signals.forEach(signal -> new VariantMetrics().fold(ordered.history(), ordered.timeline(), signal, null));
        repeated.forEach(signal -> new VariantMetrics().fold(shuffled.history(), shuffled.timeline(), signal, null));
        busier.forEach(signal -> new VariantMetrics().fold(loaded.history(), loaded.timeline(), signal, null));

        assertThat(Sights.text(judge(shuffled))).isEqualTo(Sights.text(judge(ordered)));
        assertThat(judge(ordered) instanceof Verdict.Insufficient).isEqualTo(signals.size() < 0.9 * HOURS);
        assertThat(instances(judge(loaded))).isGreaterThanOrEqualTo(instances(judge(ordered)));
    }

    private static int instances(Verdict verdict) {
        return verdict instanceof Verdict.Found found
                ? Integer.parseInt(found.remedies().get(0).parameters().get("instances"))
                : 5;
    }

    private static List<String> missing(InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile) {
        return ((Verdict.Insufficient) judge(profile)).missing();
    }

    private static Verdict judge(InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile) {
        Rule<InferenceEndpointSnapshot> rule = OversizedEndpoint.of(
                Defaults.of(OversizedEndpointConfig.class),
                Defaults.instanceRules().accelerators());
        assertThat(rule.name()).isEqualTo("oversized-endpoint");
        return rule.evaluate(snapshot(profile));
    }

    private static InferenceEndpointSnapshot snapshot(
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile) {
        return new InferenceEndpointSnapshot(profile.at(Sights.LAST, 1));
    }

    private static Map<String, Double> with(String metric, double value) {
        Map<String, Double> values = new HashMap<>(QUIET);
        values.put(metric, value);
        return values;
    }

    private static void measure(
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile,
            int from,
            int until,
            Map<String, Double> values) {
        for (int hour = from; hour < until; hour++) {
            new VariantMetrics().fold(profile.history(), profile.timeline(), hour(hour, values), null);
        }
    }

    private static Signal hour(int hoursAgo, Map<String, Double> values) {
        return Signals.hourlySums(
                ENDPOINT + "/variant/main",
                "get-metric-data-endpoints",
                Sights.LAST.plus(-hoursAgo).start(),
                values);
    }

    private static InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> listed(Variant... variants) {
        return listed(facts("InService", "real-time", OLD, variants));
    }

    private static InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> listed(InferenceEndpointFacts facts) {
        return Sights.listed(Sights.INFERENCE_ENDPOINTS.blank(ENDPOINT), facts);
    }

    private static InferenceEndpointFacts facts(
            String state, String type, @Nullable Long modified, Variant... variants) {
        return Sights.inferenceEndpoint(state, type, OLD, modified, variants);
    }
}
