package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.OptionalInt;

/**
 * The age at which objects have cost as much in STANDARD as the transition to another class and one read from there. Keeping an object
 * until then and moving it costs at most twice what the better of keeping it and moving it at once costs, whenever it is read next: a
 * rent paid until it equals the price (A. R. Karlin, M. S. Manasse, L. Rudolph, D. D. Sleator: Competitive snoopy caching, 1988).
 */
final class BreakEven {

    /** Days after which nothing is proposed any more. */
    private static final int LONGEST = 3650;

    private BreakEven() {}

    /** Whole days, rounded up; empty if no objects are in STANDARD that the class takes, or they are all empty. */
    static OptionalInt days(PopulationModel model, StorageClass target) {
        PriceTable prices = model.prices();
        double storageOfDay = 0;
        double move = 0;
        for (CohortGroup group : model.groups()) {
            if (group.start() == StorageClass.STANDARD && group.movesTo(target)) {
                for (int i = 0; i < group.size; i++) {
                    int index = target.index();
                    double gigabytes = group.gigabytes(i);
                    storageOfDay += gigabytes * prices.storage[StorageClass.STANDARD.index()];
                    move += group.objects[i] * (prices.transition[index] + prices.read[index])
                            + gigabytes * prices.retrieval[index];
                }
            }
        }
        double days = Math.ceil(move / storageOfDay);
        return days <= LONGEST ? OptionalInt.of((int) days) : OptionalInt.empty();
    }
}
