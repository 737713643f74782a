package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailAsyncClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/**
 * Reads the event history of one region window by window. The end of a window is fixed before its first page is
 * requested. The next window begins where all events are sure to have arrived, so that none is missed.
 */
final class EventHistoryReader {

    /**
     * Repeated after a crash at most. AWS returns the newest events first, so that a partly read window does not count.
     */
    private static final Duration WINDOW = Duration.ofHours(1);

    /** Retention of the event history. */
    private static final Duration KEPT = Duration.ofDays(90);

    private static final int PAGE = 50;

    private final CloudTrailAsyncClient client;
    private final TrailReader reader;
    private final SourceEnvironment environment;
    private final String source;
    private final String place;

    EventHistoryReader(
            String source,
            String region,
            CloudTrailAsyncClient client,
            TrailReader reader,
            SourceEnvironment environment) {
        this.source = source;
        this.place = "cloudtrail:LookupEvents " + region;
        this.client = client;
        this.reader = reader;
        this.environment = environment;
    }

    /** Publishes one window and advances the position; returns false for the last window up to now. */
    boolean next(EventHistoryPosition position) {
        Instant now = environment.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Instant from = latest(position.through(), now.minus(KEPT));
        Instant until = earliest(from.plus(WINDOW), now);
        read(from, until, position);
        position.advance(earliest(until, now.minus(TrailFileName.LATEST_DELIVERY)));
        return until.isBefore(now);
    }

    private void read(Instant from, Instant until, EventHistoryPosition position) {
        String token = null;
        do {
            LookupEventsResponse page = page(from, until, token);
            publish(position.filterNew(page.events()));
            position.add(page.events());
            token = page.nextToken();
        } while (token != null);
    }

    private LookupEventsResponse page(Instant from, Instant until, @Nullable String token) {
        return AwsFutures.await(client.lookupEvents(request ->
                request.startTime(from).endTime(until).maxResults(PAGE).nextToken(token)));
    }

    private void publish(List<Event> events) {
        byte[] records = events.stream()
                .map(Event::cloudTrailEvent)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        reader.read(records, new FileOrigin(source, place, environment.clock().instant()), parsedTrailBatch);
        parsedTrailBatch.publish(source, environment.publisher(), environment.meters());
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
