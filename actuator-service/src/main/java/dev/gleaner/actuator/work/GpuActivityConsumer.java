package dev.gleaner.actuator.work;

import dev.gleaner.actuator.kafka.UnreadableRecordPublisher;
import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.reactive.RetryUntilAvailable;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes {@code gleaner.gpu-activity} and stores what the readings of the GPUs of each instance show. Unreadable records go to the
 * dead letters; the instance is then protected as soon as what is stored of it is too old.
 */
@ApplicationScoped
class GpuActivityConsumer {

    private final GpuActivityRepository gpuActivityRepository;
    private final UnreadableRecordPublisher unreadableRecordPublisher;
    private final InFlightTracker inFlightTracker;

    GpuActivityConsumer(
            GpuActivityRepository gpuActivityRepository,
            UnreadableRecordPublisher unreadableRecordPublisher,
            InFlightTracker inFlightTracker) {
        this.gpuActivityRepository = gpuActivityRepository;
        this.unreadableRecordPublisher = unreadableRecordPublisher;
        this.inFlightTracker = inFlightTracker;
    }

    @Incoming("gpu-activity")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        Map<String, Optional<GpuActivity>> batch = new HashMap<>();
        Uni<Void> all = unreadableRecordPublisher
                .readEach(records, record -> batch.put(instance(record), activity(record)))
                .chain(() -> gpuActivityRepository.store(batch));
        return inFlightTracker.track(RetryUntilAvailable.withFailuresOf("taking the activity of GPUs in", all));
    }

    private static String instance(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = Objects.requireNonNull(record.key(), "the activity of GPUs needs a key");
        return Arn.parse(new String(key, StandardCharsets.UTF_8)).toString();
    }

    /** Empty when it was withdrawn. */
    private static Optional<GpuActivity> activity(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        GpuActivity activity = Json.read(record.value(), GpuActivity.class);
        Objects.requireNonNull(activity.through(), "the activity of GPUs needs its through");
        return Optional.of(activity);
    }
}
