package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tags that a remedy gives: only those that were absent when a person looked, so that nothing is overwritten. */
final class MissingTags {

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final int MOST = 50;

    private MissingTags() {}

    static Map<String, String> of(ActionOrder order) {
        return of(order.planned(), order.parameters());
    }

    static Map<String, String> of(ResourceSnapshot planned, Map<String, String> parameters) {
        Map<String, String> absent = new TreeMap<>(parameters);
        absent.remove(ActionOrder.UNFINISHED);
        absent.keySet().removeAll(planned.tags().keySet());
        return absent;
    }

    /** Why they can't be given. */
    static Optional<String> problem(ResourceSnapshot planned, Map<String, String> parameters) {
        Map<String, String> tags = of(planned, parameters);
        if (tags.isEmpty()) {
            return Optional.of("it has all the tags that the remedy names, and none is overwritten");
        }
        if (planned.tags().size() + tags.size() > MOST) {
            return Optional.of("it would have more than " + MOST + " tags");
        }
        return tags.entrySet().stream()
                .filter(tag -> !isLegal(tag.getKey(), tag.getValue()))
                .findFirst()
                .map(tag -> "the tag " + tag.getKey() + "=" + tag.getValue() + " can't be given by a remedy");
    }

    /** Tags of ours steer what may be done to a resource, so that a remedy, which comes from outside, gives none. */
    private static boolean isLegal(String key, String value) {
        return !key.isBlank()
                && key.length() <= LONGEST_KEY
                && value.length() <= LONGEST_VALUE
                && !key.startsWith("aws:")
                && !key.startsWith("gleaner:");
    }
}
