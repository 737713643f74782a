package dev.gleaner.actuator.work;

import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.reactive.RetryUntilAvailable;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.work-reports} and stores until when someone is at work on each instance. */
@ApplicationScoped
class WorkReportConsumer {

    private final WorkReportRepository workReportRepository;
    private final InFlightTracker inFlightTracker;

    WorkReportConsumer(WorkReportRepository workReportRepository, InFlightTracker inFlightTracker) {
        this.workReportRepository = workReportRepository;
        this.inFlightTracker = inFlightTracker;
    }

    @Incoming("work-reports")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        Map<String, WorkReport> batch = new HashMap<>();
        records.forEach(record -> read(record, batch));
        return inFlightTracker.track(
                RetryUntilAvailable.withFailuresOf("taking reports of work in", workReportRepository.store(batch)));
    }

    /** Only the collector writes here, which has checked each report; what cannot be read protects no instance. */
    private static void read(ConsumerRecord<byte[], byte[]> record, Map<String, WorkReport> batch) {
        try {
            String key = new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
            WorkReport report = Json.read(record.value(), WorkReport.class);
            Objects.requireNonNull(report.until());
            Objects.requireNonNull(report.what());
            batch.merge(Arn.parse(key).toString(), report, WorkReportConsumer::later);
        } catch (RuntimeException e) {
            Log.warnf("Unreadable report of work at %d of %s-%d", record.offset(), record.topic(), record.partition());
        }
    }

    private static WorkReport later(WorkReport one, WorkReport other) {
        return one.until().isBefore(other.until()) ? other : one;
    }
}
