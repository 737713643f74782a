package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.contracts.resource.Arn;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be done, as it was approved.
 *
 * @param action id of the action; for one that takes another back, the id of that other
 * @param planned the target as the person who said yes saw it
 * @param parameters of the remedy
 */
public record Order(String action, Arn target, Subject planned, Map<String, String> parameters) {

    public Order {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
