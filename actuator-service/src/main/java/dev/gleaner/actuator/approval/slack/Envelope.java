package dev.gleaner.actuator.approval.slack;

import java.util.Optional;

/**
 * A message on its way to where it is read first.
 *
 * @param room where to
 * @param thread time stamp of the message that it replies to
 * @param loud whether a reply is shown to the whole channel
 * @param id travels with it, so that it can be found if its record is lost
 */
record Envelope(String room, Optional<String> thread, boolean loud, String id, Message message) {

    static Envelope to(String room, String id, Message message) {
        return new Envelope(room, Optional.empty(), false, id, message);
    }
}
