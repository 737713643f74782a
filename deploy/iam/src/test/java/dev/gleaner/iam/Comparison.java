package dev.gleaner.iam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Comparison of the calls of a service with its policies.
 *
 * @param policies a missing action is reported for the first of them
 */
record Comparison(String service, Collection<String> calls, List<Policy> policies) {

    /** Lines to add: actions that the service calls and no policy allows. */
    List<String> missing() {
        Set<String> allowed = allowed();
        List<String> lines = new ArrayList<>();
        for (String call : new TreeSet<>(calls)) {
            for (String action : Operations.actions(call)) {
                if (!allowed.contains(action)) {
                    lines.add("deploy/iam/" + policies.get(0).name() + ": add \"" + action + "\": " + service
                            + " calls " + call);
                }
            }
        }
        return lines;
    }

    /** Lines to remove: allowed actions that the service never calls. */
    List<String> unused() {
        Set<String> used = new TreeSet<>();
        calls.forEach(call -> used.addAll(Operations.actions(call)));
        List<String> lines = new ArrayList<>();
        for (Policy policy : policies) {
            for (String action : policy.actions()) {
                if (!used.contains(action)) {
                    lines.add("deploy/iam/" + policy.name() + ": remove \"" + action
                            + "\", or test what it is for: no integration test of " + service + " needs it");
                }
            }
        }
        return lines;
    }

    private Set<String> allowed() {
        Set<String> allowed = new TreeSet<>();
        policies.forEach(policy -> allowed.addAll(policy.actions()));
        return allowed;
    }
}
