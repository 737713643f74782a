package dev.gleaner.actuator.work;

import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
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
@Singleton
record GpuActivityConsumer(GpuActivityRepository gpuActivityRepository, RecordIntake recordIntake) {

    @Incoming("gpu-activity")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        Map<String, Optional<GpuActivity>> batch = new HashMap<>();
        return recordIntake.store(
                "taking the activity of GPUs in",
                records,
                record -> batch.put(instance(record), activity(record)),
                () -> gpuActivityRepository.store(batch));
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
