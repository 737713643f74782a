package dev.gleaner.actuator.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.topic.DeadLetter;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Publishes unreadable records to the dead-letter topic, so that the others can be processed. */
@ApplicationScoped
public class UnreadableRecordPublisher {

    private static final int HEAD_BYTES = 4096;
    private static final Pattern SECRET =
            Pattern.compile("(?i)(\"[^\"]*(?:secret|token|password|credential|authorization)[^\"]*\"\\s*:\\s*\")[^\"]*|"
                    + "\\b(?:AKIA|ASIA)[A-Z0-9]{12,}");

    private final MutinyEmitter<byte[]> emitter;

    UnreadableRecordPublisher(@Channel("dead-letters") MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    /**
     * Reads each of the records now, and publishes those whose reading fails.
     *
     * @return completes when Kafka has accepted these
     */
    public Uni<Void> readEach(
            ConsumerRecords<byte[], byte[]> records, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<Uni<Void>> unreadable = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                reader.accept(record);
            } catch (RuntimeException e) {
                unreadable.add(publish(
                        RecordPosition.of(record), RecordPosition.bytes(record), String.valueOf(e.getMessage())));
            }
        }
        return Multi.createFrom()
                .iterable(unreadable)
                .onItem()
                .transformToUniAndConcatenate(published -> published)
                .onItem()
                .ignoreAsUni();
    }

    /** Completes when Kafka has accepted the record. */
    public Uni<Void> publish(RecordPosition recordPosition, byte[] bytes, String reason) {
        Log.warnf(
                "Unreadable record %s-%d at %d",
                recordPosition.topic(), recordPosition.partition(), recordPosition.offset());
        return emitter.send(Json.bytes(deadLetter(recordPosition, bytes, reason)));
    }

    private static DeadLetter deadLetter(RecordPosition recordPosition, byte[] bytes, String reason) {
        String head = new String(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES)), StandardCharsets.UTF_8);
        return new DeadLetter(
                recordPosition.topic(),
                recordPosition.topic() + "-" + recordPosition.partition(),
                recordPosition.offset(),
                recordPosition.sha256(),
                bytes.length,
                redacted(reason),
                redacted(head));
    }

    static String redacted(String text) {
        return SECRET.matcher(text).replaceAll(found -> found.group(1) == null ? "***" : found.group(1) + "***");
    }
}
