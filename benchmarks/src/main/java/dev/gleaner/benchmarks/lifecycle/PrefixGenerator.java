package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Prefixes into which objects of a few sizes are written all the time, and read ever less often as they age. */
final class PrefixGenerator {

    private static final int YEAR = 365;
    private static final List<String> CLASSES =
            List.of("STANDARD", "STANDARD", "STANDARD", "STANDARD_IA", "GLACIER_IR");
    private static final List<Integer> AGES = ObjectHistogramBins.ageSteps();

    private PrefixGenerator() {}

    static PrefixUsage prefix(long seed) {
        Random random = new Random(seed);
        List<Cell> cells = new ArrayList<>();
        List<AgeReads> reads = new ArrayList<>();
        double readsOfDay = Math.pow(10, -4 * random.nextDouble());
        double halfLife = 3 + random.nextInt(200);
        int oldest = 4 + random.nextInt(AGES.size() - 4);
        for (int size = 0; size < 3; size++) {
            double writesOfDay = Math.pow(10, 3.5 * random.nextDouble());
            double bytes = Math.pow(2, 14 + 16 * random.nextDouble());
            String storageClass = CLASSES.get(random.nextInt(CLASSES.size()));
            for (int bin = 0; bin < oldest; bin++) {
                int from = bin == 0 ? 0 : AGES.get(bin - 1);
                int until = Math.min(AGES.get(bin), 4000);
                long objects = Math.round(writesOfDay * (until - from));
                double requests = objects * readsOfDay * Math.pow(2, -from / halfLife) * 30;
                if (objects > 0) {
                    cells.add(new Cell(
                            storageClass, random.nextInt(8) == 0, AGES.get(bin), objects, Math.round(objects * bytes)));
                }
                if (requests > 1) {
                    reads.add(new AgeReads(AGES.get(bin), requests, requests * bytes));
                }
            }
        }
        return new PrefixUsage(
                cells, new ReadHistory(reads, YEAR), new ReadHistory(List.of(), YEAR), random.nextInt(4) == 0);
    }
}
