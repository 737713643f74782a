package dev.gleaner.collector.source.billing.charge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.agrona.collections.Long2LongHashMap;

/**
 * Sums of lines by identity and period, in arrays of numbers: an object for each of some hundred thousand charges would take several times
 * as much memory.
 */
final class ChargeTable {

    /** Number of what has none yet. */
    private static final long NONE = -1;

    /** Milliseconds. */
    static final long DAY = 86_400_000;

    private static final long HOUR = 3_600_000;

    /** Bits of the amounts that lines have. */
    static final int EFFECTIVE = 1;

    static final int LIST = 2;
    static final int QUANTITY = 4;

    private static final int KNOWN_BITS = 3;
    private static final int AMOUNTS = 4;

    /** Longs of a charge: two for each amount. */
    private static final int WIDTH = 2 * AMOUNTS;

    /** Charges in an array of sums, so that growth copies none. */
    private static final int CHUNK = 1 << 12;

    private final Map<BillCharge.Identity, Integer> identityNumbers = new HashMap<>();
    private final List<BillCharge.Identity> identities = new ArrayList<>();
    private final Long2LongHashMap dayNumbers = new Long2LongHashMap(NONE);
    private final Map<Period, Integer> periodNumbers = new HashMap<>();
    private final List<Period> periods = new ArrayList<>();
    private final Long2LongHashMap charges = new Long2LongHashMap(NONE);
    private final List<long[]> sums = new ArrayList<>();
    private final Map<Integer, BigDecimal> largeSums = new HashMap<>();
    private final List<int[]> hours = new ArrayList<>();
    private final List<double[]> hourlyAmounts = new ArrayList<>();

    /** By charge and hour, where they differ. */
    private final Map<Integer, double[]> differingAmounts = new HashMap<>();

    private int size;

    /** The number of an identity. */
    int numberOf(BillCharge.Identity identity) {
        return identityNumbers.computeIfAbsent(identity, added -> {
            identities.add(added);
            return identities.size() - 1;
        });
    }

    /**
     * Adds a line. A period within one day counts as that day.
     *
     * @param identity its number
     * @param from epoch milliseconds
     * @param until epoch milliseconds
     * @param billed present
     * @param effective and the others: absent or present
     */
    void add(
            int identity,
            long from,
            long until,
            ExactAmount billed,
            ExactAmount effective,
            ExactAmount list,
            ExactAmount quantity) {
        int known = (effective.isPresent() ? EFFECTIVE : 0)
                | (list.isPresent() ? LIST : 0)
                | (quantity.isPresent() ? QUANTITY : 0);
        long key = (long) identity << Integer.SIZE | (long) period(from, until) << KNOWN_BITS | known;
        int charge = (int) charges.get(key);
        if (charge == NONE) {
            charge = size++;
            charges.put(key, charge);
            if (charge % CHUNK == 0) {
                sums.add(new long[CHUNK * WIDTH]);
                hours.add(new int[CHUNK]);
                hourlyAmounts.add(new double[CHUNK]);
            }
        }
        long[] chunk = sums.get(charge / CHUNK);
        int position = charge % CHUNK * WIDTH;
        add(chunk, position, AMOUNTS * charge, billed);
        if (effective.isPresent()) {
            add(chunk, position + 2, AMOUNTS * charge + 1, effective);
        }
        if (list.isPresent()) {
            add(chunk, position + 4, AMOUNTS * charge + 2, list);
        }
        if (quantity.isPresent()) {
            add(chunk, position + 6, AMOUNTS * charge + 3, quantity);
            if (until - from <= HOUR
                    && BillCharge.isInHours(identities.get(identity).unit())) {
                addHour(charge, (int) (Math.floorMod(from, DAY) / HOUR), quantity.doubleValue());
            }
        }
    }

    private void addHour(int charge, int hour, double amount) {
        int[] masks = hours.get(charge / CHUNK);
        double[] same = hourlyAmounts.get(charge / CHUNK);
        int place = charge % CHUNK;
        int before = masks[place];
        masks[place] |= 1 << hour;
        double[] differing = differingAmounts.get(charge);
        if (differing != null) {
            differing[hour] += amount;
        } else if (before == 0) {
            same[place] = amount;
        } else if (before == masks[place] || amount != same[place]) {
            double[] all = new double[HourlyAmounts.HOURS];
            Arrays.setAll(all, other -> (before & 1 << other) == 0 ? 0 : same[place]);
            all[hour] += amount;
            differingAmounts.put(charge, all);
        }
    }

    private HourlyAmounts hours(int charge) {
        double[] differing = differingAmounts.get(charge);
        return differing == null
                ? HourlyAmounts.same(
                        hours.get(charge / CHUNK)[charge % CHUNK], hourlyAmounts.get(charge / CHUNK)[charge % CHUNK])
                : HourlyAmounts.of(differing);
    }

    /** Number of charges. */
    int size() {
        return size;
    }

    /** All charges in their order. */
    Iterator<BillCharge> sorted() {
        int[] identityOrder = order(identities);
        int[] periodOrder = order(periods);
        int[] identityRanks = inverse(identityOrder);
        int[] periodRanks = inverse(periodOrder);
        // Sorted as numbers: the ranks take the places of the numbers in the keys.
        long[] keys = new long[size];
        charges.forEachLong((key, charge) -> keys[(int) charge] = key);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = mapped(keys[i], identityRanks, periodRanks);
        }
        Arrays.sort(keys);
        return LongStream.of(keys)
                .mapToObj(key -> charge(mapped(key, identityOrder, periodOrder)))
                .iterator();
    }

    void clear() {
        identityNumbers.clear();
        identities.clear();
        dayNumbers.clear();
        dayNumbers.compact();
        periodNumbers.clear();
        periods.clear();
        charges.clear();
        charges.compact();
        sums.clear();
        largeSums.clear();
        hours.clear();
        hourlyAmounts.clear();
        differingAmounts.clear();
        size = 0;
    }

    private void add(long[] chunk, int position, int number, ExactAmount amount) {
        BigDecimal large = amount.large();
        if (large != null) {
            largeSums.merge(number, large, BigDecimal::add);
            return;
        }
        long low = chunk[position + 1] + amount.low();
        long carry = Long.compareUnsigned(low, amount.low()) < 0 ? 1 : 0;
        chunk[position] += amount.high() + carry;
        chunk[position + 1] = low;
    }

    private int period(long from, long until) {
        long day = Math.floorDiv(from, DAY);
        if (until > (day + 1) * DAY) {
            return periodNumbers.computeIfAbsent(new Period(from, until), this::addPeriod);
        }
        int number = (int) dayNumbers.get(day);
        if (number == NONE) {
            // A period that is given as this whole day is the same.
            number = addPeriod(new Period(day * DAY, (day + 1) * DAY));
            dayNumbers.put(day, number);
        }
        return number;
    }

    private int addPeriod(Period period) {
        periods.add(period);
        return periods.size() - 1;
    }

    private BillCharge charge(long key) {
        int charge = (int) charges.get(key);
        long[] chunk = sums.get(charge / CHUNK);
        int position = charge % CHUNK * WIDTH;
        Period period = periods.get((int) key >>> KNOWN_BITS);
        return new BillCharge(
                new BillCharge.Key(
                        identities.get((int) (key >>> Integer.SIZE)),
                        period.from,
                        period.until,
                        (int) key & ((1 << KNOWN_BITS) - 1)),
                sum(chunk, position, AMOUNTS * charge),
                sum(chunk, position + 2, AMOUNTS * charge + 1),
                sum(chunk, position + 4, AMOUNTS * charge + 2),
                sum(chunk, position + 6, AMOUNTS * charge + 3),
                hours(charge));
    }

    private BigDecimal sum(long[] chunk, int position, int number) {
        BigDecimal sum = ExactAmount.value(chunk[position], chunk[position + 1]);
        BigDecimal large = largeSums.get(number);
        return large == null ? sum : sum.add(large);
    }

    private static long mapped(long key, int[] identityMap, int[] periodMap) {
        int low = (int) key;
        return (long) identityMap[(int) (key >>> Integer.SIZE)] << Integer.SIZE
                | (long) periodMap[low >>> KNOWN_BITS] << KNOWN_BITS
                | (low & ((1 << KNOWN_BITS) - 1));
    }

    private static <T extends Comparable<T>> int[] order(List<T> values) {
        return IntStream.range(0, values.size())
                .boxed()
                .sorted((one, other) -> values.get(one).compareTo(values.get(other)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] inverse(int[] order) {
        int[] ranks = new int[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }

    private record Period(long from, long until) implements Comparable<Period> {
        @Override
        public int compareTo(Period other) {
            int byFrom = Long.compare(from, other.from);
            return byFrom != 0 ? byFrom : Long.compare(until, other.until);
        }
    }
}
