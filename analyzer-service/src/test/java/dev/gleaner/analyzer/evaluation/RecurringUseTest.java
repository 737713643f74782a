package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Variant;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints, gateways and groups that are used on few days, from signals to findings: the hours of most of these days are forgotten. */
class RecurringUseTest {

    /** A Tuesday; day 27 is the last one of a month, and so are days 58 and 88. */
    private static final Instant START = Instant.parse("2027-02-01T00:00:00Z");

    private static final String ENDPOINT =
            "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":endpoint/ranker";
    private static final String GATEWAY =
            Arn.natGateway(Signals.REGION, Signals.ACCOUNT, "nat-1").toString();
    private static final long YEAR = -365L;

    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final Seeing said = new Seeing();
    private PartitionEvaluator partitionEvaluator = evaluator();

    /** Once it is known to recur, it is idle only when the next day has passed. */
    @ParameterizedTest
    @CsvSource({
        "22 31 40, 50, 51",
        "20 33 46, 73, 74",
        "8 29 50, 72, 73",
        "4 31 58, 86, 87",
        // Ends of February and March, until the end of April.
        "27 58, 89, 90",
    })
    void shouldFindAnEndpointOnlyWhenItsNextDayHasPassed(String days, int lastInUse, int idle) throws Exception {
        live(new Endpoint(), days(days), lastInUse);
        assertThat(deletionsAfter(days(days))).isEmpty();

        live(new Endpoint(), days(days), lastInUse + 1, idle + 2);

        assertThat(deletionsAfter(days(days))).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.remedies().get(0).action()).isEqualTo("delete-endpoint");
            assertThat(finding.evidence()).extracting(Evidence::name).contains("last invocation", Evidence.HISTORY);
        });
    }

    @ParameterizedTest
    @CsvSource({"2 19 36, 54, 55", "5 26 47, 69, 70", "1 27 53, 80, 81", "27 58, 89, 90"})
    void shouldFindAGatewayOnlyWhenItsNextDayHasPassed(String days, int lastInUse, int idle) throws Exception {
        live(new Gateway(), days(days), lastInUse);
        assertThat(deletionsAfter(days(days))).isEmpty();

        live(new Gateway(), days(days), lastInUse + 1, idle + 2);

        assertThat(deletionsAfter(days(days))).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.remedies().get(0).action()).isEqualTo("delete-nat-gateway");
            assertThat(finding.evidence()).extracting(Evidence::name).contains("last traffic", Evidence.HISTORY);
        });
    }

    /** Of a group that nothing scales. That the days recur is known when the last of them is, of which the hours of the first are forgotten. */
    @ParameterizedTest
    @CsvSource({"22 31 40, 47, 51", "4 31 58, 83, 87"})
    void shouldOfferFewerInstancesOnlyWhenTheNextDayHasPassed(String days, int lastInUse, int idle) throws Exception {
        live(new Group(), days(days), lastInUse);
        assertThat(lastOffered()).isEqualTo("advice");

        live(new Group(), days(days), lastInUse + 1, idle + 2);

        assertThat(lastOffered()).isEqualTo("set-scaling-bounds");
    }

    /** The action of the newest state of the finding about the group. */
    private String lastOffered() {
        List<Finding> findings = said.findings().stream()
                .filter(finding -> finding.rule().equals("oversized-fleet"))
                .toList();
        Finding last = findings.get(findings.size() - 1);
        assertThat(last.status()).isEqualTo(Finding.Status.OPEN);
        return last.remedies().get(0).action();
    }

    /** Of an endpoint that is invoked once the last invocation is told, and a short history. */
    @Test
    void shouldTellTheLastInvocationAndAShortHistory() throws Exception {
        live(new Endpoint(), Set.of(2), 12);

        Finding finding = deletions().get(deletions().size() - 1);

        assertThat(finding.evidence()).anySatisfy(evidence -> {
            assertThat(evidence.name()).isEqualTo("last invocation");
            assertThat(evidence.value()).isGreaterThanOrEqualTo(7);
            assertThat(evidence.unit()).isEqualTo("days ago");
        });
        assertThat(finding.evidence())
                .filteredOn(evidence -> evidence.name().equals(Evidence.HISTORY))
                .singleElement()
                .matches(Evidence::fallsShort);
        assertThat(finding.remedies().get(0).text()).contains("shorter than 35 days");
    }

    /** The memory of two months is one row of a byte a day. */
    @Test
    void shouldKeepTwoMonthsInLessThanThreeHundredBytes() throws Exception {
        live(new Endpoint(), Set.of(3, 24, 45), 80);

        List<Integer> sizes = new ArrayList<>();
        partitionStores.days().scan(ENDPOINT + "\ny", (key, row) -> sizes.add(key.length() + row.length));

        assertThat(sizes).singleElement().satisfies(size -> assertThat(size).isLessThan(300));
    }

    /** Before the last of these days it is not known that they recur. */
    private List<Finding> deletionsAfter(Set<Integer> days) {
        Instant end = START.plus(Collections.max(days) + 1L, ChronoUnit.DAYS);
        return deletions().stream()
                .filter(finding -> finding.updatedAt().isAfter(end))
                .toList();
    }

    /** Findings that are open and offer a deletion. */
    private List<Finding> deletions() {
        return said.findings().stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN)
                .filter(finding ->
                        finding.rule().equals("idle-endpoint") || finding.rule().equals("idle-gateway"))
                .filter(finding -> finding.remedies().get(0).action().startsWith("delete-"))
                .toList();
    }

    private void live(Use use, Set<Integer> days, int through) throws Exception {
        live(use, days, 0, through);
    }

    /** The days from one to another, each with its hours and listings; the analyzer is restarted every ten days. */
    private void live(Use use, Set<Integer> days, int from, int through) throws Exception {
        for (int day = from; day <= through; day++) {
            if (day % 10 == 5) {
                partitionEvaluator = evaluator();
            }
            for (int hour = 0; hour < 24; hour++) {
                Instant time = START.plus(24L * day + hour, ChronoUnit.HOURS);
                partitionEvaluator.accept(use.hour(time, days.contains(day) && hour == 9));
                if (hour % 6 == 0) {
                    partitionEvaluator.accept(use.listing(time.plusSeconds(600)));
                }
            }
            Instant midnight = START.plus(24L * (day + 1), ChronoUnit.HOURS);
            partitionEvaluator.accept(use.listing(midnight));
            for (String source : use.sources()) {
                partitionEvaluator.accept(Signals.progress(source, midnight));
                partitionEvaluator.evaluate(Integer.MAX_VALUE);
            }
        }
    }

    private static Set<Integer> days(String text) {
        return Stream.of(text.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
    }

    private PartitionEvaluator evaluator() {
        return Defaults.evaluator(partitionStores, said);
    }

    private interface Use {

        Signal hour(Instant time, boolean isUsed);

        Signal listing(Instant time);

        List<String> sources();
    }

    private record Endpoint() implements Use {

        @Override
        public Signal hour(Instant time, boolean isUsed) {
            return Signals.hourlySums(
                    ENDPOINT + "/variant/main",
                    "get-metric-data-endpoints",
                    time,
                    isUsed
                            ? Map.of("AWS/SageMaker Invocations", 12.0)
                            : Map.of("/aws/sagemaker/Endpoints CPUUtilization", 0.3));
        }

        @Override
        public Signal listing(Instant time) {
            return Signals.listed(
                    ENDPOINT,
                    "inventory-endpoints",
                    time,
                    Inventory.newBuilder()
                            .setState("InService")
                            .setType("real-time")
                            .setCreated(START.plus(YEAR, ChronoUnit.DAYS).toEpochMilli())
                            .addVariants(Variant.newBuilder()
                                    .setName("main")
                                    .setInstanceType("ml.m5.xlarge")
                                    .setInstances(2)));
        }

        @Override
        public List<String> sources() {
            return List.of("inventory-endpoints", "get-metric-data-endpoints");
        }
    }

    private record Group() implements Use {

        private static final String NAME = "arn:aws:autoscaling:" + Signals.REGION + ":" + Signals.ACCOUNT
                + ":autoScalingGroup:u-1:autoScalingGroupName/workers";
        private static final int INSTANCES = 6;

        @Override
        public Signal hour(Instant time, boolean isUsed) {
            double load = isUsed ? 80 : 5;
            return Signal.newBuilder()
                    .setResource(NAME)
                    .setAccount(Signals.ACCOUNT)
                    .setRegion(Signals.REGION)
                    .setSource("get-metric-data-scaling-groups")
                    .setObservedAt(time.plus(1, ChronoUnit.HOURS).toEpochMilli())
                    .setMetricSet(MetricSet.newBuilder()
                            .addMetrics(metric("AWS/EC2 CPUUtilization", time, load))
                            .addMetrics(metric("AWS/AutoScaling GroupInServiceInstances", time, INSTANCES)))
                    .build();
        }

        private static Metric metric(String name, Instant time, double value) {
            return Metric.newBuilder()
                    .setMetric(name)
                    .setPeriod(300)
                    .setStart(time.toEpochMilli())
                    .addIndex(0)
                    .addMean(value)
                    .addMaximum(value)
                    .addSum(value)
                    .addCount(1)
                    .build();
        }

        @Override
        public Signal listing(Instant time) {
            return Signals.listed(
                    NAME,
                    "inventory-scaling-groups",
                    time,
                    Inventory.newBuilder()
                            .setCreated(START.plus(YEAR, ChronoUnit.DAYS).toEpochMilli())
                            .setScalingGroup(ScalingGroup.newBuilder()
                                    .setMinimum(INSTANCES)
                                    .setDesired(INSTANCES)
                                    .setMaximum(INSTANCES)
                                    .addAllInstances(IntStream.range(0, INSTANCES)
                                            .mapToObj(i -> "i-" + i)
                                            .toList())
                                    .setZones(2)
                                    .setScalingPolicies(0)
                                    .setScheduledActions(0)
                                    .setCapacityUnit("instance")
                                    .addLaunches(LaunchedInstances.newBuilder()
                                            .setType("m5.large")
                                            .setPlatform("Linux/UNIX")
                                            .setTenancy("default")
                                            .setCount(INSTANCES))));
        }

        @Override
        public List<String> sources() {
            return List.of("inventory-scaling-groups", "get-metric-data-scaling-groups");
        }
    }

    private record Gateway() implements Use {

        @Override
        public Signal hour(Instant time, boolean isUsed) {
            return Signals.natGatewayBytes(GATEWAY, "", time, isUsed ? 40_000_000 : 0);
        }

        @Override
        public Signal listing(Instant time) {
            return Signals.network(
                    GATEWAY,
                    time,
                    Inventory.newBuilder()
                            .setState("available")
                            .setType("public")
                            .setCreated(START.plus(YEAR, ChronoUnit.DAYS).toEpochMilli()));
        }

        @Override
        public List<String> sources() {
            return List.of("inventory-networks", "get-metric-data-networks");
        }
    }
}
