package dev.gleaner.actuator.spend;

import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one source counted of a service on a day; what it does not count is empty.
 *
 * @param source {@code sagemaker}, {@code load-balancer}, {@code bedrock} or {@code reported}
 * @param day in UTC
 */
record PredictionCount(
        String service,
        String source,
        LocalDate day,
        Optional<Long> predictions,
        Optional<Long> inputTokens,
        Optional<Long> outputTokens) {

    /** Source of {@code POST /predictions}. */
    static final String REPORTED = "reported";

    /** Input and output tokens, as far as they are counted; empty if neither is. */
    Optional<Long> tokens() {
        return Stream.of(inputTokens, outputTokens).flatMap(Optional::stream).reduce(Math::addExact);
    }
}
