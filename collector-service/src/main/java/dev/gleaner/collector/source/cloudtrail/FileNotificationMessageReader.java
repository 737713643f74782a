package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.sqs.SqsMessageReader;
import dev.gleaner.collector.source.sqs.SqsQueue;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads messages that announce files of a trail. A file that can never be read becomes a dead letter; one that can't be
 * read at the moment is left for the next delivery of the message.
 */
record FileNotificationMessageReader(
        String source,
        TrailObjectFetcher objects,
        TrailReader reader,
        ObservedTrailScopes announced,
        int tries,
        SourceMeters meters,
        Clock clock)
        implements SqsMessageReader<ParsedTrailBatch> {

    @Override
    public boolean read(Message message, ParsedTrailBatch parsedTrailBatch) {
        Optional<List<NotificationParser.AnnouncedObject>> notice = NotificationParser.objects(message.body());
        if (notice.isEmpty()) {
            addDeadLetter(message, message.messageId(), "no notification of S3", parsedTrailBatch);
            return true;
        }
        boolean done = true;
        for (NotificationParser.AnnouncedObject object : notice.get()) {
            done &= read(object, message, parsedTrailBatch);
        }
        return done;
    }

    private boolean read(
            NotificationParser.AnnouncedObject object, Message message, ParsedTrailBatch parsedTrailBatch) {
        Optional<String> refusal = objects.refusal(object);
        if (refusal.isPresent()) {
            addDeadLetter(message, object.file().path(), refusal.get(), parsedTrailBatch);
            return true;
        }
        Optional<String> foreign = foreign(object.file());
        if (foreign.isPresent()) {
            parsedTrailBatch.skip(foreign.get());
            return true;
        }
        try {
            read(object, objects.bytes(object), parsedTrailBatch);
            return true;
        } catch (TrailObjectFetcher.TooLargeException e) {
            addDeadLetter(message, object.file().path(), "the file has " + e.reason(), parsedTrailBatch);
            return true;
        } catch (SdkException e) {
            return handleFailure(object, message, e, parsedTrailBatch);
        }
    }

    private void read(NotificationParser.AnnouncedObject object, byte[] bytes, ParsedTrailBatch parsedTrailBatch) {
        FileOrigin origin = new FileOrigin(source, object.file().path(), clock.instant());
        reader.read(bytes, origin, parsedTrailBatch);
        announced.add(object.file());
    }

    /** Whether this was the last delivery. */
    private boolean handleFailure(
            NotificationParser.AnnouncedObject object,
            Message message,
            SdkException e,
            ParsedTrailBatch parsedTrailBatch) {
        String path = object.file().path();
        if (TrailObjectFetcher.isGone(e)
                || (TrailObjectFetcher.isRefused(e) && SqsQueue.receiveCount(message) >= tries)) {
            addDeadLetter(
                    message,
                    path,
                    "can't be read from bucket " + object.bucket() + ": " + e.getMessage(),
                    parsedTrailBatch);
            return true;
        }
        meters.unavailable(source);
        Log.errorf(
                "File %s of %s can't be read; its message will be delivered again: %s", path, source, e.getMessage());
        return false;
    }

    private void addDeadLetter(Message message, String place, String reason, ParsedTrailBatch parsedTrailBatch) {
        DeadLetterExcerpt deadLetterExcerpt =
                DeadLetterExcerpt.of(message.body().getBytes(StandardCharsets.UTF_8));
        parsedTrailBatch.add(DeadLetterFactory.create(source, place, -1, deadLetterExcerpt, reason));
    }

    /** Reason why the file is skipped: a trail's bucket also contains other files, some with similar names. */
    private static Optional<String> foreign(TrailFileName file) {
        if (file.isDigest()) {
            return Optional.of("digest file");
        }
        if (file.isInsight()) {
            return Optional.of("insight file");
        }
        return file.isLog() && file.delivery().isPresent() ? Optional.empty() : Optional.of("other object");
    }

    /** Extracts the announced objects of a message from S3 or from CloudTrail's own topic, directly or through SNS. */
    static final class NotificationParser {

        private static final String CREATED = "ObjectCreated";

        private NotificationParser() {}

        /**
         * The objects; an empty list if the message is of a known form and announces none; empty if it is of no known
         * form, or if a key can't be decoded.
         */
        static Optional<List<AnnouncedObject>> objects(String message) {
            try {
                return announced(message);
            } catch (IllegalArgumentException e) {
                // Thrown by URLDecoder for an invalid escape.
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
            boolean known = !records.isEmpty() && items(records).allMatch(NotificationParser::isOfS3);
            return known
                    ? Optional.of(items(records)
                            .filter(record -> record.path("eventName").asText().contains(CREATED))
                            .map(NotificationParser::object)
                            .toList())
                    : Optional.empty();
        }

        private static boolean isOfS3(JsonNode record) {
            JsonNode s3 = record.path("s3");
            return s3.path("bucket").path("name").isTextual()
                    && s3.path("object").path("key").isTextual();
        }

        /** S3 encodes keys like HTML forms. */
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

            /** An object by its full key. */
            static AnnouncedObject of(String bucket, String key, String version) {
                return new AnnouncedObject(bucket, new TrailFileName(StoredFile.of(key, version)));
            }
        }
    }
}
