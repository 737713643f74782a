package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Prefixes drawn at random. */
final class SamplePrefix {

    static final int YEAR = 365;

    private static final List<Integer> AGES = ObjectHistogramBins.ageSteps();
    private static final List<String> CLASSES = List.of(
            "STANDARD",
            "STANDARD",
            "STANDARD",
            "STANDARD_IA",
            "INTELLIGENT_TIERING",
            "ONEZONE_IA",
            "GLACIER_IR",
            "GLACIER");

    private SamplePrefix() {}

    /** Current versions in any class, often old versions too, and reads down to some age. */
    static PrefixUsage of(long seed) {
        Random random = new Random(seed);
        List<Cell> cells = new ArrayList<>(cells(random, false, CLASSES));
        if (random.nextInt(3) == 0) {
            cells.addAll(cells(random, true, CLASSES));
        }
        ReadHistory noncurrent = random.nextBoolean() ? null : reads(random, 0.01);
        return new PrefixUsage(
                cells, reads(random, Math.pow(10, -random.nextInt(5))), noncurrent, random.nextInt(4) == 0);
    }

    /** Current versions in STANDARD with reads. */
    static PrefixUsage ofStandard(long seed) {
        Random random = new Random(seed);
        return new PrefixUsage(
                cells(random, false, List.of("STANDARD")),
                reads(random, Math.pow(10, -random.nextInt(5))),
                null,
                random.nextBoolean());
    }

    static PrefixUsage withReads(PrefixUsage usage, ReadHistory reads) {
        return new PrefixUsage(usage.cells(), reads, usage.noncurrentReads(), usage.variesByStorageClass());
    }

    static ReadHistory noReads() {
        return new ReadHistory(List.of(), YEAR);
    }

    private static List<Cell> cells(Random random, boolean noncurrent, List<String> classes) {
        List<Cell> cells = new ArrayList<>();
        String usual = classes.get(random.nextInt(classes.size()));
        for (int i = 0; i < 2 + random.nextInt(30); i++) {
            long objects = 1 + (long) Math.pow(10, 6 * random.nextDouble());
            long size = (long) Math.pow(2, 10 + 24 * random.nextDouble());
            String name = random.nextInt(4) == 0 ? classes.get(random.nextInt(classes.size())) : usual;
            cells.add(new Cell(name, noncurrent, AGES.get(random.nextInt(AGES.size())), objects, objects * size));
        }
        return cells;
    }

    private static ReadHistory reads(Random random, double scale) {
        List<AgeReads> ages = new ArrayList<>();
        int last = random.nextInt(AGES.size() + 1);
        for (int bin = 0; bin < last; bin++) {
            if (random.nextInt(3) > 0) {
                double requests = scale * Math.pow(10, 6 * random.nextDouble());
                ages.add(new AgeReads(AGES.get(bin), requests, requests * Math.pow(2, 10 + 14 * random.nextDouble())));
            }
        }
        return new ReadHistory(ages, YEAR);
    }
}
