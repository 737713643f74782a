package dev.gleaner.collector.source.sqs;

import dev.gleaner.collector.source.SignalBatch;
import software.amazon.awssdk.services.sqs.model.Message;

/** Knows what the messages of a queue mean. */
public interface SqsMessageReader<B extends SignalBatch> {

    /** Adds what a message brings to the batch; false when not all of it could be had, so that it has to come again. */
    boolean read(Message message, B batch);
}
