package dev.gleaner.analyzer.profile.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a listed resource without what happened lately (JSON). Names are never reused.
 *
 * @param born epoch milliseconds
 * @param first number of the first hour that brought anything
 * @param closed number of the last final hour
 * @param glimpsed number of the last hour judged provisionally
 * @param seen when the last final sighting was, epoch milliseconds
 * @param facts what it showed; absent when the resource was seen gone
 * @param placed when it was last seen somewhere, epoch milliseconds
 * @param account where that was
 * @param region where that was
 * @param watched parts that were judged when the newest hour was
 */
record ListedHeader(
        String key,
        @Nullable Long born,
        @Nullable Long first,
        @Nullable Long closed,
        @Nullable Long glimpsed,
        @Nullable Long seen,
        @Nullable JsonNode facts,
        @Nullable Long placed,
        String account,
        String region,
        List<String> watched) {

    static ListedHeader of(String key) {
        return new ListedHeader(key, null, null, null, null, null, null, null, "", "", List.of());
    }
}
