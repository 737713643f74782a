package dev.gleaner.benchmarks.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gleaner.benchmarks.topology.DslTopologyProgram.MetricSamples;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes the metrics among signals as JSON, for {@link DslTopologyProgram}. */
final class MetricSamplePublisher {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MetricSamplePublisher() {}

    /** Returns when the broker has acknowledged all metrics of the signals; throws if it did not. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the failure
    static void publish(String bootstrapServers, Iterable<Signal> signals) throws JsonProcessingException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                SignalProducer.config(bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            for (Signal signal : signals) {
                List<Metric> metrics = SignalMetrics.of(signal);
                if (!metrics.isEmpty()) {
                    producer.send(
                            new ProducerRecord<>(
                                    DslTopologyProgram.TOPIC,
                                    null,
                                    metrics.get(0).getStart(),
                                    signal.getResource(),
                                    MAPPER.writeValueAsBytes(samples(signal.getResource(), metrics))),
                            (metadata, exception) -> failure.compareAndSet(null, exception));
                }
            }
        }
        Exception exception = failure.get();
        if (exception != null) {
            throw new IllegalStateException("the broker did not acknowledge a sample", exception);
        }
    }

    private static MetricSamples samples(String instance, List<Metric> metrics) {
        Map<String, List<MetricSamples.Sample>> samples = new LinkedHashMap<>();
        metrics.forEach(metric -> samples.computeIfAbsent(metric.getMetric(), name -> new ArrayList<>())
                .addAll(samples(metric)));
        return new MetricSamples(instance, samples);
    }

    private static List<MetricSamples.Sample> samples(Metric metric) {
        List<MetricSamples.Sample> samples = new ArrayList<>();
        for (int point = 0; point < metric.getIndexCount(); point++) {
            samples.add(new MetricSamples.Sample(
                    metric.getStart() + metric.getIndex(point) * 1000L * metric.getPeriod(),
                    metric.getMean(point),
                    metric.getMaximum(point),
                    metric.getSum(point),
                    metric.getCount(point)));
        }
        return samples;
    }
}
