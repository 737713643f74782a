package dev.gleaner.local.estate.stream;

import dev.gleaner.local.estate.Metric;
import dev.gleaner.local.estate.Sample;
import java.time.Instant;

/**
 * One datapoint as a CloudWatch metric stream writes it in its JSON format.
 *
 * @param dimension name of the only dimension, empty when there is none
 */
record MetricLine(
        String account,
        String region,
        String namespace,
        Metric metric,
        String dimension,
        String dimensionValue,
        Instant at,
        Sample sample) {

    /** Field order and number form are those of recorded deliveries. */
    void appendTo(StringBuilder text) {
        text.append("{\"metric_stream_name\":\"gleaner-local\",\"account_id\":\"")
                .append(account)
                .append("\",\"region\":\"")
                .append(region)
                .append("\",\"namespace\":\"")
                .append(namespace)
                .append("\",\"metric_name\":\"")
                .append(metric.awsName())
                .append("\",\"dimensions\":{");
        if (!dimension.isEmpty()) {
            text.append('"')
                    .append(dimension)
                    .append("\":\"")
                    .append(dimensionValue)
                    .append('"');
        }
        text.append("},\"timestamp\":")
                .append(at.toEpochMilli())
                .append(",\"value\":{\"max\":")
                .append(sample.max())
                .append(",\"min\":")
                .append(sample.min())
                .append(",\"sum\":")
                .append(sample.sum())
                .append(",\"count\":")
                .append(sample.count())
                .append("},\"unit\":\"")
                .append(metric.unit())
                .append("\"}\n");
    }
}
