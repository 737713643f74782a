package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.sqs.SqsMessageReader;
import dev.gleaner.collector.source.sqs.SqsQueue;
import dev.gleaner.collector.source.sqs.SqsQueueReader;
import dev.gleaner.collector.training.TrainingHostLocator;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * CloudTrail records that EventBridge sends to a queue, within seconds of the call. EventBridge does not guarantee
 * delivery, so the source reports no progress. A trail of files beside it does, and has the same events with the same
 * ids.
 */
@ApplicationScoped
class EventBridgeQueueSource implements PolledSource {

    private static final String NAME = "cloudtrail-eventbridge";

    private final CloudTrailConfig config;
    private final NetworkLocator networkLocator;
    private final Optional<SqsQueueReader<ParsedTrailBatch>> reader;

    EventBridgeQueueSource(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.networkLocator = networkLocator;
        MessageReader messages = new MessageReader(
                NAME, TrailReader.of(config, networkLocator, trainingHostLocator), environment.clock());
        this.reader = config.eventsQueue()
                .map(url -> new SqsQueue(aws, url, config.visibility(), SqsQueue.LONG))
                .map(queue -> new SqsQueueReader<>(queue, messages, ParsedTrailBatch::new, NAME, environment));
    }

    /** Receiving waits for messages (long polling), so that a short interval is sufficient. */
    @Override
    public Polling polling() {
        return new Polling(NAME, reader.isPresent(), SqsQueue.PAUSE);
    }

    @Override
    public void poll() {
        networkLocator.awaitFirstListings(NAME, config.inventoryPatience());
        reader.orElseThrow().drain();
    }

    void stop(@Observes ShutdownEvent event) {
        reader.ifPresent(SqsQueueReader::stop);
    }

    /** Reads messages that each contain one record, wrapped by EventBridge. */
    record MessageReader(String source, TrailReader reader, Clock clock) implements SqsMessageReader<ParsedTrailBatch> {

        /** Always true: another delivery would have the same content. */
        @Override
        public boolean read(Message message, ParsedTrailBatch parsedTrailBatch) {
            byte[] bytes = message.body().getBytes(StandardCharsets.UTF_8);
            reader.readMessage(bytes, new FileOrigin(source, message.messageId(), clock.instant()), parsedTrailBatch);
            return true;
        }
    }
}
