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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes {@code gleaner.work-reports} and stores until when someone is at work on each instance. The order of the records about an instance
 * decides: a withdrawal ends the reports before it, and none after it.
 */
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
        return inFlightTracker.track(RetryUntilAvailable.withFailuresOf(
                "taking reports of work in", workReportRepository.store(read(records))));
    }

    /** Those about each instance in their order, of consecutive reports only the one that ends last. */
    static List<ReceivedReport> read(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, List<ReceivedReport>> batch = new LinkedHashMap<>();
        records.forEach(record -> read(record)
                .ifPresent(report -> append(batch.computeIfAbsent(report.target(), key -> new ArrayList<>()), report)));
        return batch.values().stream().flatMap(List::stream).toList();
    }

    private static void append(List<ReceivedReport> before, ReceivedReport next) {
        int last = before.size() - 1;
        if (last < 0 || next.isWithdrawal() || before.get(last).isWithdrawal()) {
            before.add(next);
        } else if (before.get(last).report().until().isBefore(next.report().until())) {
            before.set(last, next);
        }
    }

    /** Only the collector writes here, which has checked each report; what cannot be read protects no instance, and withdraws nothing. */
    private static Optional<ReceivedReport> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            String key = new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
            WorkReport report = Json.read(record.value(), WorkReport.class);
            Objects.requireNonNull(report.until());
            Objects.requireNonNull(report.what());
            return Optional.of(
                    new ReceivedReport(Arn.parse(key).toString(), report, Instant.ofEpochMilli(record.timestamp())));
        } catch (RuntimeException e) {
            Log.warnf("Unreadable report of work at %d of %s-%d", record.offset(), record.topic(), record.partition());
            return Optional.empty();
        }
    }
}
