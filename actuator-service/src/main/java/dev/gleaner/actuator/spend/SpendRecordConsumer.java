package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.kafka.UnreadableRecordPublisher;
import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.reactive.RetryUntilAvailable;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.spend} into the database. Unreadable records go to the dead letters. */
@ApplicationScoped
class SpendRecordConsumer {

    private final SpendRepository spendRepository;
    private final UnreadableRecordPublisher unreadableRecordPublisher;
    private final InFlightTracker inFlightTracker;

    SpendRecordConsumer(
            SpendRepository spendRepository,
            UnreadableRecordPublisher unreadableRecordPublisher,
            InFlightTracker inFlightTracker) {
        this.spendRepository = spendRepository;
        this.unreadableRecordPublisher = unreadableRecordPublisher;
        this.inFlightTracker = inFlightTracker;
    }

    @Incoming("spend")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        SpendRecordBatch batch = new SpendRecordBatch();
        Uni<Void> all = unreadableRecordPublisher
                .readEach(records, record -> batch.add(record.key(), record.value()))
                .chain(() -> spendRepository.store(batch));
        return inFlightTracker.track(RetryUntilAvailable.withFailuresOf("taking spend in", all));
    }
}
