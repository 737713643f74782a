package dev.gleaner.benchmarks.topology;

import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to the topic of signals as the collector does. A record that was not acknowledged fails the next {@link #flush}. */
final class SignalProducer implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    SignalProducer(String bootstrapServers) {
        producer = new KafkaProducer<>(config(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The configuration of a producer of large batches: it stands for many collectors, and small ones would cost the broker more. */
    static Map<String, Object> config(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "zstd",
                "batch.size",
                "131072",
                "linger.ms",
                "20",
                "buffer.memory",
                "67108864");
    }

    /** Sends a signal to the partition of its resource, and progress to every partition. */
    void send(Signal signal) {
        byte[] value = SignalCodec.encode(signal);
        int partitions = Topic.SIGNALS.partitions();
        if (signal.hasProgress()) {
            for (int partition = 0; partition < partitions; partition++) {
                send(new byte[0], partition, value);
            }
            return;
        }
        byte[] key = signal.getResource().getBytes(StandardCharsets.UTF_8);
        send(key, RootPartitioner.partition(signal.getResource(), partitions), value);
    }

    /** Sends an encoded signal; the key of progress is empty. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the failure
    void send(byte[] key, int partition, byte[] value) {
        producer.send(
                new ProducerRecord<>(Topic.SIGNALS.topicName(), partition, key.length == 0 ? null : key, value),
                (metadata, exception) -> failure.compareAndSet(null, exception));
    }

    /** Returns when the broker has acknowledged everything; throws if it did not. */
    void flush() {
        producer.flush();
        Exception exception = failure.get();
        if (exception != null) {
            throw new IllegalStateException("the broker did not acknowledge a signal", exception);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
