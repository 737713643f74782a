package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.contracts.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What S3 and others tell a queue, in their forms. */
final class Notices {

    private Notices() {}

    /** Of new objects, as S3 writes it. */
    static String created(String bucket, String... keys) {
        return of("ObjectCreated:Put", bucket, keys);
    }

    static String of(String event, String bucket, String... keys) {
        List<Map<String, Object>> records = Stream.of(keys)
                .map(key -> Map.<String, Object>of(
                        "eventVersion",
                        "2.1",
                        "eventSource",
                        "aws:s3",
                        "eventName",
                        event,
                        "s3",
                        Map.of(
                                "bucket", Map.of("name", bucket),
                                "object",
                                        Map.of("key", URLEncoder.encode(key, StandardCharsets.UTF_8), "eTag", "abc"))))
                .toList();
        return Json.text(Map.of("Records", records));
    }

    /** As SNS passes a message on. */
    static String bySns(String message) {
        return Json.text(Map.of("Type", "Notification", "MessageId", "1", "Message", message));
    }
}
