package dev.gleaner.actuator.kafka;

import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.reactive.RetryUntilAvailable;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Stores consumed records. The work is repeated until the database and the broker are available, so that it has to be idempotent, and a
 * shutdown waits for it.
 */
@ApplicationScoped
public class RecordIntake {

    private final UnreadableRecordPublisher unreadableRecordPublisher;
    private final InFlightTracker inFlightTracker;

    RecordIntake(UnreadableRecordPublisher unreadableRecordPublisher, InFlightTracker inFlightTracker) {
        this.unreadableRecordPublisher = unreadableRecordPublisher;
        this.inFlightTracker = inFlightTracker;
    }

    /** Completes when the work has succeeded; {@code what} names the work in the log, as in "taking findings in". */
    public Uni<Void> store(String what, Uni<Void> work) {
        return inFlightTracker.track(RetryUntilAvailable.withFailuresOf(what, work));
    }

    /** Reads each record now, publishes those whose reading fails to the dead letters, then stores what was read. */
    public Uni<Void> store(
            String what,
            ConsumerRecords<byte[], byte[]> records,
            Consumer<ConsumerRecord<byte[], byte[]>> reader,
            Supplier<Uni<Void>> storing) {
        return store(what, unreadableRecordPublisher.readEach(records, reader).chain(storing::get));
    }

    /**
     * Reads each record now, and leaves those out whose reading fails. Only for records of which each stands for itself and no loss is
     * dangerous; {@code what} names one of them in the log.
     */
    public static void readEach(
            String what,
            Iterable<ConsumerRecord<byte[], byte[]>> records,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                reader.accept(record);
            } catch (RuntimeException e) {
                Log.warnf("Unreadable %s at %d of %s-%d", what, record.offset(), record.topic(), record.partition());
            }
        }
    }
}
