package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.reactive.RetryUntilAvailable;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.echoes}: stores the echoes and matches them with the audit at once. */
@ApplicationScoped
class CloudTrailEchoConsumer {

    private final CloudTrailEchoMatcher cloudTrailEchoMatcher;
    private final InFlightTracker inFlightTracker;

    CloudTrailEchoConsumer(CloudTrailEchoMatcher cloudTrailEchoMatcher, InFlightTracker inFlightTracker) {
        this.inFlightTracker = inFlightTracker;
        this.cloudTrailEchoMatcher = cloudTrailEchoMatcher;
    }

    @Incoming("echoes")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        List<CloudTrailEcho> batch = new ArrayList<>();
        records.forEach(record -> read(record).ifPresent(batch::add));
        return inFlightTracker.track(RetryUntilAvailable.withFailuresOf(
                "taking echoes in", cloudTrailEchoMatcher.store(batch).chain(cloudTrailEchoMatcher::match)));
    }

    /** Skips an unreadable echo: if it was about a call of ours, that call is reported as missing later. */
    private static Optional<CloudTrailEcho> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            CloudTrailEcho echo = Json.read(record.value(), CloudTrailEcho.class);
            Objects.requireNonNull(echo.requestId());
            Objects.requireNonNull(echo.eventId());
            Objects.requireNonNull(echo.eventTime());
            Objects.requireNonNull(echo.account());
            Objects.requireNonNull(echo.region());
            return Optional.of(echo);
        } catch (RuntimeException e) {
            Log.warnf("Unreadable echo at %d of %s-%d", record.offset(), record.topic(), record.partition());
            return Optional.empty();
        }
    }
}
