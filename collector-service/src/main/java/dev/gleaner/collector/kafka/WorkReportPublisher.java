package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes reports of work and their withdrawals for the actuator, which asks nobody before a stop at the hours of a schedule. */
@ApplicationScoped
public class WorkReportPublisher {

    private final MutinyEmitter<byte[]> reports;

    WorkReportPublisher(
            @Channel("work-reports") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> reports) {
        this.reports = reports;
    }

    /** Publishes a report about an instance, or a withdrawal, and returns once Kafka has acknowledged it. */
    public void publish(Arn instance, WorkReport report) {
        reports.sendMessage(Message.of(Json.bytes(report))
                        .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(instance.toString())
                                .build()))
                .await()
                .indefinitely();
    }
}
