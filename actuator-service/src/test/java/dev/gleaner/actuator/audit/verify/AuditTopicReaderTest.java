package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AuditTopicReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.AUDIT.topicName(), 0);

    /** A fetch returns what was published since as well, which a database that was read before does not have. */
    @Test
    void shouldEndWithWhatWasThereAtTheBeginning() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));

        try (AuditTopicReader reader = new AuditTopicReader(consumer)) {
            for (byte number : List.of((byte) 0, (byte) 1, (byte) 2)) {
                consumer.addRecord(
                        new ConsumerRecord<>(PARTITION.topic(), 0, number, new byte[0], new byte[] {number}));
            }

            assertThat(reader.next()).hasValue(new byte[] {0});
            assertThat(reader.next()).hasValue(new byte[] {1});
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }
}
