package dev.gleaner.collector;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages as CloudWatch makes them for a metric stream in OpenTelemetry 1.0.0 or 0.7.0. */
public final class Otel {

    private Otel() {}

    /** A record of messages, each behind its length. */
    public static byte[] record(ExportMetricsServiceRequest... messages) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (ExportMetricsServiceRequest message : messages) {
            message.writeDelimitedTo(record);
        }
        return record.toByteArray();
    }

    /** A message of metrics of one account and region. */
    public static ExportMetricsServiceRequest message(Metric... metrics) {
        Resource resource = Resource.newBuilder()
                .addAttributes(text("cloud.provider", "aws"))
                .addAttributes(text("cloud.account.id", "111122223333"))
                .addAttributes(text("cloud.region", "us-east-1"))
                .build();
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(resource)
                        .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
                .build();
    }

    /** A metric of AWS/EC2 in percent. */
    public static Metric metric(SummaryDataPoint... points) {
        return Metric.newBuilder()
                .setName("amazonaws.com/AWS/EC2/CPUUtilization")
                .setUnit("%")
                .setSummary(Summary.newBuilder().addAllDataPoints(List.of(points)))
                .build();
    }

    /** A point of the minute that begins then, with neither attributes nor labels. */
    public static SummaryDataPoint.Builder point(Instant time, double max, double sum, long count) {
        return SummaryDataPoint.newBuilder()
                .setStartTimeUnixNano(time.toEpochMilli() * 1_000_000)
                .setTimeUnixNano(time.plusSeconds(60).toEpochMilli() * 1_000_000)
                .setCount(count)
                .setSum(sum)
                .addQuantileValues(ValueAtQuantile.newBuilder())
                .addQuantileValues(
                        ValueAtQuantile.newBuilder().setQuantile(0.99).setValue(max / 2))
                .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(1).setValue(max));
    }

    /** With the attributes of 1.0.0. */
    public static SummaryDataPoint with(
            SummaryDataPoint.Builder point, String namespace, String metric, Map<String, String> dimensions) {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        dimensions.forEach((name, value) -> list.addValues(text(name, value)));
        return point.clone()
                .addAttributes(text("Namespace", namespace))
                .addAttributes(text("MetricName", metric))
                .addAttributes(KeyValue.newBuilder()
                        .setKey("Dimensions")
                        .setValue(AnyValue.newBuilder().setKvlistValue(list)))
                .build();
    }

    /** With the labels of 0.7.0, of which later classes know no more than the number. */
    public static SummaryDataPoint labelled(
            SummaryDataPoint.Builder point, String namespace, String metric, Map<String, String> dimensions) {
        UnknownFieldSet.Field.Builder labels = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(label("Namespace", namespace))
                .addLengthDelimited(label("MetricName", metric));
        dimensions.forEach((name, value) -> labels.addLengthDelimited(label(name, value)));
        return point.clone()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(1, labels.build()).build())
                .build();
    }

    public static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString label(String key, String value) {
        return UnknownFieldSet.newBuilder()
                .addField(1, field(key))
                .addField(2, field(value))
                .build()
                .toByteString();
    }

    private static UnknownFieldSet.Field field(String text) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
    }
}
