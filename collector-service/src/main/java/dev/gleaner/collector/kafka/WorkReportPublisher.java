package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes reports of work and their withdrawals: for the actuator, which asks nobody before a stop at the hours of a schedule, and as
 * signals for the analyzer.
 */
@ApplicationScoped
public class WorkReportPublisher {

    private final MutinyEmitter<byte[]> reports;
    private final KafkaPublisher publisher;

    WorkReportPublisher(
            @Channel("work-reports") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> reports,
            KafkaPublisher publisher) {
        this.reports = reports;
        this.publisher = publisher;
    }

    /**
     * Publishes a report about an instance, or a withdrawal, and its signal; returns once Kafka has acknowledged both. The actuator is first:
     * a sender whose request fails repeats both.
     */
    public void publish(Arn instance, WorkReport report, Signal signal) {
        reports.sendMessage(Message.of(Json.bytes(report))
                        .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(instance.toString())
                                .build()))
                .await()
                .indefinitely();
        publisher.publishSignals(List.of(signal));
    }
}
