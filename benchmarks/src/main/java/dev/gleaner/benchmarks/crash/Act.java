package dev.gleaner.benchmarks.crash;

import java.util.List;

/**
 * Something that an actuator does to a target.
 *
 * @param name of the action
 * @param calls AWS calls that it takes, one a step, in their order
 */
record Act(String name, List<String> calls) {

    Act {
        calls = List.copyOf(calls);
    }

    static Act of(String name, String... calls) {
        return new Act(name, List.of(calls));
    }
}
