package dev.gleaner.actuator.approval.slack.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.slack.client.PostOnce;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.contracts.Json;
import jakarta.persistence.Tuple;
import java.util.Optional;

/**
 * Something to say once: in the thread of the message about a resource, or on a message that was left for another one.
 *
 * @param message where the resource's message is now
 * @param superseded the message that was left
 * @param entry what the audit says, for a reply about something that happened
 * @param repeatedRound round that is asked again, 0 when it says something else
 * @param loud whether the channel has to hear
 */
public record ThreadNote(
        long id,
        String target,
        PostedMessage message,
        Optional<PostedMessage> superseded,
        Optional<Entry> entry,
        int repeatedRound,
        boolean loud,
        Optional<PostOnce.Attempt> attempt) {

    /** What an audit entry says, with the name of the action that it is about. */
    record Entry(String kind, String actor, JsonNode detail, Optional<String> action) {}

    public static ThreadNote of(Tuple row) {
        return new ThreadNote(
                row.get("id", Number.class).longValue(),
                row.get("target", String.class),
                PostedMessage.of(row.get("channel", String.class), row.get("ts", String.class)),
                Optional.ofNullable(row.get("left_ts", String.class))
                        .map(ts -> PostedMessage.of(row.get("left_channel", String.class), ts)),
                Optional.ofNullable(row.get("kind", String.class)).map(kind -> entry(kind, row)),
                row.get("again", Number.class).intValue(),
                row.get("loud", Boolean.class),
                PostOnce.Attempt.of(row));
    }

    private static Entry entry(String kind, Tuple row) {
        return new Entry(
                kind,
                row.get("actor", String.class),
                Json.read(row.get("detail", String.class), JsonNode.class),
                Optional.ofNullable(row.get("action_name", String.class)));
    }
}
