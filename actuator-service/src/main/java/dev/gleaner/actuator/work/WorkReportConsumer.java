package dev.gleaner.actuator.work;

import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes {@code gleaner.work-reports} and stores until when someone is at work on each instance. The order of the records about an instance
 * decides: a withdrawal ends the reports before it, and none after it.
 */
@Singleton
record WorkReportConsumer(WorkReportRepository workReportRepository, RecordIntake recordIntake) {

    @Incoming("work-reports")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        return recordIntake.store("taking reports of work in", workReportRepository.store(read(records)));
    }

    /**
     * Those about each instance in their order, of consecutive reports only the one that ends last. Only the collector writes here, which has
     * checked each report; what cannot be read protects no instance, and withdraws nothing.
     */
    static List<ReceivedReport> read(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, List<ReceivedReport>> batch = new LinkedHashMap<>();
        RecordIntake.readEach("report of work", records, record -> {
            ReceivedReport report = report(record);
            append(batch.computeIfAbsent(report.target(), key -> new ArrayList<>()), report);
        });
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

    private static ReceivedReport report(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
        WorkReport report = Json.read(record.value(), WorkReport.class);
        Objects.requireNonNull(report.until());
        Objects.requireNonNull(report.what());
        return new ReceivedReport(Arn.parse(key).toString(), report, Instant.ofEpochMilli(record.timestamp()));
    }
}
