package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices.ClassPrices;
import java.util.List;
import java.util.Objects;

/**
 * The cost of a schedule of current versions by going through a year in quarters of a day: slow, with its own copy of what AWS
 * bills.
 */
final class DayByDay {

    private static final double GB = 1_073_741_824;
    private static final double MONTH = 365 / 12.0;
    private static final int DAYS = 365;
    private static final double STEP = 0.25;

    /** Days between the objects that stand for those that are written. */
    private static final int INTERVAL = 5;

    private static final int SMALL = 131_072;

    private final PrefixUsage usage;
    private final LifecycleSchedule schedule;
    private final double[] requestRates = new double[AgeBins.COUNT];
    private final double[] byteRates = new double[AgeBins.COUNT];

    DayByDay(PrefixUsage usage, LifecycleSchedule schedule) {
        this.usage = usage;
        this.schedule = schedule;
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            double objects = 0;
            double bytes = 0;
            for (int next = bin; next < AgeBins.COUNT && objects == 0; next++) {
                objects = objects(next);
                bytes = bytes(next);
            }
            for (int next = bin; next >= 0 && objects == 0; next--) {
                objects = objects(next);
                bytes = bytes(next);
            }
            for (AgeReads reads : Objects.requireNonNull(usage.reads()).ages()) {
                if (AgeBins.of(reads.ageLimit()) == bin) {
                    requestRates[bin] = reads.requests() / objects / MONTH;
                    byteRates[bin] = reads.bytes() / bytes / MONTH;
                }
            }
            double older = 0;
            for (int next = bin; next < AgeBins.COUNT; next++) {
                older += objects(next);
            }
            boolean isUnknown = objects(bin) == 0 || older < 0.01 * allObjects();
            if (bin > 0 && isUnknown) {
                requestRates[bin] = Math.max(requestRates[bin], requestRates[bin - 1]);
                byteRates[bin] = Math.max(byteRates[bin], byteRates[bin - 1]);
            }
        }
    }

    double cost() {
        double cost = 0;
        for (Cell cell : usage.cells()) {
            int bin = AgeBins.of(cell.ageLimit());
            for (AgeBins.Part part : AgeBins.parts()) {
                cost += part.bin() == bin ? life(cell, part.share(), part.age(), 0) : 0;
            }
            if (cell.ageLimit() <= 30) {
                for (double day = INTERVAL / 2.0; day < DAYS; day += INTERVAL) {
                    cost += life(cell, INTERVAL / 30.0, 0, day);
                    cost += cell.objects()
                            * INTERVAL
                            / 30.0
                            * Objects.requireNonNull(prices(in(cell)).put());
                }
            }
        }
        return cost;
    }

    private double life(Cell cell, double share, double age, double birthday) {
        StorageClass storageClass = in(cell);
        double entered = 0;
        double cost = 0;
        double now = age;
        for (double day = birthday; day < DAYS; day += STEP, now += STEP) {
            if (schedule.expireDays() > 0 && now >= schedule.expireDays()) {
                return age >= schedule.expireDays() ? 0 : cost + share * early(cell, storageClass, now - entered);
            }
            StorageClass target = storageClass;
            for (Step step : schedule.current()) {
                target = now >= step.days() && moves(cell, storageClass, step) ? step.storageClass() : target;
            }
            if (target != storageClass) {
                cost += share * early(cell, storageClass, now - entered)
                        + share
                                * cell.objects()
                                * Objects.requireNonNull(prices(target).transition());
                storageClass = target;
                entered = now;
            }
            cost += share
                    * STEP
                    * (storageOfDay(cell, storageClass, now, now - entered) + readsOfDay(cell, storageClass, now));
        }
        return cost;
    }

    private boolean moves(Cell cell, StorageClass from, Step step) {
        boolean isArchive = step.storageClass().ordinal() >= StorageClass.GLACIER.ordinal();
        boolean isAllowed = from.ordinal() < step.storageClass().ordinal()
                && !(from == StorageClass.ONEZONE_IA && step.storageClass() == StorageClass.GLACIER_IR);
        Long above = schedule.sizeAbove();
        return isAllowed
                && (above != null
                        ? cell.meanSize() > above
                        : cell.meanSize() >= SMALL || (usage.variesByStorageClass() && isArchive));
    }

    private double early(Cell cell, StorageClass in, double days) {
        double least = switch (in) {
            case STANDARD, INTELLIGENT_TIERING -> 0;
            case STANDARD_IA, ONEZONE_IA -> 30;
            case GLACIER_IR, GLACIER -> 90;
            case DEEP_ARCHIVE -> 180;
        };
        return Math.max(0, least - days) * storageOfDay(cell, in, 0, 0);
    }

    private double storageOfDay(Cell cell, StorageClass in, double age, double since) {
        ClassPrices prices = prices(in);
        double storage = Objects.requireNonNull(prices.storage()) / MONTH / GB;
        return switch (in) {
            case STANDARD -> cell.bytes() * storage;
            case STANDARD_IA, ONEZONE_IA, GLACIER_IR -> cell.objects() * Math.max(cell.meanSize(), SMALL) * storage;
            case GLACIER, DEEP_ARCHIVE ->
                (cell.bytes() + 32_768.0 * cell.objects()) * storage
                        + 8_192.0
                                * cell.objects()
                                * Objects.requireNonNull(
                                        prices(StorageClass.STANDARD).storage())
                                / MONTH
                                / GB;
            case INTELLIGENT_TIERING ->
                cell.meanSize() < SMALL ? cell.bytes() * storage : tiered(cell, prices, age, since);
        };
    }

    private double tiered(Cell cell, ClassPrices prices, double age, double since) {
        double rate = requestRates[binOf(age)];
        double infrequent = since >= 30 ? Math.exp(-30 * rate) : 0;
        double archive = since >= 90 ? Math.exp(-90 * rate) : 0;
        double price = (1 - infrequent) * Objects.requireNonNull(prices.storage())
                + (infrequent - archive) * Objects.requireNonNull(prices.infrequentStorage())
                + archive * Objects.requireNonNull(prices.archiveStorage());
        return (cell.bytes() / GB * price + cell.objects() * Objects.requireNonNull(prices.monitoring())) / MONTH;
    }

    private double readsOfDay(Cell cell, StorageClass in, double age) {
        ClassPrices prices = prices(in);
        boolean isArchive = in == StorageClass.GLACIER || in == StorageClass.DEEP_ARCHIVE;
        double request =
                Objects.requireNonNull(prices.get()) + (isArchive ? Objects.requireNonNull(prices.restore()) : 0);
        double retrieval = prices.retrieval() == null ? 0 : prices.retrieval();
        return cell.objects() * requestRates[binOf(age)] * request
                + cell.bytes() / GB * byteRates[binOf(age)] * retrieval;
    }

    private static int binOf(double age) {
        return AgeBins.holding(age);
    }

    private double allObjects() {
        return usage.cells().stream().mapToLong(Cell::objects).sum();
    }

    private double objects(int bin) {
        return of(bin).stream().mapToLong(Cell::objects).sum();
    }

    private double bytes(int bin) {
        return of(bin).stream().mapToLong(Cell::bytes).sum();
    }

    private List<Cell> of(int bin) {
        return usage.cells().stream()
                .filter(cell -> !cell.noncurrent() && AgeBins.of(cell.ageLimit()) == bin)
                .toList();
    }

    private static StorageClass in(Cell cell) {
        return StorageClass.valueOf(cell.storageClass());
    }

    private static ClassPrices prices(StorageClass in) {
        return Objects.requireNonNull(SamplePrices.US_EAST_1.classes().get(in));
    }
}
