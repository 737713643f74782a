package dev.gleaner.collector.source.cloudwatch.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The fields of an entry that are used, by their names in JSON. Each may be absent in entries of other tools. */
record MetricStreamFields(
        @JsonProperty("account_id") @Nullable String account,
        @Nullable String region,
        @Nullable String namespace,
        @JsonProperty("metric_name") @Nullable String metric,
        @Nullable Map<String, String> dimensions,
        @Nullable Long timestamp,
        @Nullable Statistics value,
        @Nullable String unit) {

    private static final ObjectReader READER = Json.mapper().readerFor(MetricStreamFields.class);

    static Optional<MetricStreamFields> read(byte[] bytes, int from, int length) throws IOException {
        return Optional.ofNullable(READER.readValue(bytes, from, length));
    }

    boolean isForeign() {
        return namespace == null || metric == null;
    }

    boolean isOf(String name) {
        return name.equals(namespace);
    }

    /** The value of this dimension, if it is the only one. */
    Optional<String> onlyDimension(String name) {
        return dimensions != null && dimensions.size() == 1
                ? Optional.ofNullable(dimensions.get(name))
                : Optional.empty();
    }

    /** The value of this dimension, whichever others there are. */
    Optional<String> dimension(String name) {
        return dimensions == null ? Optional.empty() : Optional.ofNullable(dimensions.get(name));
    }

    /** Whether it is one of these metrics. */
    boolean isMetric(Collection<String> names) {
        return metric != null && names.contains(metric);
    }

    /** The point of an instance; throws {@link IllegalArgumentException} if a field is absent or not a number. */
    MetricPoint instancePoint(String instance) {
        return point((place, owner) -> Arn.instance(place, owner, instance));
    }

    /** The point of a volume; throws {@link IllegalArgumentException} if a field is absent or not a number. */
    MetricPoint volumePoint(String volume) {
        return point((place, owner) -> Arn.volume(place, owner, volume));
    }

    private MetricPoint point(BiFunction<String, String, Arn> resource) {
        if (account == null || region == null || timestamp == null || value == null) {
            throw new IllegalArgumentException("account_id, region, timestamp or value is absent");
        }
        MetricPoint.Series series = new MetricPoint.Series(
                account,
                region,
                resource.apply(region, account).toString(),
                namespace + " " + metric,
                unit == null ? "" : unit);
        return value.point(series, Instant.ofEpochMilli(timestamp));
    }

    /** Statistics of a metric in a period. */
    record Statistics(
            @Nullable Double max,
            @Nullable Double sum,
            @Nullable Double count) {

        private MetricPoint point(MetricPoint.Series series, Instant time) {
            if (max == null || sum == null || count == null) {
                throw new IllegalArgumentException("max, sum or count is absent");
            }
            return new MetricPoint(series, time, max, sum, count);
        }
    }
}
