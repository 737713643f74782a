package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A controller that would undo what is done to what it owns, known by the tags that it sets, and the change of itself that
 * comes to the same as the action.
 */
interface Owner {

    /** What it is, for a person. */
    String name();

    /** How the tags begin that it sets. */
    List<String> prefixes();

    /** The text of the change; tags are those of the target. */
    String patch(Order order, Map<String, String> tags);

    /** The tag by which it is known; empty when it does not own what has these tags. */
    default Optional<String> tag(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .keySet().stream()
                        .filter(tag -> prefixes().stream().anyMatch(tag::startsWith))
                        .findFirst();
    }
}
