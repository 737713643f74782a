package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.Json;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Takes the JSON body that a sender posts: reads it within a limit, lets it be published, and responds with 200 only after Kafka has
 * acknowledged it. An invalid body becomes a dead letter.
 */
@Singleton
public record JsonBodyIngester(KafkaPublisher publisher, SourceMeters meters, IngestScope scope) {

    /** Publishes what a body says. */
    public interface Publication {

        /**
         * Returns the body of the response once Kafka has acknowledged everything.
         *
         * @param place of the body in signals, the same for a repeated one
         * @param scope what the sender may report
         * @throws InvalidInputException when the body is invalid; nothing of it was published then
         * @throws IngestScope.Exceeded when the caller may not report this; nothing of it was published then
         */
        Object publish(String place, byte[] body, IngestScope scope) throws InvalidInputException, IngestScope.Exceeded;
    }

    /**
     * Takes a body.
     *
     * @param source its path, and the name of the source in signals
     * @param limit bytes
     * @param remedy what the sender of a larger body reads after that
     */
    public Response ingest(String source, InputStream body, int limit, String remedy, Publication publication) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(limit + 1);
        } catch (IOException e) {
            return IngestResponse.error(Status.BAD_REQUEST, "the body is incomplete");
        }
        if (bytes.length > limit) {
            return IngestResponse.error(
                    Status.REQUEST_ENTITY_TOO_LARGE, "the body has more than " + limit + " bytes" + remedy);
        }
        String place = "POST /" + source + " " + Json.sha256(bytes);
        return IngestResponse.ofPublication(place, () -> publish(source, place, bytes, publication));
    }

    private Response publish(String source, String place, byte[] bytes, Publication publication) {
        try {
            return IngestResponse.of(Status.OK, publication.publish(place, bytes, scope));
        } catch (InvalidInputException e) {
            publisher.publishDeadLetters(
                    List.of(DeadLetterFactory.create(source, place, 0, DeadLetterExcerpt.of(bytes), e.reason())));
            meters.deadLetters(source, 1);
            return IngestResponse.error(Status.BAD_REQUEST, e.reason());
        } catch (IngestScope.Exceeded e) {
            return IngestResponse.error(Status.FORBIDDEN, e.reason());
        }
    }
}
