package dev.gleaner.collector.source.sqs;

import dev.gleaner.collector.source.SignalBatch;
import software.amazon.awssdk.services.sqs.model.Message;

/** Interprets the messages of a queue. */
public interface SqsMessageReader<B extends SignalBatch> {

    /**
     * Adds the content of a message to the batch; returns false if not all of it could be read and the message must be
     * delivered again.
     */
    boolean read(Message message, B batch);
}
