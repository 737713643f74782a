package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.topic.DeadLetter;
import io.quarkus.logging.Log;

/** Creates dead letters, and logs them without their content. */
public final class DeadLetterFactory {

    private DeadLetterFactory() {}

    /**
     * Creates a dead letter with this excerpt.
     *
     * @param place object key, file path or request id
     * @param offset record number in it, from 0; -1 for the whole
     */
    public static DeadLetter create(
            String source, String place, long offset, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        Log.warnf(
                "Unreadable input of %s in %s at %d (%s): %s",
                source, place, offset, deadLetterExcerpt.sha256(), reason);
        return new DeadLetter(
                source,
                place,
                offset,
                deadLetterExcerpt.sha256(),
                deadLetterExcerpt.size(),
                reason,
                deadLetterExcerpt.head());
    }
}
