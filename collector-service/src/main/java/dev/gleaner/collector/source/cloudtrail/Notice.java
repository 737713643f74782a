package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Tells which new objects a message announces: as S3 wrote it, as CloudTrail writes to its own topic, by SNS or not. */
final class Notice {

    private static final String CREATED = "ObjectCreated";

    private Notice() {}

    /**
     * The objects; none when the message is of those forms and announces none; empty when it is of no such form, or names an
     * object by a key that can't be decoded.
     */
    static Optional<List<TrailObject>> objects(String message) {
        try {
            return announced(message);
        } catch (IllegalArgumentException e) {
            // What URLDecoder says of a broken escape.
            return Optional.empty();
        }
    }

    private static Optional<List<TrailObject>> announced(String message) {
        JsonNode outer = tree(message);
        JsonNode inner = outer.path("Type").asText().equals("Notification")
                ? tree(outer.path("Message").asText())
                : outer;
        if (inner.path("Event").asText().equals("s3:TestEvent")) {
            return Optional.of(List.of());
        }
        if (inner.path("s3ObjectKey").isArray() && inner.path("s3Bucket").isTextual()) {
            return Optional.of(ofCloudTrail(inner));
        }
        return ofS3(inner.path("Records"));
    }

    private static List<TrailObject> ofCloudTrail(JsonNode notice) {
        String bucket = notice.path("s3Bucket").asText();
        return items(notice.path("s3ObjectKey"))
                .map(key -> TrailObject.of(bucket, key.asText(), ""))
                .toList();
    }

    private static Optional<List<TrailObject>> ofS3(JsonNode records) {
        boolean known = !records.isEmpty() && items(records).allMatch(Notice::isOfS3);
        return known
                ? Optional.of(items(records)
                        .filter(record -> record.path("eventName").asText().contains(CREATED))
                        .map(Notice::object)
                        .toList())
                : Optional.empty();
    }

    private static boolean isOfS3(JsonNode record) {
        JsonNode s3 = record.path("s3");
        return s3.path("bucket").path("name").isTextual()
                && s3.path("object").path("key").isTextual();
    }

    /** S3 writes keys as the form of a web page does. */
    private static TrailObject object(JsonNode record) {
        JsonNode s3 = record.path("s3");
        JsonNode object = s3.path("object");
        return TrailObject.of(
                s3.path("bucket").path("name").asText(),
                URLDecoder.decode(object.path("key").asText(), StandardCharsets.UTF_8),
                object.path("eTag").asText());
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static JsonNode tree(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
