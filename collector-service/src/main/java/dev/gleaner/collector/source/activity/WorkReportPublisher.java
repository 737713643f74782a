package dev.gleaner.collector.source.activity;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.WorkReport;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes reports of work for the actuator, which asks nobody before a stop at the hours of a schedule. */
@ApplicationScoped
class WorkReportPublisher {

    private final MutinyEmitter<byte[]> reports;

    WorkReportPublisher(
            @Channel("work-reports") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> reports) {
        this.reports = reports;
    }

    /** Publishes a report, and returns once Kafka has acknowledged it. */
    void publish(ActivityReport report) {
        WorkReport value = new WorkReport(report.from(), report.until(), report.what());
        reports.sendMessage(Message.of(Json.bytes(value))
                        .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(report.instance().toString())
                                .build()))
                .await()
                .indefinitely();
    }
}
