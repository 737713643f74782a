package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.sqs.SqsMessageReader;
import dev.gleaner.collector.source.sqs.SqsQueue;
import io.quarkus.logging.Log;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Messages that announce files of a trail. What will never be read becomes a dead letter, so that it does not come for
 * ever; what can't be had for now comes again.
 */
final class FileNotificationMessageReader implements SqsMessageReader<ParsedTrailBatch> {

    private final String source;
    private final TrailObjectFetcher objects;
    private final TrailReader reader;
    private final AnnouncedScopes announced;
    private final int tries;
    private final SourceMeters meters;
    private final Clock clock;

    FileNotificationMessageReader(
            String source,
            TrailObjectFetcher objects,
            TrailReader reader,
            AnnouncedScopes announced,
            int tries,
            SourceMeters meters,
            Clock clock) {
        this.source = source;
        this.objects = objects;
        this.reader = reader;
        this.announced = announced;
        this.tries = tries;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public boolean read(Message message, ParsedTrailBatch parsedTrailBatch) {
        Optional<List<FileNotificationParser.AnnouncedObject>> notice = FileNotificationParser.objects(message.body());
        if (notice.isEmpty()) {
            addDeadLetter(message, message.messageId(), "no notification of S3", parsedTrailBatch);
            return true;
        }
        boolean done = true;
        for (FileNotificationParser.AnnouncedObject object : notice.get()) {
            done &= read(object, message, parsedTrailBatch);
        }
        return done;
    }

    private boolean read(
            FileNotificationParser.AnnouncedObject object, Message message, ParsedTrailBatch parsedTrailBatch) {
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

    private void read(FileNotificationParser.AnnouncedObject object, byte[] bytes, ParsedTrailBatch parsedTrailBatch) {
        FileOrigin origin = new FileOrigin(source, object.file().path(), clock.instant());
        reader.read(bytes, origin, parsedTrailBatch);
        announced.add(object.file());
    }

    /** Whether that was the last time. */
    private boolean handleFailure(
            FileNotificationParser.AnnouncedObject object,
            Message message,
            SdkException e,
            ParsedTrailBatch parsedTrailBatch) {
        String path = object.file().path();
        if (TrailObjectFetcher.isGone(e)
                || (TrailObjectFetcher.isRefused(e) && SqsQueue.receiveCount(message) >= tries)) {
            addDeadLetter(
                    message,
                    path,
                    "can't be had from bucket " + object.bucket() + ": " + e.getMessage(),
                    parsedTrailBatch);
            return true;
        }
        meters.unavailable(source);
        Log.errorf("File %s of %s can't be read; its message comes again: %s", path, source, e.getMessage());
        return false;
    }

    private void addDeadLetter(Message message, String place, String reason, ParsedTrailBatch parsedTrailBatch) {
        DeadLetterExcerpt deadLetterExcerpt =
                DeadLetterExcerpt.of(message.body().getBytes(StandardCharsets.UTF_8));
        parsedTrailBatch.add(DeadLetterFactory.create(source, place, -1, deadLetterExcerpt, reason));
    }

    /** Why nobody reads it: a trail's bucket holds other things, too, and what CloudTrail delivers is named alike. */
    private static Optional<String> foreign(TrailFileName file) {
        if (file.isDigest()) {
            return Optional.of("digest file");
        }
        if (file.isInsight()) {
            return Optional.of("insight file");
        }
        return file.isLog() && file.delivery().isPresent() ? Optional.empty() : Optional.of("other object");
    }
}
