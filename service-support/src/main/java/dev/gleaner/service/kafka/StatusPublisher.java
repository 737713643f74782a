package dev.gleaner.service.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.topic.Topic;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes how this process is, so that the actuator can name it when it does not work. It has a thread and a producer of its own, because
 * those of the service may hang. A process that ends although it works deletes its record; else the record stays, and tells why.
 */
public final class StatusPublisher implements AutoCloseable {

    /** A report that Kafka does not take within this time is superseded by the next one. */
    private static final int DELIVERY_MILLIS = 10_000;

    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final String service;
    private final String instance;
    private final Supplier<Optional<String>> problem;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread worker = new Thread(work, "status-publisher");
        worker.setDaemon(true);
        return worker;
    });
    private final Producer<String, byte[]> producer;

    private StatusPublisher(
            String service, String instance, Supplier<Optional<String>> problem, KafkaClientFactory clients) {
        this.service = service;
        this.instance = instance;
        this.problem = problem;
        this.producer = clients.producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * Begins to report.
     *
     * @param service one of {@link ServiceStatus#SERVICES}
     * @param instance name of this process among those of the service
     * @param problem what is wrong with it, for a person; empty when it works
     * @param interval time between two reports
     */
    public static StatusPublisher start(
            String service,
            String instance,
            Supplier<Optional<String>> problem,
            KafkaClientFactory clients,
            Duration interval) {
        StatusPublisher publisher = new StatusPublisher(service, instance, problem, clients);
        ScheduledFuture<?> unused = publisher.thread.scheduleWithFixedDelay(
                () -> publisher.publish(false), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return publisher;
    }

    /** Reports for the last time that the process ends. */
    @Override
    public void close() {
        thread.shutdownNow();
        publish(true);
        producer.close(CLOSE);
    }

    private void publish(boolean isEnd) {
        try {
            ServiceStatus status =
                    new ServiceStatus(service, instance, problem.get().orElse(null));
            byte @Nullable [] value = isEnd && status.problem() == null ? null : Json.bytes(status);
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(Topic.SERVICE_STATUS.topicName(), status.key(), value), (sent, failure) -> {
                        if (failure != null) {
                            Log.debug("The status was not published; the next one will be", failure);
                        }
                    });
        } catch (RuntimeException e) {
            Log.debug("The status can't be published now; the next one will be", e);
        }
    }
}
