package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes prices to the topic of prices, as a user does with prices of their own. */
final class PriceTopicWriter {

    private PriceTopicWriter() {}

    /**
     * Writes prices, and returns when the broker has them.
     *
     * @param client further properties of a Kafka client
     * @param patience how long the topic may be missing, which the services create
     */
    static void write(List<Price> prices, String bootstrapServers, Map<String, String> client, Duration patience)
            throws IOException, InterruptedException {
        if (prices.isEmpty()) {
            return;
        }
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Price price : prices) {
                sent.add(producer.send(new ProducerRecord<>(
                        Topic.PRICES.topicName(),
                        price.topicKey().getBytes(StandardCharsets.UTF_8),
                        Json.bytes(price))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the broker did not accept the Spot prices of the estate", e);
        }
    }
}
