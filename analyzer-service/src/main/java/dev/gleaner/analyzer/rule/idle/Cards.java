package dev.gleaner.analyzer.rule.idle;

import dev.gleaner.analyzer.profile.Facts;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The accelerators of an instance: it is idle only if they are. A quiet processor says nothing of them.
 *
 * @param series letters before the generation, lower case, of the types that hold some
 */
record Cards(Set<String> series) {

    Cards {
        series = Set.copyOf(series);
    }

    /** What has to be known before the instance can be called idle; empty when it has no cards. */
    Optional<String> missing(Facts facts) {
        String type = facts.type();
        if (type == null) {
            return Optional.of("instance type: not known, so that it may hold cards");
        }
        return series.contains(seriesOf(type))
                ? Optional.of("cards of the " + type + ": no readings, so that they may be at work")
                : Optional.empty();
    }

    private static String seriesOf(String type) {
        int end = 0;
        while (end < type.length() && Character.isLetter(type.charAt(end))) {
            end++;
        }
        return type.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
