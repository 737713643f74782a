package dev.gleaner.benchmarks.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/**
 * The aggregation of the metrics as Kafka Streams' documentation suggests: the same samples as JSON, grouped by instance, in
 * windows of an hour that are kept in memory for 14 days, with the settings of the analyzer. It evaluates no rules.
 */
final class DslTopologyProgram {

    /** Topic of {@link MetricSamples}, keyed by instance; the time of a record is the start of its hour. */
    static final String TOPIC = "benchmark.samples";

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LATENESS = Duration.ofHours(24);
    private static final Duration RETENTION = Duration.ofDays(14);

    private DslTopologyProgram() {}

    /** Arguments: bootstrap servers, application, folder. */
    public static void main(String[] arguments) throws IOException {
        String application = arguments[1];
        ShippedAnalyzerConfig config = new ShippedAnalyzerConfig(Path.of(arguments[2]), application);
        WorkerProcess.run(new KafkaStreams(topology(), config.streams(arguments[0], application)));
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(TOPIC, Consumed.with(Serdes.String(), serde(MetricSamples.class)))
                .groupByKey(Grouped.with(Serdes.String(), serde(MetricSamples.class)))
                .windowedBy(TimeWindows.ofSizeAndGrace(HOUR, LATENESS))
                .aggregate(
                        () -> new HourlyUsage(Map.of()),
                        (instance, samples, usage) -> usage.plus(samples),
                        Materialized.<String, HourlyUsage>as(
                                        Stores.inMemoryWindowStore("hours", RETENTION, HOUR, false))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(serde(HourlyUsage.class)));
        return builder.build();
    }

    private static <T> Serde<T> serde(Class<T> type) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectWriter writer = mapper.writerFor(type);
        ObjectReader reader = mapper.readerFor(type);
        return Serdes.serdeFrom(
                (topic, value) -> {
                    try {
                        return writer.writeValueAsBytes(value);
                    } catch (IOException e) {
                        throw new SerializationException(e);
                    }
                },
                (topic, json) -> {
                    try {
                        return json == null ? null : reader.readValue(json);
                    } catch (IOException e) {
                        throw new SerializationException(e);
                    }
                });
    }

    /** The points of an instance in an hour by metric, one record as for the analyzer. */
    record MetricSamples(String instance, Map<String, List<Sample>> metrics) {

        /** A point; its time is its start in milliseconds. */
        record Sample(long time, double mean, double maximum, double sum, double count) {}
    }

    /** The usage of an instance in an hour, by metric. */
    record HourlyUsage(Map<String, MetricUsage> metrics) {

        HourlyUsage plus(MetricSamples samples) {
            Map<String, MetricUsage> next = new TreeMap<>(metrics);
            samples.metrics().forEach((metric, points) -> {
                MetricUsage usage = next.getOrDefault(metric, new MetricUsage(0, 0, 0, 0));
                for (MetricSamples.Sample sample : points) {
                    usage = usage.plus(sample);
                }
                next.put(metric, usage);
            });
            return new HourlyUsage(next);
        }

        /** Sum, mean and maximum of a metric. */
        record MetricUsage(double sum, double count, double mean, double maximum) {

            private MetricUsage plus(MetricSamples.Sample sample) {
                double newSum = sum + sample.sum();
                double newCount = count + sample.count();
                return new MetricUsage(newSum, newCount, newSum / newCount, Math.max(maximum, sample.maximum()));
            }
        }
    }
}
