package dev.gleaner.collector.source.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HourlyMetricSignalsTest {

    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final List<String> METRICS =
            List.of("AWS/EC2 CPUUtilization", "AWS/EC2 NetworkIn", "AWS/EC2 NetworkOut");

    /** As by the hourly request, which returns the last quarter of the hour before once more. */
    @Test
    void shouldPublishOneSignalForAllMetricsOfOneReading() {
        List<Signal> signals = signals(points("i-a", HOUR.minus(Duration.ofMinutes(15)), 15));

        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo("i-a");
            assertThat(signal.getAccount()).isEqualTo("123456789012");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
            assertThat(signal.getSource()).isEqualTo("a-source");
            assertThat(signal.getPlace().getName()).isEqualTo("a-place");
            assertThat(SignalMetrics.of(signal)).hasSize(2 * METRICS.size());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldPublishTheSameInWhateverOrderThePointsCome(long seed) {
        List<MetricPoint> points = points("i-a", HOUR, 24);
        List<MetricPoint> shuffled = new ArrayList<>(points);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(signals(shuffled)).isEqualTo(signals(points));
    }

    @Test
    void shouldPublishASignalForEachResource() {
        List<MetricPoint> points = new ArrayList<>(points("i-a", HOUR, 12));
        points.addAll(points("i-b", HOUR, 12));

        assertThat(signals(points)).extracting(Signal::getResource).containsExactly("i-a", "i-b");
    }

    /** The first request of an instance returns two weeks; some configure 63 days. */
    @Test
    void shouldBoundASignalAndLoseNothing() {
        int count = 63 * 24 * 12;

        List<Signal> signals = signals(points("i-a", HOUR, count));

        assertThat(signals)
                .hasSizeLessThan(100)
                .allMatch(signal -> signal.getMetricSet().getSerializedSize()
                        <= HourlyMetricSignals.LARGEST_SIGNAL
                                + 4 * signal.getMetricSet().getMetricsCount());
        assertThat(signals.stream()
                        .flatMap(signal -> SignalMetrics.of(signal).stream())
                        .mapToInt(Metric::getIndexCount)
                        .sum())
                .isEqualTo(METRICS.size() * count);
        assertThat(signals.stream()
                        .flatMap(signal -> SignalMetrics.of(signal).stream())
                        .map(Metric::getStart))
                .isSorted();
    }

    private static List<Signal> signals(List<MetricPoint> points) {
        HourlyMetricSignals hours = new HourlyMetricSignals("a-source", PERIOD);
        points.forEach(hours::add);
        return hours.signals("a-place", HOUR);
    }

    /** As many points of each metric, from a time on. */
    private static List<MetricPoint> points(String resource, Instant from, int count) {
        List<MetricPoint> points = new ArrayList<>();
        for (String metric : METRICS) {
            MetricPoint.Series series =
                    new MetricPoint.Series("123456789012", "us-east-1", resource, metric, "Percent");
            for (int i = 0; i < count; i++) {
                points.add(new MetricPoint(series, from.plus(PERIOD.multipliedBy(i)), 4, i + 1, 2));
            }
        }
        return points;
    }
}
