package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.EndpointTariff;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts.Variant;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VariantMetrics;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IdleEndpointTest {

    private static final int HOURS = 7 * Hour.PER_DAY;
    private static final long OLD = Sights.END.toEpochMilli() - HOURS * Hour.MILLIS;
    private static final LocalDate DAY = LocalDate.of(2026, 10, 19);
    private static final String ENDPOINT =
            "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":endpoint/ranker";
    private static final String INVOCATIONS = "AWS/SageMaker Invocations";
    private static final String CPU = "/aws/sagemaker/Endpoints CPUUtilization";
    private static final Variant MAIN = new Variant("main", "ml.m5.xlarge", 2, false, false);
    private static final Variant NEXT = new Variant("next", "ml.m5.2xlarge", 1, false, false);
    private static final Variant SHADOW = new Variant("shadow", "ml.p5.48xlarge", 1, false, true);

    private final InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> endpoint = listed(OLD, MAIN);

    /** CloudWatch need not have a value of the invocations where there are none. */
    @Test
    void shouldFindAnEndpointThatNobodyInvoked() {
        running(endpoint, "main", 0, HOURS);

        Verdict.Found found = (Verdict.Found) judge(endpoint);

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("invocations", 0, "count", 1.0, HOURS, 1),
                        new Evidence("invocations in the last 24 hours", 0, "count", null, 24, 1),
                        new Evidence("instances", 2, "count", null, 1, 1),
                        new Evidence("no invocation for at least", 6, "days", null, 6, 0.097),
                        new Evidence(Evidence.HISTORY, 6, "days", 35.0, 6, 0.097));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("delete-endpoint");
            assertThat(remedy.reversible()).isTrue();
            assertThat(remedy.parameters()).isEmpty();
        });
    }

    @Test
    void shouldSayNothingOfOneThatWasInvokedOnce() {
        running(endpoint, "main", 0, HOURS);
        measure(endpoint, "main", HOURS - 1, Map.of(INVOCATIONS, 1.0));

        assertThat(judge(endpoint)).isEqualTo(new Verdict.Nothing("it was invoked in the last 7 days"));
    }

    @Test
    void shouldNotCountWhatWasBeforeTheWindow() {
        running(endpoint, "main", 0, HOURS);
        measure(endpoint, "main", HOURS, Map.of(INVOCATIONS, 1.0));

        assertThat(judge(endpoint)).isInstanceOf(Verdict.Found.class);
    }

    static IntStream gaps() {
        return IntStream.rangeClosed(2, 31);
    }

    /** Whatever the gap, with and without the tolerance of a day, a deletion is not offered before the next day has passed. */
    @ParameterizedTest
    @MethodSource("gaps")
    void shouldNotFindAnEndpointThatIsInvokedAtEqualGaps(int gap) {
        int occurrences = gap < 21 ? 3 : 2;
        for (int since : new int[] {Math.max(1, gap / 2), gap}) {
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> recurring = listed(OLD, MAIN);
            running(recurring, "main", 0, 63 * Hour.PER_DAY);
            for (int time = 0; time < occurrences; time++) {
                measure(recurring, "main", (since + time * gap) * Hour.PER_DAY, Map.of(INVOCATIONS, 3.0));
            }

            assertThat(judge(recurring)).as("last %d days ago", since).isInstanceOf(Verdict.Nothing.class);
        }
    }

    @Test
    void shouldTellTheDaysOfInvocationsThatRecur() {
        running(endpoint, "main", 0, 40 * Hour.PER_DAY);
        for (int day : new int[] {9, 20, 31}) {
            measure(endpoint, "main", day * Hour.PER_DAY, Map.of(INVOCATIONS, 3.0));
        }

        assertThat(judge(endpoint))
                .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Nothing.class))
                .satisfies(verdict -> assertThat(verdict.toString()).contains("its invocations recur"));
    }

    /** A variant that a deployment replaced was part of the endpoint all the same. */
    @Test
    void shouldCountTheInvocationsOfAVariantThatIsGone() {
        running(endpoint, "main", 0, HOURS);
        measure(endpoint, "before", 100, Map.of(INVOCATIONS, 3.0));

        assertThat(judge(endpoint)).isInstanceOf(Verdict.Nothing.class);
    }

    /** Absent is not zero: without the load of the processors nothing shows that CloudWatch was read. */
    @Test
    void shouldNotTakeAbsentInvocationsForNone() {
        for (int hour = 0; hour < HOURS; hour += 50) {
            measure(endpoint, "main", hour, Map.of(INVOCATIONS, 0.0));
        }

        assertThat(judge(endpoint))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        verdict ->
                                assertThat(verdict.missing()).containsExactly("its invocations in 164 of 168 hours"));
    }

    @Test
    void shouldNotApplyWhereNoMetricsAreRead() {
        assertThat(new InferenceEndpointSnapshot(endpoint.at(Sights.LAST, 1)).notApplicable(HOURS))
                .isEqualTo("its invocations are not read");
    }

    @Test
    void shouldNeedFourFifthsOfTheHoursOfEachVariant() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> two = listed(OLD, MAIN, NEXT);
        running(two, "main", 0, HOURS);
        running(two, "next", 0, 134);
        assertThat(judge(two)).isInstanceOf(Verdict.Insufficient.class);

        running(two, "next", 134, 135);
        assertThat(judge(two)).isInstanceOf(Verdict.Found.class);
    }

    /** It receives copies of the requests to others. */
    @Test
    void shouldNotNeedTheHoursOfAShadowVariant() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> shadowed = listed(OLD, MAIN, SHADOW);
        running(shadowed, "main", 0, HOURS);

        assertThat(judge(shadowed)).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldSayNothingOfAYoungOne() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> young = listed(OLD + 1, MAIN);
        running(young, "main", 0, HOURS);

        assertThat(judge(young)).isEqualTo(new Verdict.Nothing("it is younger than 7 days"));
    }

    @ParameterizedTest
    @CsvSource({
        "Updating, real-time, false",
        "Failed, real-time, false",
        "InService, serverless, false",
        "InService, asynchronous, false",
        "InService, inference-components, false",
        "InService, real-time, true"
    })
    void shouldFindOnlyWhatIsInServiceAndInvokedDirectly(String state, String type, boolean isFound) {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> other = listed(facts(state, type, OLD, MAIN));
        running(other, "main", 0, HOURS);

        assertThat(judge(other)).isInstanceOf(isFound ? Verdict.Found.class : Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingOfOneWithoutInstances() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> scaledIn =
                listed(OLD, new Variant("main", "ml.m5.xlarge", 0, false, false));
        running(scaledIn, "main", 0, HOURS);

        assertThat(judge(scaledIn)).isInstanceOf(Verdict.Nothing.class);
    }

    /** It could not be created again. */
    @Test
    void shouldNotKnowEnoughOfOneWithoutItsConfiguration() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> unknown =
                listed(facts("InService", "", OLD, MAIN));
        running(unknown, "main", 0, HOURS);

        assertThat(judge(unknown))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        verdict -> assertThat(verdict.missing())
                                .singleElement()
                                .asString()
                                .startsWith("its configuration"));
    }

    @Test
    void shouldNotKnowEnoughOfOneThatListingsNoLongerShow() {
        for (int hours : new int[] {48, 49}) {
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile =
                    Sights.INFERENCE_ENDPOINTS.blank(ENDPOINT);
            profile.see(Sights.END.toEpochMilli() - hours * Hour.MILLIS, facts("InService", "real-time", OLD, MAIN));
            running(profile, "main", 0, HOURS);

            assertThat(judge(profile)).isInstanceOf(hours == 48 ? Verdict.Found.class : Verdict.Insufficient.class);
        }
    }

    @Test
    void shouldWaitForAWeekWhereItJustBegan() {
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> fresh =
                Sights.INFERENCE_ENDPOINTS.blank(ENDPOINT);
        fresh.see(Sights.END.toEpochMilli() - 1, facts("InService", "real-time", OLD, MAIN));
        running(fresh, "main", 0, 20);

        assertThat(judge(fresh)).isEqualTo(new Verdict.Nothing("it was first listed or measured less than 7 days ago"));
    }

    /** 730 hours of two ml.m5.xlarge at 0.23 and of one ml.m5.2xlarge at 0.461: 335.80 + 336.53 USD. */
    @Test
    void shouldPriceTheHoursOfEveryInstance() {
        Saving saving = saving(listed(OLD, MAIN, NEXT, SHADOW));

        assertThat(saving.monthly()).isEqualByComparingTo("672.33");
        assertThat(saving.low()).isEqualByComparingTo("0");
        assertThat(saving.basis())
                .contains("1460 x 0.23")
                .contains("730 x 0.461")
                .contains("storage and data");
    }

    /** An unknown price is not free. */
    @Test
    void shouldNotPriceOneWithAnInstanceOfAnUnknownPrice() {
        Saving saving = saving(listed(OLD, MAIN, new Variant("large", "ml.p5.48xlarge", 1, false, false)));
        assertThat(saving.priced()).isFalse();
        assertThat(saving.basis()).contains("sagemaker-hosting|ml.p5.48xlarge|us-east-1|||hour");

        assertThat(saving(listed(OLD, new Variant("main", "", 1, false, false))).priced())
                .isFalse();
        assertThat(saving(listed(OLD, new Variant("main", "ml.m5.xlarge", null, false, false)))
                        .priced())
                .isFalse();
    }

    @Test
    void shouldKeepWhatTheListingShows() {
        InferenceEndpointFacts facts = InferenceEndpointFacts.of(Signal.newBuilder()
                .setAccount("1")
                .setRegion("r")
                .setInventory(Inventory.newBuilder()
                        .setState("InService")
                        .setType("real-time")
                        .addVariants(dev.gleaner.contracts.signal.proto.Variant.newBuilder()
                                .setName("main")
                                .setInstanceType("ml.g5.xlarge")
                                .setInstances(2)))
                .build());

        assertThat(facts.created()).isNull();
        assertThat(facts.variants()).containsExactly(new Variant("main", "ml.g5.xlarge", 2, false, false));
    }

    /** Whatever comes twice or in another order; one invocation is enough to say nothing, and absent hours are not hours without any. */
    @SeededTest(300)
    void shouldComeToTheSameVerdictInWhateverOrder(long seed) {
        Random random = new Random(seed);
        List<String> variants = random.nextBoolean() ? List.of("main") : List.of("main", "next");
        Variant[] shown = variants.size() == 1 ? new Variant[] {MAIN} : new Variant[] {MAIN, NEXT};
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> ordered = listed(OLD, shown);
        InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> shuffled = listed(OLD, shown);
        double busy = random.nextBoolean() ? 0 : 0.01;
        List<Signal> signals = new ArrayList<>();
        int known = HOURS;
        long invocations = 0;
        for (String variant : variants) {
            double present = 0.7 + 0.3 * random.nextDouble();
            int ofVariant = 0;
            for (int hour = 0; hour < HOURS; hour++) {
                if (random.nextDouble() >= present) {
                    continue;
                }
                ofVariant++;
                boolean isInvoked = random.nextDouble() < busy;
                if (isInvoked) {
                    double count = 1 + random.nextInt(1000);
                    invocations += (long) count;
                    signals.add(hour(variant, hour, Map.of(INVOCATIONS, count)));
                }
                if (!isInvoked || random.nextBoolean()) {
                    signals.add(hour(variant, hour, Map.of(CPU, 100 * random.nextDouble())));
                }
            }
            known = Math.min(known, ofVariant);
        }
        List<Signal> repeated = new ArrayList<>(signals);
        repeated.addAll(signals.subList(0, random.nextInt(signals.size() + 1)));
        Collections.shuffle(repeated, random);

        signals.forEach(signal -> new VariantMetrics().fold(ordered.history(), ordered.timeline(), signal, null));
        repeated.forEach(signal -> new VariantMetrics().fold(shuffled.history(), shuffled.timeline(), signal, null));

        Verdict verdict = judge(ordered);
        assertThat(Sights.text(judge(shuffled))).isEqualTo(Sights.text(verdict));
        if (invocations > 0) {
            assertThat(verdict).isInstanceOf(Verdict.Nothing.class);
        } else if (known < 0.8 * HOURS) {
            assertThat(verdict).isInstanceOf(Verdict.Insufficient.class);
        } else {
            assertThat(verdict).isInstanceOf(Verdict.Found.class);
        }
    }

    private static Verdict judge(InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile) {
        return IdleEndpoint.of(Defaults.of(IdleEndpointConfig.class))
                .evaluate(new InferenceEndpointSnapshot(profile.at(Sights.LAST, 1)));
    }

    private static Saving saving(InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile) {
        InferenceEndpointSnapshot endpoint = new InferenceEndpointSnapshot(profile.at(Sights.LAST, 1));
        return new EndpointTariff(
                        endpoint.resource(),
                        endpoint.region(),
                        Objects.requireNonNull(endpoint.facts()).onInstances())
                .stopped(Defaults.prices().on(DAY), 1);
    }

    /** Hours with instances, without any value of the invocations. The load rounds to nothing. */
    private static void running(
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile,
            String variant,
            int from,
            int until) {
        for (int hour = from; hour < until; hour++) {
            measure(profile, variant, hour, Map.of(CPU, 0.2));
        }
    }

    private static void measure(
            InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> profile,
            String variant,
            int hoursAgo,
            Map<String, Double> sums) {
        new VariantMetrics().fold(profile.history(), profile.timeline(), hour(variant, hoursAgo, sums), null);
    }

    private static Signal hour(String variant, int hoursAgo, Map<String, Double> sums) {
        return Signals.hourlySums(
                ENDPOINT + "/variant/" + variant,
                "get-metric-data-endpoints",
                Sights.LAST.plus(-hoursAgo).start(),
                sums);
    }

    private static InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> listed(
            @Nullable Long created, Variant... variants) {
        return listed(facts("InService", "real-time", created, variants));
    }

    private static InventoryProfile<InferenceEndpointFacts, HourlyCounterHistory> listed(InferenceEndpointFacts facts) {
        return Sights.listed(Sights.INFERENCE_ENDPOINTS.blank(ENDPOINT), facts);
    }

    private static InferenceEndpointFacts facts(
            String state, String type, @Nullable Long created, Variant... variants) {
        return Sights.inferenceEndpoint(state, type, created, null, variants);
    }
}
