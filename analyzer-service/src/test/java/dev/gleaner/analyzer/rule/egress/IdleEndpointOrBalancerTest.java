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
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code idle-gateway} on interface endpoints and load balancers. */
class IdleEndpointOrBalancerTest {

    private static final int HOURS = 14 * Hour.PER_DAY;
    private static final long OLD = Sights.END.toEpochMilli() - HOURS * Hour.MILLIS;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final String ENDPOINT =
            Arn.vpcEndpoint(Signals.REGION, Signals.ACCOUNT, "vpce-1").toString();
    private static final String BALANCER = balancer("net/feed/0123456789abcdef");
    private static final String ENDPOINT_BYTES = "AWS/PrivateLinkEndpoints BytesProcessed";
    private static final String BALANCER_BYTES = "AWS/NetworkELB ProcessedBytes";
    private static final String BALANCER_UNITS = "AWS/NetworkELB ConsumedLCUs";

    private final InventoryProfile<GatewayFacts, HourlyCounterHistory> endpoint = listed(ENDPOINT, "available", OLD);
    private final InventoryProfile<GatewayFacts, HourlyCounterHistory> balancer = listed(BALANCER, "active", OLD);

    @Test
    void shouldFindAnEndpointWithoutBytesAndSayHowToDeleteIt() {
        quiet(endpoint, 0, HOURS);

        Verdict.Found found = (Verdict.Found) judge(endpoint);

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("through it", 0, "bytes", 1.0, HOURS, 1),
                        new Evidence("through it on its busiest day", 0, "bytes", null, HOURS, 1),
                        new Evidence("through it in the last 24 hours", 0, "bytes", null, 24, 1),
                        new Evidence("no traffic for at least", 13, "days", null, 13, 0.21),
                        new Evidence(Evidence.HISTORY, 13, "days", 35.0, 13, 0.21));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .contains("aws ec2 delete-vpc-endpoints --region us-east-1 --vpc-endpoint-ids vpce-1.")
                    .contains("com.amazonaws.us-east-1.ecr.api")
                    .doesNotContain("belongs to");
        });
    }

    @Test
    void shouldFindALoadBalancerWithoutBytesAndSayHowToDeleteIt() {
        quiet(balancer, 0, HOURS);

        Verdict.Found found = (Verdict.Found) judge(balancer);

        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .contains(
                            "aws elbv2 delete-load-balancer --region us-east-1 --load-balancer-arn " + BALANCER + ".");
        });
    }

    /** What a controller or an AWS service made comes back, or cannot be deleted. */
    @Test
    void shouldNameWhoWouldCreateItAgain() {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> owned = Sights.gateway(ENDPOINT);
        owned.see(
                Sights.END.toEpochMilli() - 1,
                new GatewayFacts(
                        Signals.ACCOUNT, Signals.REGION, Map.of(), "available", "", "vpc-1", OLD, 2, "eks:prod", ""));
        quiet(owned, 0, HOURS);

        assertThat(((Verdict.Found) judge(owned)).remedies().get(0).text()).contains("belongs to eks:prod");
    }

    @Test
    void shouldSayNothingOfOneThatCarriedAByte() {
        quiet(endpoint, 0, HOURS);
        quiet(balancer, 0, HOURS);
        assertThat(judge(endpoint)).isInstanceOf(Verdict.Found.class);
        assertThat(judge(balancer)).isInstanceOf(Verdict.Found.class);

        measure(endpoint, 300, Map.of(ENDPOINT_BYTES, 1.0));
        measure(balancer, 300, Map.of(BALANCER_BYTES, 1.0));

        assertThat(judge(endpoint)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(balancer)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTakeMissingHoursForHoursWithoutBytes() {
        quiet(endpoint, 0, 268);
        quiet(balancer, 0, 268);
        Verdict missing = new Verdict.Insufficient(List.of("its bytes in 68 of 336 hours"));
        assertThat(judge(endpoint)).isEqualTo(missing);
        assertThat(judge(balancer)).isEqualTo(missing);

        quiet(endpoint, 268, 269);
        quiet(balancer, 268, 269);

        assertThat(judge(endpoint)).isInstanceOf(Verdict.Found.class);
        assertThat(judge(balancer)).isInstanceOf(Verdict.Found.class);
    }

    /** The collector publishes nothing in a region where no endpoint has a value, used or not. */
    @Test
    void shouldSayWhatIsMissingWhereNoEndpointOfTheRegionHasBytes() {
        assertThat(judge(endpoint))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        verdict -> assertThat(verdict.missing())
                                .singleElement()
                                .asString()
                                .startsWith("bytes of any interface endpoint of its region"));
        assertThat(judge(balancer)).isEqualTo(new Verdict.Insufficient(List.of("its bytes in 336 of 336 hours")));
    }

    /**
     * cloud-custodian/cloud-custodian#4320: absent is not zero. CloudWatch always has capacity units: bytes alone do not show that
     * the other hours were read.
     */
    @Test
    void shouldNotTakeHoursWithoutCapacityUnitsAsKnown() {
        for (int hour = 0; hour < HOURS; hour++) {
            measure(balancer, hour, Map.of(BALANCER_BYTES, 0.0));
        }

        assertThat(GatewaySnapshot.of(balancer.at(Sights.LAST, 1)).bytes(HOURS).hours())
                .isZero();
        assertThat(judge(balancer)).isInstanceOf(Verdict.Insufficient.class);
    }

    /** Periods of a metric stream are minutes. */
    @Test
    void shouldNotCountOtherPeriodsOrMetrics() {
        MetricSet hour = hour(balancer, 0, Map.of(BALANCER_BYTES, 5.0, "AWS/NetworkELB NewFlowCount", 3.0));
        MetricSet.Builder minutes = hour.toBuilder();
        minutes.getMetricsBuilderList().forEach(metric -> metric.setPeriod(60));
        fold(balancer, minutes.build());
        assertThat(GatewaySnapshot.of(balancer.at(Sights.LAST, 1)).bytes(1).total())
                .isZero();

        fold(balancer, hour);

        assertThat(GatewaySnapshot.of(balancer.at(Sights.LAST, 1)).bytes(1).total())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "available, true",
        "Available, true",
        "pending, false",
        "pendingAcceptance, false",
        "rejected, false",
        "deleting, false"
    })
    void shouldTellOnlyOfEndpointsThatCarryTraffic(String state, boolean isFound) {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> profile = listed(ENDPOINT, state, OLD);
        quiet(profile, 0, HOURS);

        assertThat(judge(profile) instanceof Verdict.Found).isEqualTo(isFound);
    }

    @ParameterizedTest
    @CsvSource({"active, true", "active_impaired, true", "provisioning, false", "failed, false", "available, false"})
    void shouldTellOnlyOfLoadBalancersThatRoute(String state, boolean isFound) {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> profile = listed(BALANCER, state, OLD);
        quiet(profile, 0, HOURS);

        assertThat(judge(profile) instanceof Verdict.Found).isEqualTo(isFound);
    }

    @Test
    void shouldSayNothingOfAYoungOne() {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> young = listed(BALANCER, "active", OLD + 1);
        quiet(young, 0, HOURS);

        assertThat(judge(young)).isInstanceOf(Verdict.Nothing.class);
    }

    /** Load balancers are listed once a day, so that a day without a listing says nothing. */
    @Test
    void shouldTellForLongerOfALoadBalancerThatListingsNoLongerShow() {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> dayOld = lastListed(BALANCER, "active", 48);
        InventoryProfile<GatewayFacts, HourlyCounterHistory> gone = lastListed(BALANCER, "active", 49);
        InventoryProfile<GatewayFacts, HourlyCounterHistory> endpointGone = lastListed(ENDPOINT, "available", 25);
        List.of(dayOld, gone, endpointGone).forEach(profile -> quiet(profile, 0, HOURS));

        assertThat(judge(dayOld)).isInstanceOf(Verdict.Found.class);
        assertThat(judge(gone)).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(endpointGone)).isInstanceOf(Verdict.Insufficient.class);
    }

    /** 730 hours a month in each Availability Zone. */
    @Test
    void shouldPriceTheHoursOfAnEndpointInEachZone() {
        assertThat(saving(endpoint).monthly()).isEqualByComparingTo("21.90");
        assertThat(saving(endpoint).low()).isEqualByComparingTo("21.90");
        assertThat(saving(endpoint).basis()).contains("3 Availability Zones").contains("2190 x 0.01");

        InventoryProfile<GatewayFacts, HourlyCounterHistory> unknown = Sights.gateway(ENDPOINT);
        unknown.see(1, facts("available", OLD, null));

        assertThat(saving(unknown).priced()).isFalse();
        assertThat(saving(unknown).basis()).contains("how many Availability Zones");
    }

    @Test
    void shouldPriceTheHoursOfALoadBalancerByItsType() {
        assertThat(saving(balancer).monthly()).isEqualByComparingTo("16.43");
        assertThat(saving(listed(balancer("app/web/0123456789abcdef"), "active", OLD))
                        .monthly())
                .isEqualByComparingTo("16.43");
        Saving gateway = saving(listed(balancer("gwy/inspect/0123456789abcdef"), "active", OLD));
        assertThat(gateway.priced()).isFalse();
        assertThat(gateway.basis()).contains("elb|gateway-load-balancer|us-east-1|||hour");
    }

    /** Rows of earlier releases have neither zones nor owner. */
    @Test
    void shouldReadFactsOfEarlierReleases() {
        GatewayFacts facts = Json.read(
                "{\"account\":\"1\",\"region\":\"r\",\"tags\":{},\"state\":\"available\",\"connectivity\":\"public\",\"vpc\":\"vpc-1\",\"created\":5}"
                        .getBytes(StandardCharsets.UTF_8),
                GatewayFacts.class);

        assertThat(facts.connectivity()).isEqualTo("public");
        assertThat(facts.zones()).isNull();
    }

    /** Whatever comes twice or in another order; the sum of what is there decides, and only if enough is there. */
    @SeededTest(200)
    void shouldComeToTheSameVerdictInWhateverOrder(long seed) {
        Random random = new Random(seed);
        boolean isBalancer = random.nextBoolean();
        InventoryProfile<GatewayFacts, HourlyCounterHistory> ordered = isBalancer ? balancer : endpoint;
        InventoryProfile<GatewayFacts, HourlyCounterHistory> shuffled =
                isBalancer ? listed(BALANCER, "active", OLD) : listed(ENDPOINT, "available", OLD);
        double present = 0.7 + 0.3 * random.nextDouble();
        double busy = random.nextBoolean() ? 0 : 0.01;
        List<MetricSet> sets = new ArrayList<>();
        int known = 0;
        double bytes = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextDouble() >= present) {
                continue;
            }
            known++;
            double sum = random.nextDouble() < busy ? 1 + random.nextInt(1000) : 0;
            bytes += sum;
            if (!isBalancer) {
                sets.add(hour(ordered, hour, Map.of(ENDPOINT_BYTES, sum)));
            } else if (sum == 0) {
                sets.add(hour(ordered, hour, Map.of(BALANCER_UNITS, 0.0)));
            } else {
                sets.add(hour(ordered, hour, Map.of(BALANCER_UNITS, 0.2)));
                sets.add(hour(ordered, hour, Map.of(BALANCER_BYTES, sum)));
            }
        }
        List<MetricSet> repeated = new ArrayList<>(sets);
        repeated.addAll(sets.subList(0, random.nextInt(sets.size() + 1)));
        Collections.shuffle(repeated, random);

        sets.forEach(set -> fold(ordered, set));
        repeated.forEach(set -> fold(shuffled, set));

        Verdict verdict = judge(ordered);
        assertThat(Sights.text(judge(shuffled))).isEqualTo(Sights.text(verdict));
        if (bytes > 0) {
            assertThat(verdict).isInstanceOf(Verdict.Nothing.class);
        } else if (known < 0.8 * HOURS) {
            assertThat(verdict).isInstanceOf(Verdict.Insufficient.class);
        } else {
            assertThat(verdict).isInstanceOf(Verdict.Found.class);
        }
    }

    private static Verdict judge(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile) {
        return IdleGateway.of(Defaults.of(IdleGatewayConfig.class))
                .evaluate(GatewaySnapshot.of(profile.at(Sights.LAST, 1)));
    }

    private static Saving saving(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile) {
        GatewaySnapshot gateway = GatewaySnapshot.of(profile.at(Sights.LAST, 1));
        return IdleGateway.saving(Defaults.prices().on(DAY), gateway, Objects.requireNonNull(gateway.facts()));
    }

    /** Hours that were read, without bytes. */
    private static void quiet(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile, int from, int until) {
        Map<String, Double> sums =
                profile.resource().equals(ENDPOINT) ? Map.of(ENDPOINT_BYTES, 0.0) : Map.of(BALANCER_UNITS, 0.0);
        for (int hour = from; hour < until; hour++) {
            measure(profile, hour, sums);
        }
    }

    private static void measure(
            InventoryProfile<GatewayFacts, HourlyCounterHistory> profile, int hoursAgo, Map<String, Double> sums) {
        fold(profile, hour(profile, hoursAgo, sums));
    }

    private static void fold(InventoryProfile<GatewayFacts, HourlyCounterHistory> profile, MetricSet set) {
        GatewayType type = GatewayType.of(Arn.parse(profile.resource())).orElseThrow();
        type.signals()
                .fold(
                        profile.history(),
                        profile.timeline(),
                        Signal.newBuilder().setMetricSet(set).build(),
                        null);
    }

    private static MetricSet hour(
            InventoryProfile<GatewayFacts, HourlyCounterHistory> profile, int hoursAgo, Map<String, Double> sums) {
        return Signals.hourlySums(
                        profile.resource(),
                        "get-metric-data",
                        Sights.LAST.plus(-hoursAgo).start(),
                        sums)
                .getMetricSet();
    }

    private static InventoryProfile<GatewayFacts, HourlyCounterHistory> listed(String arn, String state, long created) {
        return Sights.listed(Sights.gateway(arn), facts(state, created, 3));
    }

    private static InventoryProfile<GatewayFacts, HourlyCounterHistory> lastListed(
            String arn, String state, int hoursAgo) {
        InventoryProfile<GatewayFacts, HourlyCounterHistory> profile = Sights.gateway(arn);
        profile.see(Sights.END.toEpochMilli() - hoursAgo * Hour.MILLIS, facts(state, OLD, 3));
        return profile;
    }

    private static GatewayFacts facts(String state, long created, @Nullable Integer zones) {
        return new GatewayFacts(
                Signals.ACCOUNT,
                Signals.REGION,
                Map.of("team", "vision"),
                state,
                "",
                "vpc-1",
                created,
                zones,
                "",
                "com.amazonaws.us-east-1.ecr.api");
    }

    private static String balancer(String id) {
        return "arn:aws:elasticloadbalancing:" + Signals.REGION + ":" + Signals.ACCOUNT + ":loadbalancer/" + id;
    }
}
