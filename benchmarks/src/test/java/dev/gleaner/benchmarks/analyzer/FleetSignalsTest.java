package dev.gleaner.benchmarks.analyzer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.collector.source.cloudwatch.HourlyMetricSignals;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.RootPartitioner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetSignalsTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final int PARTITIONS = 4;
    private static final int HOURS_PER_DAY = 24;
    private static final FleetSignals.Size EVERYTHING = new FleetSignals.Size(20, 2, 2, 2, 6);

    @Test
    void shouldGenerateTheSameSignalsForTheSameSeedOnly() {
        assertThat(records(1)).isEqualTo(records(1)).isNotEqualTo(records(2));
    }

    @Test
    void shouldEncodeTheSameSignalsAsTheCollector() throws Exception {
        FleetSignals fleet = new FleetSignals(EVERYTHING, START, 7, PARTITIONS);
        List<Signal> expected = new ArrayList<>();
        fleet.signals(3, 4).forEach(expected::add);
        List<Signal> decoded = new ArrayList<>();

        fleet.forEachRecord(3, (key, partition, value) -> {
            Signal signal = decode(value);
            assertThat(SignalCodec.encode(signal)).isEqualTo(value);
            assertThat(new String(key, UTF_8)).isEqualTo(signal.getResource());
            if (!signal.hasProgress()) {
                assertThat(partition).isEqualTo(RootPartitioner.partition(signal.getResource(), PARTITIONS));
            }
            if (!signal.hasProgress() || partition == 0) {
                decoded.add(signal);
            }
        });

        assertThat(decoded).isEqualTo(expected).hasSize((int) fleet.countSignals(3, 4));
        assertThat(decoded).noneMatch(signal -> signal.toString().contains("<-"));
    }

    @Test
    void shouldHaveOneSignalOfMetricsForAnHourOfAnInstanceAsTheCollectorJoinsThem() {
        FleetSignals fleet = FleetSignals.ofInstances(20, START, 7);
        List<Signal> metrics = new ArrayList<>();
        fleet.signals(3, 4).forEach(signal -> {
            if (signal.hasMetricSet()) {
                metrics.add(signal);
            }
        });

        assertThat(metrics).hasSize(20).allSatisfy(signal -> {
            List<MetricPoint> points = points(signal);
            HourlyMetricSignals collected = new HourlyMetricSignals("get-metric-data", Duration.ofMinutes(5));
            points.forEach(collected::add);
            assertThat(points).hasSize(FleetSignals.POINTS_PER_HOUR);
            assertThat(collected.signals(signal.getPlace().getName(), Instant.ofEpochMilli(signal.getObservedAt())))
                    .containsExactly(signal);
        });
        assertThat(fleet.pointsPerHour()).isEqualTo(20 * 36);
    }

    @Test
    void shouldListUnchangedInstancesEverySixthHour() {
        FleetSignals fleet = FleetSignals.ofInstances(20, START, 7);

        Map<String, List<Integer>> hours = new HashMap<>();
        for (int hour = 0; hour < HOURS_PER_DAY; hour++) {
            for (Signal listing : listings(fleet, hour)) {
                hours.computeIfAbsent(listing.getResource(), key -> new ArrayList<>())
                        .add(hour);
            }
        }

        assertThat(hours).hasSize(20).allSatisfy((resource, listed) -> {
            assertThat(listed).startsWith(0);
            assertThat(listed.subList(listed.size() - 3, listed.size()))
                    .satisfies(last -> assertThat(last.get(1) - last.get(0)).isEqualTo(6))
                    .satisfies(last -> assertThat(last.get(2) - last.get(1)).isEqualTo(6));
        });
        assertThat(IntStream.range(1, HOURS_PER_DAY)).allMatch(hour -> {
            int listed = listings(fleet, hour).size();
            return listed == 3 || listed == 4;
        });
    }

    @Test
    void shouldListChangedInstancesAtEachChange() {
        FleetSignals fleet = new FleetSignals(new FleetSignals.Size(20, 0, 0, 0, 2), START, 7, PARTITIONS);

        Map<String, List<Inventory>> listed = new HashMap<>();
        for (int hour = 4; hour < 6; hour++) {
            listings(fleet, hour)
                    .forEach(listing -> listed.computeIfAbsent(listing.getResource(), key -> new ArrayList<>())
                            .add(listing.getInventory()));
        }

        assertThat(listed).hasSize(20).allSatisfy((resource, inventories) -> {
            assertThat(inventories).hasSize(4).doesNotHaveDuplicates();
            assertThat(inventories)
                    .extracting(Inventory::getType)
                    .containsOnly(inventories.get(0).getType());
        });
    }

    @Test
    void shouldCountTheSignalsOfSomeHours() {
        FleetSignals fleet = new FleetSignals(EVERYTHING, START, 7, PARTITIONS);
        long count = 0;
        for (Signal signal : fleet.signals(0, 10)) {
            count += signal.hasProgress() || !signal.getResource().isEmpty() ? 1 : 0;
        }

        assertThat(fleet.countSignals(0, 10)).isEqualTo(count);
    }

    @Test
    void shouldHaveFindingsForTheInstancesThatDoNotWork() {
        FleetSignals fleet = FleetSignals.ofInstances(20, START, 42);

        Backtest.Result result = Backtest.ofDefaults().run(fleet.signals(0, 16 * HOURS_PER_DAY));

        assertThat(resources(result, "idle-instance")).hasSize(2).hasSameElementsAs(fleet.idleInstances());
        assertThat(resources(result, "sporadic-instance")).hasSize(2).hasSameElementsAs(fleet.sporadicInstances());
        assertThat(result.counters().count(Fate.LATE)).isZero();
        assertThat(result.counters().count(Fate.DEAD)).isZero();
    }

    @Test
    void shouldHaveSignalsOfEachKindThatTheAnalyzerUses() {
        FleetSignals fleet = new FleetSignals(EVERYTHING, START, 7, PARTITIONS);

        Backtest.Result result = Backtest.ofDefaults().run(fleet.signals(0, HOURS_PER_DAY));

        assertThat(result.counters().count(Fate.FOLDED))
                .isEqualTo(fleet.countSignals(0, HOURS_PER_DAY) - HOURS_PER_DAY);
        assertThat(result.counters().count(Fate.LATE)).isZero();
    }

    private static List<Signal> listings(FleetSignals fleet, int hour) {
        List<Signal> listings = new ArrayList<>();
        fleet.signals(hour, hour + 1).forEach(signal -> {
            if (signal.hasInventory()) {
                listings.add(signal);
            }
        });
        return listings;
    }

    private static Set<String> resources(Backtest.Result result, String rule) {
        return result.finals().stream()
                .filter(finding -> finding.rule().equals(rule))
                .map(Finding::resource)
                .collect(Collectors.toSet());
    }

    private static List<MetricPoint> points(Signal signal) {
        List<MetricPoint> points = new ArrayList<>();
        for (Metric metric : signal.getMetricSet().getMetricsList()) {
            MetricPoint.Series series = new MetricPoint.Series(
                    signal.getAccount(),
                    signal.getRegion(),
                    signal.getResource(),
                    metric.getMetric(),
                    metric.getUnit());
            for (int point = 0; point < metric.getIndexCount(); point++) {
                long time = metric.getStart() + metric.getIndex(point) * 1000L * metric.getPeriod();
                points.add(new MetricPoint(
                        series,
                        Instant.ofEpochMilli(time),
                        metric.getMaximum(point),
                        metric.getSum(point),
                        metric.getCount(point)));
            }
        }
        return points;
    }

    private static List<Integer> records(long seed) {
        List<Integer> records = new ArrayList<>();
        new FleetSignals(EVERYTHING, START, seed, PARTITIONS)
                .forEachRecord(5, (key, partition, value) -> records.add(Arrays.hashCode(value)));
        return records;
    }

    private static Signal decode(byte[] value) {
        try {
            return SignalCodec.decode(value);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
