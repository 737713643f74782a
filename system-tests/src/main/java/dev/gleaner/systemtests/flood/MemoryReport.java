package dev.gleaner.systemtests.flood;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at the memory of an actuator, from its start to the end of a flood.
 *
 * @param before index of the last look before the flood
 */
record MemoryReport(List<MemorySampler.Sample> all, int before, int lines) {

    /** A single look may fall on a moment in which something is under way. */
    private static final int AROUND = 3;

    MemoryReport {
        all = List.copyOf(all);
        if (before < AROUND - 1 || all.size() - 1 - before < AROUND) {
            throw new IllegalArgumentException("memory was not looked at often enough to tell anything");
        }
    }

    /** How much more of the heap is needed when all is over than just before the flood, MB. */
    long retained() {
        return least(all.size() - AROUND, all.size()) - least(before + 1 - AROUND, before + 1);
    }

    /** How much more was needed at the worst moment than just before the flood, MB. */
    long peak() {
        return all.stream().mapToLong(MemorySampler.Sample::live).max().orElse(0)
                - least(before + 1 - AROUND, before + 1);
    }

    /** The most that the process took, MB. */
    long peakResident() {
        return all.stream().mapToLong(MemorySampler.Sample::resident).max().orElse(0);
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

    private long least(int from, int to) {
        return all.subList(from, to).stream()
                .mapToLong(MemorySampler.Sample::live)
                .min()
                .orElseThrow();
    }
}
