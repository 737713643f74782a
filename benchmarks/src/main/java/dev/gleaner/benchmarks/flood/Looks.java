package dev.gleaner.benchmarks.flood;

import java.util.List;
import java.util.stream.IntStream;

/** Looks at the memory of an actuator, from before a flood to its end. */
record Looks(List<Memory.Look> all, int lines) {

    Looks {
        all = List.copyOf(all);
    }

    /** How much more of the heap the last third of the course needs than the middle one, as a share of that. */
    double growthShare() {
        double middle = mean(all.size() / 3, all.size() * 2 / 3);
        double last = mean(all.size() * 2 / 3, all.size());
        return last / middle - 1;
    }

    /** How much more was needed at the worst moment than at the first, MB. */
    long growth() {
        return all.stream().mapToLong(Memory.Look::live).max().orElse(0)
                - all.get(0).live();
    }

    /** The most that the process took, MB. */
    long peakResident() {
        return all.stream().mapToLong(Memory.Look::resident).max().orElse(0);
    }

    void print() {
        System.out.println("memory at second      live after a collection     resident");
        IntStream.range(0, lines)
                .map(line -> line * (all.size() - 1) / Math.max(1, lines - 1))
                .distinct()
                .mapToObj(all::get)
                .forEach(look ->
                        System.out.printf("  %14.0f %20d MB %11d MB%n", look.second(), look.live(), look.resident()));
    }

    private double mean(int from, int to) {
        return all.subList(from, to).stream()
                .mapToLong(Memory.Look::live)
                .average()
                .orElseThrow(
                        () -> new IllegalStateException("the flood was over before memory was looked at often enough"));
    }
}
