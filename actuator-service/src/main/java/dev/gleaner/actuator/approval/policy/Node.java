package dev.gleaner.actuator.approval.policy;

import java.util.List;
import java.util.Map;

/** A piece of YAML that knows where it stands. */
sealed interface Node permits Node.Text, Node.Items, Node.Fields {

    Spot spot();

    /** A single value as it is written, whatever its type would be; absent values are empty. */
    record Text(Spot spot, String value) implements Node {}

    /** A list. */
    record Items(Spot spot, List<Node> nodes) implements Node {}

    /** Keys with their values, in their order. */
    record Fields(Spot spot, Map<String, Field> byKey) implements Node {}

    /** A key and its value. */
    record Field(Spot spot, Node value) {}
}
