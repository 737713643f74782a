package dev.gleaner.collector;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a topic of the real broker holds now. */
public final class TopicReader {

    /** Tests ask again and again until something is there: what was read once is kept. */
    private static final Map<String, TopicTail> TAILS = new ConcurrentHashMap<>();

    private final String bootstrapServers;

    /** A reader of this broker. */
    public TopicReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** All records, in the order of each partition. */
    public List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        return tail(topic).records();
    }

    /** All signals. */
    public List<Signal> signals() {
        return tail(Topic.SIGNALS).signals();
    }

    /** All dead letters. */
    public List<DeadLetter> deadLetters() {
        return records(Topic.DEAD_LETTERS).stream()
                .map(record -> Json.read(record.value(), DeadLetter.class))
                .toList();
    }

    /** A record's signal. */
    public static Signal signal(ConsumerRecord<String, byte[]> record) {
        return TopicTail.signal(record);
    }

    private TopicTail tail(Topic topic) {
        return TAILS.computeIfAbsent(
                bootstrapServers + " " + topic.topicName(), key -> new TopicTail(bootstrapServers, topic.topicName()));
    }
}
