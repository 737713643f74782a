package dev.gleaner.collector.source.cloudwatch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of what a data point tells: attributes in 1.0.0, where dimensions are a list in one of them; labels in 0.7.0. */
record OtelAttributes(@Nullable String namespace, @Nullable String metric, Map<String, String> dimensions) {

    private static final String NAMESPACE = "Namespace";
    private static final String METRIC = "MetricName";
    private static final String DIMENSIONS = "Dimensions";

    /** {@code repeated StringKeyValue labels = 1} of a 0.7.0 point; the number was never used again. */
    private static final int LABELS = 1;

    private static final int LABEL_KEY = 1;
    private static final int LABEL_VALUE = 2;

    static OtelAttributes of(SummaryDataPoint point) throws InvalidProtocolBufferException {
        return point.getAttributesCount() > 0 ? ofAttributes(point.getAttributesList()) : ofLabels(labels(point));
    }

    /** The attributes that have a text, by their key. */
    static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new HashMap<>();
        attributes.stream()
                .filter(attribute -> attribute.getValue().hasStringValue())
                .forEach(attribute ->
                        texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
        return texts;
    }

    private static OtelAttributes ofAttributes(List<KeyValue> attributes) {
        Map<String, String> texts = texts(attributes);
        Map<String, String> dimensions = new HashMap<>();
        attributes.stream()
                .filter(attribute -> attribute.getKey().equals(DIMENSIONS))
                .forEach(attribute -> dimensions.putAll(
                        texts(attribute.getValue().getKvlistValue().getValuesList())));
        return new OtelAttributes(texts.get(NAMESPACE), texts.get(METRIC), dimensions);
    }

    private static OtelAttributes ofLabels(Map<String, String> labels) {
        Map<String, String> dimensions = new HashMap<>(labels);
        String namespace = dimensions.remove(NAMESPACE);
        String metric = dimensions.remove(METRIC);
        return new OtelAttributes(namespace, metric, dimensions);
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
