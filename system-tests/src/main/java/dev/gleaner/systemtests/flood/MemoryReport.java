package dev.gleaner.systemtests.flood;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples of the memory of an actuator, from its start to the end of a flood.
 *
 * @param before index of the last sample before the flood
 * @param lines number of rows to print
 */
record MemoryReport(List<MemorySampler.Sample> all, int before, int lines) {

    /** The least of several samples counts, as a single one may include work in progress. */
    private static final int SAMPLES = 3;

    MemoryReport {
        all = List.copyOf(all);
        if (before < SAMPLES - 1 || all.size() - 1 - before < SAMPLES) {
            throw new IllegalArgumentException("the memory was not sampled often enough");
        }
    }

    /** Growth of the used heap from before the flood to the end, in MB. */
    long retained() {
        return least(all.size() - SAMPLES, all.size()) - least(before + 1 - SAMPLES, before + 1);
    }

    /** Growth of the used heap from before the flood to its maximum, in MB. */
    long peak() {
        return all.stream().mapToLong(MemorySampler.Sample::live).max().orElse(0)
                - least(before + 1 - SAMPLES, before + 1);
    }

    /** Maximum of the resident memory in MB. */
    long peakResident() {
        return all.stream().mapToLong(MemorySampler.Sample::resident).max().orElse(0);
    }

    void print() {
        System.out.println("memory at second      live after a collection     resident");
        IntStream.range(0, lines)
                .map(line -> line * (all.size() - 1) / Math.max(1, lines - 1))
                .distinct()
                .mapToObj(all::get)
                .forEach(sample -> System.out.printf(
                        "  %14.0f %20d MB %11d MB%n", sample.second(), sample.live(), sample.resident()));
    }

    private long least(int from, int to) {
        return all.subList(from, to).stream()
                .mapToLong(MemorySampler.Sample::live)
                .min()
                .orElseThrow();
    }
}
