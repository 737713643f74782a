package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.sqs.SqsMessageReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages that are a record of a trail each, as EventBridge wraps it. */
final class EventBridgeMessageReader implements SqsMessageReader<ParsedTrailBatch> {

    private final String source;
    private final TrailReader reader;
    private final Clock clock;

    EventBridgeMessageReader(String source, TrailReader reader, Clock clock) {
        this.source = source;
        this.reader = reader;
        this.clock = clock;
    }

    /** Whatever it is, it will not be another the next time. */
    @Override
    public boolean read(Message message, ParsedTrailBatch parsedTrailBatch) {
        byte[] bytes = message.body().getBytes(StandardCharsets.UTF_8);
        reader.readMessage(bytes, new FileOrigin(source, message.messageId(), clock.instant()), parsedTrailBatch);
        return true;
    }
}
