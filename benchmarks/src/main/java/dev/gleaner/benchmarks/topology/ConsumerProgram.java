package dev.gleaner.benchmarks.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.OperatingSystemMXBean;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads signals and does nothing with them but decode them, if asked to: the least that any analyzer needs. It reads the same
 * records for some seconds to warm up, and then for as long to measure.
 */
final class ConsumerProgram {

    static final String RAW = "raw";
    static final String DECODING = "decoding";

    private static final String RESULT = "read:";
    private static final Duration POLL_TIME = Duration.ofMillis(100);

    /** CPU time of the warm-up and of the measurement, each rounded up to whole passes over the records. */
    private static final Duration CPU_TIME = Duration.ofSeconds(5);

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final boolean isDecoding;
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long points;

    private ConsumerProgram(KafkaConsumer<byte[], byte[]> consumer, boolean isDecoding, List<String> ranges) {
        this.consumer = consumer;
        this.isDecoding = isDecoding;
        for (String range : ranges) {
            String[] numbers = range.split(" ", -1);
            TopicPartition partition = new TopicPartition(Topic.SIGNALS.topicName(), Integer.parseInt(numbers[0]));
            starts.put(partition, Long.parseLong(numbers[1]));
            ends.put(partition, Long.parseLong(numbers[2]));
        }
        consumer.assign(starts.keySet());
    }

    /** Arguments: bootstrap servers, {@link #RAW} or {@link #DECODING}, and "partition start end" of each partition. */
    public static void main(String[] arguments) throws InvalidProtocolBufferException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                arguments[0],
                "isolation.level",
                "read_committed",
                // As Kafka Streams.
                "max.poll.records",
                "1000");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ConsumerProgram program = new ConsumerProgram(
                    consumer, arguments[1].equals(DECODING), List.of(arguments).subList(2, arguments.length));
            program.read();
            Result result = program.read();
            System.out.println(
                    RESULT + " " + result.records() + " " + result.cpu().toNanos() + " " + program.points);
        }
    }

    /** The result among the lines that the program printed. */
    static Result result(List<String> lines) {
        String[] numbers = lines.stream()
                .filter(line -> line.startsWith(RESULT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the consumer has no result"))
                .split(" ", -1);
        return new Result(Long.parseLong(numbers[1]), Duration.ofNanos(Long.parseLong(numbers[2])));
    }

    /** Reads whole passes for at least the CPU time. */
    private Result read() throws InvalidProtocolBufferException {
        long start = SYSTEM.getProcessCpuTime();
        long records = 0;
        Duration cpu = Duration.ZERO;
        while (cpu.compareTo(CPU_TIME) < 0) {
            records += readOnce();
            cpu = Duration.ofNanos(SYSTEM.getProcessCpuTime() - start);
        }
        return new Result(records, cpu);
    }

    private long readOnce() throws InvalidProtocolBufferException {
        starts.forEach(consumer::seek);
        long records = 0;
        while (!isAtEnd()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIME)) {
                points += isDecoding ? points(SignalCodec.decode(record.value())) : record.value().length;
                records++;
            }
        }
        return records;
    }

    private boolean isAtEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Depends on the content, so that it is decoded. */
    private static long points(Signal signal) {
        return SignalMetrics.of(signal).stream().mapToInt(Metric::getMeanCount).sum();
    }

    /**
     * What was measured.
     *
     * @param records of all passes
     */
    record Result(long records, Duration cpu) {}
}
