package dev.gleaner.collector.source.cloudwatch.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parses the OpenTelemetry format of a metric stream: a sequence of messages, each after its length (CloudWatch User
 * Guide, "CloudWatch metric stream output in OpenTelemetry 1.0.0 format", and the same for 0.7.0).
 */
final class OtelStreamParser {

    private final byte[] data;
    private final CodedInputStream input;
    private final List<ParsedFirehoseDelivery.Entry> entries = new ArrayList<>();
    private int number;

    OtelStreamParser(byte[] data) {
        this.data = data;
        this.input = CodedInputStream.newInstance(data);
    }

    /** Entries; a malformed one has the number of its message. */
    List<ParsedFirehoseDelivery.Entry> entries() {
        int from = 0;
        try {
            for (; !input.isAtEnd(); from = input.getTotalBytesRead()) {
                message(input.readBytes());
                number++;
            }
        } catch (IOException e) {
            // Without its length the next message can't be found.
            malformed(
                    Arrays.copyOfRange(data, from, data.length),
                    "neither JSON lines nor whole messages of OpenTelemetry");
        }
        return entries;
    }

    private void message(ByteString bytes) {
        try {
            ExportMetricsServiceRequest message = ExportMetricsServiceRequest.parseFrom(bytes);
            if (message.getResourceMetricsCount() == 0 && !bytes.isEmpty()) {
                malformed(bytes.toByteArray(), "no metrics of OpenTelemetry");
            }
            new DataPointWalker(message).forEach(this::point);
        } catch (InvalidProtocolBufferException e) {
            malformed(bytes.toByteArray(), "not a message of OpenTelemetry");
        }
    }

    private void point(DataPoint point) {
        try {
            entries.add(ParsedFirehoseDelivery.Entry.of(point.fields(), number, point::bytes));
        } catch (InvalidProtocolBufferException e) {
            malformed(point.bytes(), "labels that are not of OpenTelemetry 0.7.0");
        }
    }

    private void malformed(byte[] bytes, String reason) {
        entries.add(new ParsedFirehoseDelivery.Entry.Malformed(number, DeadLetterExcerpt.of(bytes), reason));
    }

    /** Attributes of a data point: in 1.0.0 attributes, one of which lists the dimensions; in 0.7.0 labels. */
    record Attributes(@Nullable String namespace, @Nullable String metric, Map<String, String> dimensions) {

        private static final String NAMESPACE = "Namespace";
        private static final String METRIC = "MetricName";
        private static final String DIMENSIONS = "Dimensions";

        /** {@code repeated StringKeyValue labels = 1} of a 0.7.0 point; later versions do not reuse the number. */
        private static final int LABELS = 1;

        private static final int LABEL_KEY = 1;
        private static final int LABEL_VALUE = 2;

        static Attributes of(SummaryDataPoint point) throws InvalidProtocolBufferException {
            return point.getAttributesCount() > 0 ? ofAttributes(point.getAttributesList()) : ofLabels(labels(point));
        }

        /** Attributes with a text value, by key. */
        static Map<String, String> texts(List<KeyValue> attributes) {
            Map<String, String> texts = new HashMap<>();
            attributes.stream()
                    .filter(attribute -> attribute.getValue().hasStringValue())
                    .forEach(attribute ->
                            texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
            return texts;
        }

        private static Attributes ofAttributes(List<KeyValue> attributes) {
            Map<String, String> texts = texts(attributes);
            Map<String, String> dimensions = new HashMap<>();
            attributes.stream()
                    .filter(attribute -> attribute.getKey().equals(DIMENSIONS))
                    .forEach(attribute -> dimensions.putAll(
                            texts(attribute.getValue().getKvlistValue().getValuesList())));
            return new Attributes(texts.get(NAMESPACE), texts.get(METRIC), dimensions);
        }

        private static Attributes ofLabels(Map<String, String> labels) {
            Map<String, String> dimensions = new HashMap<>(labels);
            String namespace = dimensions.remove(NAMESPACE);
            String metric = dimensions.remove(METRIC);
            return new Attributes(namespace, metric, dimensions);
        }

        private static Map<String, String> labels(SummaryDataPoint point) throws InvalidProtocolBufferException {
            Map<String, String> labels = new HashMap<>();
            for (ByteString label : point.getUnknownFields().getField(LABELS).getLengthDelimitedList()) {
                UnknownFieldSet fields = UnknownFieldSet.parseFrom(label);
                labels.put(text(fields, LABEL_KEY), text(fields, LABEL_VALUE));
            }
            return labels;
        }

        private static String text(UnknownFieldSet fields, int number) {
            List<ByteString> values = fields.getField(number).getLengthDelimitedList();
            return values.isEmpty() ? "" : values.get(values.size() - 1).toStringUtf8();
        }
    }

    /**
     * A metric with one set of dimensions in one period, as CloudWatch writes it in OpenTelemetry.
     *
     * @param resource attributes of the resource
     */
    record DataPoint(Map<String, String> resource, String unit, SummaryDataPoint point) {

        /** The fields as in a JSON line. */
        MetricStreamFields fields() throws InvalidProtocolBufferException {
            Attributes attributes = Attributes.of(point);
            return new MetricStreamFields(
                    resource.get("cloud.account.id"),
                    resource.get("cloud.region"),
                    attributes.namespace(),
                    attributes.metric(),
                    attributes.dimensions(),
                    start(),
                    new MetricStreamFields.Statistics(maximum(), point.getSum(), (double) point.getCount()),
                    UnitNames.name(unit));
        }

        byte[] bytes() {
            return point.toByteArray();
        }

        /** Points are identified by the start of their period, as in JSON. */
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

    /**
     * Visits the data points of a message. A metric that is not a summary, and therefore not from CloudWatch, gives one
     * point without fields.
     */
    static final class DataPointWalker {

        private final ExportMetricsServiceRequest message;

        DataPointWalker(ExportMetricsServiceRequest message) {
            this.message = message;
        }

        void forEach(Consumer<DataPoint> consumer) {
            for (ResourceMetrics resource : message.getResourceMetricsList()) {
                Map<String, String> attributes =
                        Attributes.texts(resource.getResource().getAttributesList());
                for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                    scope.getMetricsList().forEach(metric -> points(attributes, metric, consumer));
                }
            }
        }

        private static void points(Map<String, String> resource, Metric metric, Consumer<DataPoint> consumer) {
            if (!metric.hasSummary()) {
                consumer.accept(new DataPoint(resource, metric.getUnit(), SummaryDataPoint.getDefaultInstance()));
            }
            metric.getSummary()
                    .getDataPointsList()
                    .forEach(point -> consumer.accept(new DataPoint(resource, metric.getUnit(), point)));
        }
    }

    /**
     * Names of CloudWatch's units by those of OpenTelemetry (CloudWatch User Guide, "Translations with OpenTelemetry
     * 1.0.0 format").
     */
    static final class UnitNames {

        private static final Map<String, String> NAMES = Map.ofEntries(
                Map.entry("s", "Seconds"),
                Map.entry("us", "Microseconds"),
                Map.entry("ms", "Milliseconds"),
                Map.entry("By", "Bytes"),
                Map.entry("kBy", "Kilobytes"),
                Map.entry("MBy", "Megabytes"),
                Map.entry("GBy", "Gigabytes"),
                Map.entry("TBy", "Terabytes"),
                Map.entry("bit", "Bits"),
                Map.entry("kbit", "Kilobits"),
                Map.entry("MBit", "Megabits"),
                Map.entry("GBit", "Gigabits"),
                Map.entry("Tbit", "Terabits"),
                Map.entry("%", "Percent"),
                Map.entry("{Count}", "Count"),
                Map.entry("1", "None"));

        private UnitNames() {}

        /** {@code Bytes/Second} for {@code By/s}; other units are returned unchanged. */
        static String name(String unit) {
            String name = Arrays.stream(unit.split("/", -1))
                    .map(part -> NAMES.getOrDefault(part, part))
                    .collect(Collectors.joining("/"));
            return name.replace("/Seconds", "/Second");
        }
    }
}
