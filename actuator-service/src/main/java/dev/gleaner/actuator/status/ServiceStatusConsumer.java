package dev.gleaner.actuator.status;

import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.ServiceStatus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.service-status} and stores the last report of each process. */
@Singleton
record ServiceStatusConsumer(ServiceStatusRepository repository, RecordIntake recordIntake) {

    @Incoming("service-status")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        Map<String, ServiceStatusRepository.Report> newest = new HashMap<>();
        Set<String> ended = new HashSet<>();
        RecordIntake.readEach("status of a service", records, record -> read(record, newest, ended));
        return recordIntake.store("taking the status of services in", repository.store(newest.values(), ended));
    }

    /** A record without a value ends a process in an orderly way. */
    private static void read(
            ConsumerRecord<byte[], byte[]> record,
            Map<String, ServiceStatusRepository.Report> newest,
            Set<String> ended) {
        String key = new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
        if (record.value() == null) {
            newest.remove(key);
            ended.add(key);
            return;
        }
        ServiceStatus status = Json.read(record.value(), ServiceStatus.class);
        Objects.requireNonNull(status.service());
        Objects.requireNonNull(status.instance());
        ended.remove(key);
        newest.put(key, new ServiceStatusRepository.Report(status, Instant.ofEpochMilli(record.timestamp())));
    }
}
