package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.InstanceFacts;
import dev.gleaner.analyzer.profile.InstanceSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accelerators of an instance: it is idle only if they are. A quiet processor says nothing of them.
 *
 * @param series letters before the generation, lower case, of the types that hold some
 * @param readings without which an hour of a card counts as absent
 * @param coverage part of the hours that a card must have been read, 0 to 1
 * @param silence hours after which a card that is not read any more counts as lost
 * @param counts how many GPUs a type has
 */
record GpuReadingPolicy(Set<String> series, int readings, double coverage, int silence, InstanceTypeTable counts) {

    GpuReadingPolicy {
        series = Set.copyOf(series);
    }

    /** Whether it may hold cards: an unknown type may. */
    boolean mayBeIn(InstanceFacts facts) {
        String type = facts.type();
        return type == null || series.contains(seriesOf(type));
    }

    /** What its cards did. */
    GpuUsage measure(InstanceSnapshot snapshot, int hours) {
        return GpuUsage.of(snapshot.gpus(hours), hours, readings, silence);
    }

    /** What has to be known before the cards of an instance can be called idle, and is not. */
    List<String> missing(InstanceSnapshot snapshot, GpuUsage use) {
        List<String> unread = unread(snapshot, use);
        if (!unread.isEmpty() || use.unknownHours() == 0) {
            return unread;
        }
        return List.of("in " + use.unknownHours() + " hours the readings of a card did not tell whether it worked");
    }

    /**
     * Which cards may be at work without anybody seeing it. The type says how many there are; where that is not known, as
     * many as were ever read. After a stop and a start an instance may have other cards: then their number counts.
     */
    List<String> unread(InstanceSnapshot snapshot, GpuUsage use) {
        InstanceFacts facts = snapshot.facts();
        if (use.gpus() == 0) {
            return mayBeIn(facts) ? List.of(unread(facts.type())) : List.of();
        }
        int known = (int) counts.of(facts.type()).orElse(snapshot.knownGpus());
        if (use.current() < known) {
            return List.of("cards of the " + name(facts.type()) + ": " + use.current() + " of " + known + " are read");
        }
        if (use.coverage() < coverage) {
            return List.of(String.format(
                    Locale.ROOT,
                    "readings of its cards: %.0f %% of %d hours, %.0f %% needed",
                    Math.floor(use.coverage() * 100),
                    use.hours(),
                    coverage * 100));
        }
        return List.of();
    }

    private static String name(@Nullable String type) {
        return type == null ? "instance" : type;
    }

    private static String unread(@Nullable String type) {
        return type == null
                ? "instance type: not known, so that it may hold cards"
                : "cards of the " + type + ": no readings, so that they may be at work";
    }

    private static String seriesOf(String type) {
        int end = 0;
        while (end < type.length() && Character.isLetter(type.charAt(end))) {
            end++;
        }
        return type.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
