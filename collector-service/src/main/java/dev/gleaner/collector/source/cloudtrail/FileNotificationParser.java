package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.contracts.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Tells which new objects a message announces: as S3 wrote it, as CloudTrail writes to its own topic, by SNS or not. */
final class FileNotificationParser {

    private static final String CREATED = "ObjectCreated";

    private FileNotificationParser() {}

    /**
     * The objects; none when the message is of those forms and announces none; empty when it is of no such form, or names an
     * object by a key that can't be decoded.
     */
    static Optional<List<AnnouncedObject>> objects(String message) {
        try {
            return announced(message);
        } catch (IllegalArgumentException e) {
            // What URLDecoder says of a broken escape.
            return Optional.empty();
        }
    }

    private static Optional<List<AnnouncedObject>> announced(String message) {
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

    private static List<AnnouncedObject> ofCloudTrail(JsonNode notice) {
        String bucket = notice.path("s3Bucket").asText();
        return items(notice.path("s3ObjectKey"))
                .map(key -> AnnouncedObject.of(bucket, key.asText(), ""))
                .toList();
    }

    private static Optional<List<AnnouncedObject>> ofS3(JsonNode records) {
        boolean known = !records.isEmpty() && items(records).allMatch(FileNotificationParser::isOfS3);
        return known
                ? Optional.of(items(records)
                        .filter(record -> record.path("eventName").asText().contains(CREATED))
                        .map(FileNotificationParser::object)
                        .toList())
                : Optional.empty();
    }

    private static boolean isOfS3(JsonNode record) {
        JsonNode s3 = record.path("s3");
        return s3.path("bucket").path("name").isTextual()
                && s3.path("object").path("key").isTextual();
    }

    /** S3 writes keys as the form of a web page does. */
    private static AnnouncedObject object(JsonNode record) {
        JsonNode s3 = record.path("s3");
        JsonNode object = s3.path("object");
        return AnnouncedObject.of(
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

    /** An object of a bucket that may be a file of a trail. */
    record AnnouncedObject(String bucket, TrailFileName file) {

        /** An object by its whole key. */
        static AnnouncedObject of(String bucket, String key, String version) {
            return new AnnouncedObject(bucket, new TrailFileName(StoredFile.of(key, version)));
        }
    }
}
