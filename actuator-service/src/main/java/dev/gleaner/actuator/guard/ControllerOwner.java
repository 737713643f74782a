package dev.gleaner.actuator.guard;

import java.util.List;
import java.util.Optional;

/**
 * Leaves alone what a controller would start or replace again (aws-solutions/instance-scheduler-on-aws#479,
 * aws/karpenter-provider-aws#6866).
 */
record ControllerOwner(List<String> prefixes) implements RefusingGuard {

    ControllerOwner {
        prefixes = List.copyOf(prefixes);
    }

    @Override
    public String name() {
        return "controller-owned";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation
                .tags()
                .flatMap(tags -> tags.keySet().stream()
                        .filter(tag -> prefixes.stream().anyMatch(tag::startsWith))
                        .findFirst()
                        .map(tag -> "a controller owns it (tag " + tag + "): change the owner instead"));
    }
}
