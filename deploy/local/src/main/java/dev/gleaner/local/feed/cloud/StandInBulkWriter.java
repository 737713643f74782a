package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.runtime.aws.MotoControl;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Writes objects and points into the stand-in, many in a request: with one request for each, they would take most of the time of a start. */
final class StandInBulkWriter {

    private static final int MOST_IN_A_CALL = 5_000;

    /** Base64 characters in a request. */
    private static final int LARGEST_CALL = 4_000_000;

    private final MotoControl control;

    StandInBulkWriter(URI endpoint) {
        this.control = new MotoControl(endpoint);
    }

    /** A statistic set of a period of a metric. */
    record Point(String metric, String unit, Instant start, Map<String, String> dimensions, StatisticSet sample) {

        Point {
            dimensions = Map.copyOf(dimensions);
        }

        private Map<String, Object> fields() {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("name", metric);
            fields.put("unit", unit);
            fields.put("at", start.toEpochMilli());
            fields.put("dimensions", dimensions);
            fields.put("count", sample.count());
            fields.put("sum", sample.sum());
            fields.put("min", sample.min());
            fields.put("max", sample.max());
            return fields;
        }
    }

    /** Writes points into the CloudWatch of a region. */
    void putPoints(String region, String namespace, List<Point> points) {
        for (int i = 0; i < points.size(); i += MOST_IN_A_CALL) {
            control.putPoints(
                    region,
                    namespace,
                    points.subList(i, Math.min(points.size(), i + MOST_IN_A_CALL)).stream()
                            .map(Point::fields)
                            .toList());
        }
    }

    /** Puts files into a bucket, in their order. */
    void putFiles(String bucket, List<BucketFile> files) {
        putObjects(bucket, files, Map.of(), done -> {});
    }

    /**
     * Puts files into a bucket, in their order.
     *
     * @param kind further fields of each object
     * @param done receives the number of files that are there
     */
    void putObjects(String bucket, List<BucketFile> files, Map<String, Object> kind, IntConsumer done) {
        List<Map<String, Object>> objects = new ArrayList<>();
        int characters = 0;
        int written = 0;
        for (BucketFile file : files) {
            String body = Base64.getEncoder().encodeToString(file.bytes());
            if (characters + body.length() > LARGEST_CALL) {
                control.putObjects(bucket, objects);
                written += objects.size();
                done.accept(written);
                objects.clear();
                characters = 0;
            }
            Map<String, Object> object = new TreeMap<>(kind);
            object.put("key", file.key());
            object.put("body", body);
            objects.add(object);
            characters += body.length();
        }
        if (!objects.isEmpty()) {
            control.putObjects(bucket, objects);
        }
        done.accept(files.size());
    }
}
