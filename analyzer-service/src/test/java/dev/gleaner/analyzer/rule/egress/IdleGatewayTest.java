package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.GatewayType;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.MetricSet;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdleGatewayTest {

    private static final int HOURS = 14 * Hour.PER_DAY;
    private static final long LIMIT = 1_000_000_000L;
    private static final long OLD = Sights.END.toEpochMilli() - HOURS * Hour.MILLIS;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);

    private final InventoryProfile<GatewayFacts, HourlyCounterHistory> gateway = listed("available", "public", OLD);

    @Test
    void shouldFindAGatewayWithHardlyAnyBytes() {
        Sights.measure(gateway, "", 0, HOURS, 1_000_000);
        measure(gateway, hour(30, 100_000_000));

        Verdict.Found found = (Verdict.Found) judge(gateway);

        // 336 hours of 2 MB, of which one has 200 MB instead.
        assertThat(found.evidence())
                .contains(new Evidence("through it", 870_000_000.0, "bytes", (double) LIMIT, HOURS, 1))
                .contains(new Evidence("sent to destinations", 435_000_000.0, "bytes", null, HOURS, 1))
                .contains(new Evidence("through it on its busiest day", 246_000_000.0, "bytes", null, HOURS, 1))
                .contains(new Evidence("through it in the last 24 hours", 48_000_000.0, "bytes", null, 24, 1));
        assertThat(found.evidence()).contains(new Evidence("last traffic", 0, "days ago", null, 13, 0.21));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("Something uses the NAT gateway");
        });
    }

    @Test
    void shouldDeleteAGatewayWithoutAnyBytes() {
        Verdict.Found found = (Verdict.Found) judge(quiet(gateway));

        assertThat(found.evidence())
                .contains(new Evidence("no traffic for at least", 13, "days", null, 13, 0.21))
                .contains(new Evidence(Evidence.HISTORY, 13, "days", 35.0, 13, 0.21));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("delete-nat-gateway");
            assertThat(remedy.parameters()).isEmpty();
            assertThat(remedy.reversible()).isFalse();
            assertThat(remedy.irreversibleParts()).hasSize(3);
        });
    }

    @Test
    void shouldSayNothingOfAGatewayThatIsUsedOnOneDay() {
        Sights.measure(gateway, "", 0, HOURS, 0);
        measure(gateway, hour(200, LIMIT / 2 - 1));
        assertThat(judge(gateway)).isInstanceOf(Verdict.Found.class);

        measure(gateway, hour(200, LIMIT / 2));

        assertThat(judge(gateway)).isInstanceOf(Verdict.Nothing.class);
    }

    static IntStream gaps() {
        return IntStream.rangeClosed(7, 31);
    }

    /** However little it is, and whatever the gap: before the next day has passed it is in use. */
    @ParameterizedTest
    @MethodSource("gaps")
    void shouldNotFindAGatewayThatIsUsedAtEqualGaps(int gap) {
        int occurrences = gap < 21 ? 3 : 2;
        Sights.measure(gateway, "", 0, 63 * Hour.PER_DAY, 0);
        for (int time = 0; time < occurrences; time++) {
            measure(gateway, hour((gap + time * gap) * Hour.PER_DAY, 20_000_000));
        }

        assertThat(judge(gateway).toString()).contains("its traffic recurs");
    }

    /** One hour of use is enough, however little is known of the others. */
    @Test
    void shouldSayNothingOfAUsedGatewayWhoseOtherHoursAreMissing() {
        measure(gateway, hour(5, LIMIT));

        assertThat(judge(gateway)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTakeMissingHoursForIdleOnes() {
        Sights.measure(gateway, "", 0, 268, 0);
        assertThat(judge(gateway)).isEqualTo(new Verdict.Insufficient(List.of("its bytes in 68 of 336 hours")));

        Sights.measure(gateway, "", 268, 269, 0);

        assertThat(judge(gateway)).isInstanceOf(Verdict.Found.class);
    }

    /** A collector that has read for a short time only is no reason to tell of each gateway. */
    @Test
    void shouldSayNothingBeforeItWasMeasuredForLongEnough() {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> fresh = Sights.gateway(arn());
        fresh.see(Sights.END.toEpochMilli() - 1, facts("available", "public", OLD));
        Sights.measure(fresh, "", 0, HOURS / 2, 0);
        assertThat(judge(fresh)).isInstanceOf(Verdict.Nothing.class);

        Sights.measure(fresh, "", HOURS / 2, HOURS - 1, 0);

        assertThat(judge(fresh)).isInstanceOf(Verdict.Found.class);
    }

    /** A gateway that only receives would look idle by what it sends. */
    @Test
    void shouldNeedEachMetric() {
        Sights.measure(gateway, "", 1, HOURS, 0);
        for (int hour = 0; hour < HOURS; hour++) {
            MetricSet.Builder three = hour(hour, 0).toBuilder();
            three.removeMetrics(2);
            InventoryProfile<GatewayFacts, HourlyCounterHistory> other =
                    hour == 0 ? gateway : listed("available", "public", OLD);
            measure(other, three.build());
        }
        assertThat(GatewaySnapshot.of(gateway.at(Sights.LAST, 1)).bytes(HOURS).hours())
                .isEqualTo(HOURS - 1);
    }

    @Test
    void shouldCountTheLargerSideOfEachDirection() {
        MetricSet.Builder lost = hour(0, 0).toBuilder();
        lost.setMetrics(0, lost.getMetrics(0).toBuilder().setSum(0, 700));
        lost.setMetrics(1, lost.getMetrics(1).toBuilder().setSum(0, 500));
        lost.setMetrics(3, lost.getMetrics(3).toBuilder().setSum(0, 40));

        measure(gateway, lost.build());

        assertThat(GatewaySnapshot.of(gateway.at(Sights.LAST, 1)).bytes(1).total())
                .isEqualTo(740);
    }

    @Test
    void shouldSayNothingOfAGatewayThatIsNotAvailableOrYoung() {
        for (String state : List.of("pending", "failed", "deleting", "deleted")) {
            assertThat(judge(quiet(listed(state, "public", OLD)))).isInstanceOf(Verdict.Nothing.class);
        }
        assertThat(judge(quiet(listed("available", "public", OLD + 1)))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(quiet(listed("available", "public", OLD)))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(quiet(listed("available", "public", null))))
                .isEqualTo(new Verdict.Insufficient(List.of("its time of creation")));
    }

    @Test
    void shouldNotTellOfAGatewayThatListingsNoLongerShow() {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> unlisted = Sights.gateway(arn());
        unlisted.see(Sights.END.toEpochMilli() - 24 * Hour.MILLIS - 1, facts("available", "public", OLD));

        assertThat(judge(quiet(unlisted)))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        verdict -> assertThat(verdict.missing())
                                .singleElement()
                                .asString()
                                .contains("may have been deleted"));
    }

    @Test
    void shouldPriceTheHoursOfTheGatewayAndSayWhatStays() {
        Saving saving = saving("public", Signals.REGION);

        assertThat(saving.monthly()).isEqualByComparingTo("32.85");
        assertThat(saving.low()).isEqualByComparingTo("32.85");
        assertThat(saving.basis())
                .startsWith("NAT gateway hours 730 x 0.045")
                .endsWith("its Elastic IP addresses still cost until they are released");
        assertThat(saving("private", Signals.REGION).basis()).doesNotContain("Elastic");
        assertThat(saving("public", "af-south-1").priced()).isFalse();
        assertThat(saving("public", "af-south-1").basis()).contains("vpc|nat-gateway|af-south-1|||hour");
    }

    /** Whatever comes twice or in another order. */
    @SeededTest(200)
    void shouldComeToTheSameVerdictInWhateverOrder(long seed) {
        Random random = new Random(seed);
        List<MetricSet> hours = history(random);
        InventoryProfile<GatewayFacts, HourlyCounterHistory> shuffled = listed("available", "public", OLD);
        List<MetricSet> repeated = new ArrayList<>(hours);
        repeated.addAll(hours.subList(0, random.nextInt(hours.size() + 1)));
        Collections.shuffle(repeated, random);

        hours.forEach(hour -> measure(gateway, hour));
        repeated.forEach(hour -> measure(shuffled, hour));

        assertThat(Sights.text(judge(shuffled))).isEqualTo(Sights.text(judge(gateway)));
    }

    /** The naive sum over what is there decides, and only if enough is there. */
    @SeededTest(200)
    void shouldNeverFindAGatewayThatIsUsedOrOfWhichTooLittleIsKnown(long seed) {
        List<MetricSet> hours = history(new Random(seed));
        hours.forEach(hour -> measure(gateway, hour));
        double bytes = hours.stream()
                .mapToDouble(hour ->
                        hour.getMetrics(0).getSum(0) + hour.getMetrics(2).getSum(0))
                .sum();

        Verdict verdict = judge(gateway);

        if (bytes >= LIMIT) {
            assertThat(verdict).isInstanceOf(Verdict.Nothing.class);
        } else if (hours.size() < 0.8 * HOURS) {
            assertThat(verdict).isInstanceOf(Verdict.Insufficient.class);
        } else {
            assertThat(verdict).isInstanceOf(Verdict.Found.class);
        }
    }

    /** Some of the hours, with about as many bytes as the limit. */
    private static List<MetricSet> history(Random random) {
        double present = 0.7 + 0.3 * random.nextDouble();
        double mean = random.nextDouble() * LIMIT / HOURS;
        List<MetricSet> hours = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextDouble() < present) {
                hours.add(hour(hour, Math.round(mean * random.nextDouble() * 2)));
            }
        }
        return hours;
    }

    private static Verdict judge(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile) {
        return IdleGateway.of(Defaults.of(IdleGatewayConfig.class))
                .evaluate(GatewaySnapshot.of(profile.at(Sights.LAST, 1)));
    }

    private Saving saving(String connectivity, String region) {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> profile = Sights.gateway(arn());
        profile.see(
                1,
                new GatewayFacts(
                        Signals.ACCOUNT, region, Map.of(), "available", connectivity, "vpc-1", OLD, null, null, null));
        GatewaySnapshot gateway = GatewaySnapshot.of(profile.at(Sights.LAST, 1));
        return IdleGateway.saving(Defaults.prices().on(DAY), gateway, Objects.requireNonNull(gateway.facts()));
    }

    private static InventoryProfile<GatewayFacts, HourlyCounterHistory> quiet(
            InventoryProfile<GatewayFacts, HourlyCounterHistory> profile) {
        Sights.measure(profile, "", 0, HOURS, 0);
        return profile;
    }

    private static void measure(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile, MetricSet metrics) {
        GatewayType.NAT_GATEWAY
                .signals()
                .fold(
                        profile.history(),
                        profile.timeline(),
                        Signal.newBuilder().setMetricSet(metrics).build(),
                        null);
    }

    private static MetricSet hour(int hoursAgo, long bytes) {
        return Signals.natGatewayBytes(arn(), "", Sights.LAST.plus(-hoursAgo).start(), bytes)
                .getMetricSet();
    }

    private static InventoryProfile<GatewayFacts, HourlyCounterHistory> listed(
            String state, String connectivity, @Nullable Long created) {
        return Sights.listed(Sights.gateway(arn()), facts(state, connectivity, created));
    }

    private static GatewayFacts facts(String state, String connectivity, @Nullable Long created) {
        return new GatewayFacts(
                Signals.ACCOUNT,
                Signals.REGION,
                Map.of("team", "vision"),
                state,
                connectivity,
                "vpc-1",
                created,
                null,
                null,
                null);
    }

    private static String arn() {
        return "arn:aws:ec2:" + Signals.REGION + ":" + Signals.ACCOUNT + ":natgateway/nat-1";
    }
}
