package dev.gleaner.collector.source.cloudwatch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A metric of one set of dimensions in one period, as CloudWatch puts it into OpenTelemetry.
 *
 * @param resource attributes of where it comes from
 */
record OtelPoint(Map<String, String> resource, String unit, SummaryDataPoint point) {

    /** The same as a JSON line has them. */
    StreamFields fields() throws InvalidProtocolBufferException {
        OtelAttributes attributes = OtelAttributes.of(point);
        return new StreamFields(
                resource.get("cloud.account.id"),
                resource.get("cloud.region"),
                attributes.namespace(),
                attributes.metric(),
                attributes.dimensions(),
                start(),
                new StreamFields.Statistics(maximum(), point.getSum(), (double) point.getCount()),
                OtelUnit.name(unit));
    }

    byte[] bytes() {
        return point.toByteArray();
    }

    /** Points are named by the start of their period, in JSON too. */
    private @Nullable Long start() {
        long nanos = point.getStartTimeUnixNano();
        return nanos == 0 ? null : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private @Nullable Double maximum() {
        Optional<Double> maximum = point.getQuantileValuesList().stream()
                .filter(value -> value.getQuantile() == 1)
                .map(ValueAtQuantile::getValue)
                .findFirst();
        return maximum.orElse(null);
    }
}
