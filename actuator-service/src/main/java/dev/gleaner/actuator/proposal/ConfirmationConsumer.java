package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.FindingConfirmation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Consumes {@code gleaner.confirmations} and stores up to when the analyzer has confirmed each finding. Unreadable records go
 * to the dead letters.
 */
@ApplicationScoped
class ConfirmationConsumer {

    private final Mutiny.SessionFactory sessions;
    private final RecordIntake recordIntake;
    private final GuardConfig guards;
    private final Counter ofTheFuture;

    ConfirmationConsumer(
            Mutiny.SessionFactory sessions, RecordIntake recordIntake, GuardConfig guards, MeterRegistry meters) {
        this.guards = guards;
        this.ofTheFuture = Counter.builder("gleaner.actuator.confirmations.future")
                .description("Confirmations that were ignored since their times lie in the future")
                .register(meters);
        this.recordIntake = recordIntake;
        this.sessions = sessions;
    }

    @Incoming("confirmations")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        ConfirmationBatch batch = new ConfirmationBatch();
        return recordIntake.store(
                "taking confirmations in",
                records,
                record -> read(record, batch),
                () -> sessions.withTransaction(session -> batch.write(session, guards.confirmationAhead()))
                        .invoke(this::report)
                        .replaceWithVoid());
    }

    private void report(int ignored) {
        if (ignored > 0) {
            ofTheFuture.increment(ignored);
            Log.warnf("Ignored %d confirmations whose times lie in the future", ignored);
        }
    }

    private static void read(ConsumerRecord<byte[], byte[]> record, ConfirmationBatch batch) {
        if (record.key() != null && record.value() == null) {
            batch.discard(id(record));
        } else {
            batch.add(id(record), confirmation(record));
        }
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(Objects.requireNonNull(record.key(), "a confirmation needs a key"), StandardCharsets.UTF_8);
    }

    private static FindingConfirmation confirmation(ConsumerRecord<byte[], byte[]> record) {
        FindingConfirmation confirmation = Json.read(record.value(), FindingConfirmation.class);
        Objects.requireNonNull(confirmation.through(), "a confirmation needs its through");
        return confirmation;
    }
}
