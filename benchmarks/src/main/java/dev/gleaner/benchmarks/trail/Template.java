package dev.gleaner.benchmarks.trail;

import java.util.function.BiConsumer;

/** Text with places to be filled, each a name between tildes. */
final class Template {

    /** Text and names in turn, beginning with text. */
    private final String[] parts;

    Template(String text) {
        parts = text.replace("\n", "").split("~", -1);
    }

    /** Writes the text; the places by what the caller knows of their names. */
    void fill(StringBuilder target, BiConsumer<String, StringBuilder> places) {
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 0) {
                target.append(parts[i]);
            } else {
                places.accept(parts[i], target);
            }
        }
    }
}
