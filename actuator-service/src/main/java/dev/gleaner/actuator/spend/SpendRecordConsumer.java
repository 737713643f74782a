package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.kafka.RecordIntake;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code gleaner.spend} into the database. Unreadable records go to the dead letters. */
@Singleton
record SpendRecordConsumer(SpendRepository spendRepository, RecordIntake recordIntake) {

    @Incoming("spend")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        SpendRecordBatch batch = new SpendRecordBatch();
        return recordIntake.store(
                "taking spend in",
                records,
                record -> batch.add(record.key(), record.value()),
                () -> spendRepository.store(batch));
    }
}
