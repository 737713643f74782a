package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.echoes}: stores the echoes and matches them with the audit at once. */
@Singleton
record CloudTrailEchoConsumer(CloudTrailEchoMatcher cloudTrailEchoMatcher, RecordIntake recordIntake) {

    @Incoming("echoes")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        List<CloudTrailEcho> batch = new ArrayList<>();
        // An unreadable echo is left out: if it was about a call of ours, that call is reported as missing later.
        RecordIntake.readEach("echo", records, record -> batch.add(echo(record.value())));
        return recordIntake.store(
                "taking echoes in", cloudTrailEchoMatcher.store(batch).chain(cloudTrailEchoMatcher::match));
    }

    private static CloudTrailEcho echo(byte[] json) {
        CloudTrailEcho echo = Json.read(json, CloudTrailEcho.class);
        Objects.requireNonNull(echo.requestId());
        Objects.requireNonNull(echo.eventId());
        Objects.requireNonNull(echo.eventTime());
        Objects.requireNonNull(echo.account());
        Objects.requireNonNull(echo.region());
        return echo;
    }
}
