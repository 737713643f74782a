package dev.gleaner.actuator.approval.slack;

import jakarta.persistence.Tuple;
import java.net.URI;
import java.util.Optional;

/**
 * A message that does not tell what it should.
 *
 * @param round of the proposal that it is about
 * @param isPosted whether it is in Slack
 * @param asks whether it shows buttons
 * @param posted where it is
 * @param responseUrl where Slack takes a new version of it, as long as it does
 * @param tells stands for what it should tell
 */
record Due(
        String target,
        int round,
        boolean isPosted,
        boolean asks,
        Posted posted,
        Optional<URI> responseUrl,
        String tells) {

    static Due of(Tuple row) {
        return new Due(
                row.get("target", String.class),
                row.get("round", Number.class).intValue(),
                row.get("state", String.class).equals("posted"),
                row.get("asks", Boolean.class),
                Posted.of(row.get("channel", String.class), row.get("ts", String.class)),
                Optional.ofNullable(row.get("response_url", String.class)).map(URI::create),
                row.get("tells", String.class));
    }
}
