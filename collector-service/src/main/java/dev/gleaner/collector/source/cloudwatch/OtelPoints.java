package dev.gleaner.collector.source.cloudwatch;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.Map;
import java.util.function.Consumer;

/** The data points of one message; of what is no summary, and so not CloudWatch's, one without fields a metric. */
final class OtelPoints {

    private final ExportMetricsServiceRequest message;

    OtelPoints(ExportMetricsServiceRequest message) {
        this.message = message;
    }

    void forEach(Consumer<OtelPoint> consumer) {
        for (ResourceMetrics resource : message.getResourceMetricsList()) {
            Map<String, String> attributes =
                    OtelAttributes.texts(resource.getResource().getAttributesList());
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                scope.getMetricsList().forEach(metric -> points(attributes, metric, consumer));
            }
        }
    }

    private static void points(Map<String, String> resource, Metric metric, Consumer<OtelPoint> consumer) {
        if (!metric.hasSummary()) {
            consumer.accept(new OtelPoint(resource, metric.getUnit(), SummaryDataPoint.getDefaultInstance()));
        }
        metric.getSummary()
                .getDataPointsList()
                .forEach(point -> consumer.accept(new OtelPoint(resource, metric.getUnit(), point)));
    }
}
