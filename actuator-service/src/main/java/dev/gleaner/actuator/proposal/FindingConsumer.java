package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.kafka.RecordIntake;
import dev.gleaner.actuator.kafka.UnreadableRecordPublisher;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.findings} into the database and the audit. Unreadable records also go to the dead letters. */
@Singleton
record FindingConsumer(
        FindingIntake intake,
        UnreadableRecordPublisher unreadableRecordPublisher,
        ProposalPlanner planner,
        RecordIntake recordIntake) {

    @Incoming("findings")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumedFinding> batch = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            batch.add(ConsumedFinding.of(record));
        }
        return recordIntake
                .store("taking findings in", publishUnreadable(batch).chain(() -> intake.ingest(batch)))
                .invoke(planner::trigger);
    }

    private Uni<Void> publishUnreadable(List<ConsumedFinding> batch) {
        return Multi.createFrom()
                .iterable(batch)
                .filter(consumed -> consumed.finding().isEmpty())
                .onItem()
                .transformToUniAndConcatenate(consumed ->
                        unreadableRecordPublisher.publish(consumed.place(), consumed.bytes(), consumed.problem()))
                .onItem()
                .ignoreAsUni();
    }
}
