package dev.gleaner.analyzer.health;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Publishes how this analyzer is, so that the page of the actuator can name it. It has a thread and a producer of its own, because those of
 * the stream may hang. An analyzer that ends although it works deletes its record; else the record stays, and tells why.
 */
@ApplicationScoped
class StatusPublisher {

    private static final String SERVICE = "analyzer";

    /** A report that Kafka does not take within this time is superseded by the next one. */
    private static final int DELIVERY_MILLIS = 10_000;

    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final StreamWatchdog watchdog;
    private final KafkaClientFactory clients;
    private final WatchdogConfig config;
    private final String instance;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread worker = new Thread(work, "status-publisher");
        worker.setDaemon(true);
        return worker;
    });
    private @Nullable Producer<String, byte[]> producer;

    StatusPublisher(
            StreamWatchdog watchdog,
            KafkaClientFactory clients,
            WatchdogConfig config,
            @ConfigProperty(name = "kafka-streams.group.instance.id") String instance) {
        this.watchdog = watchdog;
        this.clients = clients;
        this.config = config;
        this.instance = instance;
    }

    void start(@Observes StartupEvent event) {
        Producer<String, byte[]> own = clients.producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS),
                new StringSerializer(),
                new ByteArraySerializer());
        producer = own;
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                () -> publish(own, false), 0, config.report().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        Producer<String, byte[]> own = producer;
        if (own != null) {
            publish(own, true);
            own.close(CLOSE);
        }
    }

    private void publish(Producer<String, byte[]> own, boolean isEnd) {
        ServiceStatus status = new ServiceStatus(
                SERVICE, instance, watchdog.problemOrShortage().orElse(null));
        byte[] value = isEnd && status.problem() == null ? null : Json.bytes(status);
        try {
            Future<RecordMetadata> unused = own.send(
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
