package dev.gleaner.benchmarks.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the signals and does nothing with them but decode them, if asked to: the least that any analyzer needs. */
final class ConsumerProgram {

    static final String RAW = "raw";
    static final String DECODING = "decoding";

    private static final Duration POLL_TIME = Duration.ofMillis(100);

    private ConsumerProgram() {}

    /** Arguments: bootstrap servers, group, folder, {@link #RAW} or {@link #DECODING}. */
    public static void main(String[] arguments) throws InvalidProtocolBufferException {
        boolean isDecoding = arguments[3].equals(DECODING);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                arguments[0],
                "group.id",
                arguments[1],
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                // As Kafka Streams: the records of a call, and the interval of commits of the analyzer.
                "max.poll.records",
                "1000",
                "auto.commit.interval.ms",
                "200");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.SIGNALS.topicName()));
            long points = 0;
            while (points >= 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIME)) {
                    points += isDecoding ? points(SignalCodec.decode(record.value())) : record.value().length;
                }
            }
        }
    }

    /** Depends on the content, so that it is decoded. */
    private static long points(Signal signal) {
        return SignalMetrics.of(signal).stream().mapToInt(Metric::getMeanCount).sum();
    }
}
