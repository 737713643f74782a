package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.collector.source.SourceMeters;
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
final class FileMessages implements MessageReader {

    private final String source;
    private final TrailObjects objects;
    private final TrailReader reader;
    private final Announced announced;
    private final int tries;
    private final SourceMeters meters;
    private final Clock clock;

    FileMessages(
            String source,
            TrailObjects objects,
            TrailReader reader,
            Announced announced,
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
    public boolean read(Message message, Reading reading) {
        Optional<List<TrailObject>> notice = Notice.objects(message.body());
        if (notice.isEmpty()) {
            giveUp(message, message.messageId(), "no notification of S3", reading);
            return true;
        }
        boolean done = true;
        for (TrailObject object : notice.get()) {
            done &= read(object, message, reading);
        }
        return done;
    }

    private boolean read(TrailObject object, Message message, Reading reading) {
        Optional<String> refusal = objects.refusal(object);
        if (refusal.isPresent()) {
            giveUp(message, object.file().path(), refusal.get(), reading);
            return true;
        }
        Optional<String> foreign = foreign(object.file());
        if (foreign.isPresent()) {
            reading.skip(foreign.get());
            return true;
        }
        try {
            read(object, objects.bytes(object), reading);
            return true;
        } catch (TrailObjects.TooLargeException e) {
            giveUp(message, object.file().path(), "the file has " + e.reason(), reading);
            return true;
        } catch (SdkException e) {
            return failed(object, message, e, reading);
        }
    }

    private void read(TrailObject object, byte[] bytes, Reading reading) {
        Origin origin = new Origin(source, object.file().path(), clock.instant());
        reader.read(bytes, origin, reading);
        announced.add(object.file());
    }

    /** Whether that was the last time. */
    private boolean failed(TrailObject object, Message message, SdkException e, Reading reading) {
        String path = object.file().path();
        if (TrailObjects.isGone(e) || (TrailObjects.isRefused(e) && Queue.receives(message) >= tries)) {
            giveUp(message, path, "can't be had from bucket " + object.bucket() + ": " + e.getMessage(), reading);
            return true;
        }
        meters.unavailable(source);
        Log.errorf("File %s of %s can't be read; its message comes again: %s", path, source, e.getMessage());
        return false;
    }

    private void giveUp(Message message, String place, String reason, Reading reading) {
        Found found = Found.of(message.body().getBytes(StandardCharsets.UTF_8));
        reading.add(DeadLetters.of(source, place, -1, found, reason));
    }

    /** Why nobody reads it: a trail's bucket holds other things, too, and what CloudTrail delivers is named alike. */
    private static Optional<String> foreign(TrailFile file) {
        if (file.isDigest()) {
            return Optional.of("digest file");
        }
        if (file.isInsight()) {
            return Optional.of("insight file");
        }
        return file.isLog() && file.delivery().isPresent() ? Optional.empty() : Optional.of("other object");
    }
}
