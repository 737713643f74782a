package dev.gleaner.actuator.guard;

import java.util.Optional;

/** Leaves alone what its owner protected; any value but {@code false} protects. */
record ProtectedTag(String key) implements RefusingGuard {

    @Override
    public String name() {
        return "protected-tag";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation
                .tags()
                .map(tags -> tags.get(key))
                .filter(value -> !value.equalsIgnoreCase("false"))
                .map(value -> "the tag " + key + " protects it");
    }
}
