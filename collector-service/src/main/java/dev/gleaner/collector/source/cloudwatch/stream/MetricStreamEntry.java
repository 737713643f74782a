package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import java.util.function.Supplier;

/** A JSON line or a data point of a metric stream: a point, what is somebody else's, or what it should not be. */
sealed interface MetricStreamEntry {

    /**
     * A point of an instance.
     *
     * @param number in its record, from 0
     * @param bytes in which it came
     */
    record Known(MetricPoint point, int number, Supplier<byte[]> bytes) implements MetricStreamEntry {

        /** The same, where it can't be used for this reason. */
        Malformed toMalformed(String reason) {
            return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), reason);
        }
    }

    /** Fine, but not for us. */
    record Skipped(String reason) implements MetricStreamEntry {}

    /**
     * Not what it should be.
     *
     * @param number in its record, from 0
     */
    record Malformed(int number, DeadLetterExcerpt found, String reason) implements MetricStreamEntry {}

    /**
     * What these fields come to; malformed, they are told by the bytes they were in. Only a point whose single dimension is
     * InstanceId counts: other dimensions tell of the same use again.
     */
    static MetricStreamEntry of(MetricStreamFields fields, int number, Supplier<byte[]> bytes) {
        if (fields.isForeign()) {
            return new Skipped("foreign");
        }
        if (!fields.isOf("AWS/EC2")) {
            return new Skipped("other namespace");
        }
        try {
            return fields.onlyDimension("InstanceId")
                    .<MetricStreamEntry>map(instance -> new Known(fields.point(instance), number, bytes))
                    .orElseGet(() -> new Skipped("other dimensions"));
        } catch (IllegalArgumentException e) {
            return new Malformed(number, DeadLetterExcerpt.of(bytes.get()), String.valueOf(e.getMessage()));
        }
    }
}
