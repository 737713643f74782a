package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Operations on the EBS volumes of an instance. Of an hour that can change, the rate of each minute is kept, the greater one of reads and
 * writes, rounded up by less than a tenth: the same whatever the order, the repetition and the period of the points. Of an hour that cannot,
 * only whether it is known and at work is kept, in two bits.
 */
final class DiskHistory {

    private static final int MINUTES = 60;
    private static final int UNKNOWN = 0;
    private static final int QUIET = 1;
    private static final int WORK = 2;
    private static final int LEVEL_BITS = 2;
    private static final int LONGEST_RUN = 1 << (Byte.SIZE - LEVEL_BITS);

    private final InstanceDisk.Limits limits;
    private final int hoursKept;

    /** Hours that may change, by number. */
    private final TreeMap<Long, Minutes> open = new TreeMap<>();

    /** Of the hours that cannot change any more, up to {@link #end}, exclusive. */
    private final byte[] levels;

    private long end = Long.MIN_VALUE;
    private boolean changed;

    /**
     * Without any operations.
     *
     * @param hoursKept number of final hours that are kept
     */
    DiskHistory(InstanceDisk.Limits limits, int hoursKept) {
        this.limits = limits;
        this.hoursKept = hoursKept;
        this.levels = new byte[hoursKept];
    }

    /** Whether no operation is known of any hour. */
    boolean isEmpty() {
        return open.isEmpty() && lastKnown() < 0;
    }

    /**
     * Adds a number of operations within some minutes of an hour that is not final.
     *
     * @param isReads otherwise writes
     * @param minute of the hour in which they begin
     */
    void put(Hour hour, boolean isReads, int minute, int minutes, double rate) {
        if (hour.number() >= end) {
            changed |= open.computeIfAbsent(hour.number(), number -> new Minutes())
                    .put(isReads, minute, Math.min(MINUTES, minute + minutes), RateCode.of(rate));
        }
    }

    /** Keeps less of the hours up to one if all of their minutes are known: their points can no longer be replaced. */
    void settle(Hour through) {
        for (Minutes hour : open.headMap(through.number(), true).values()) {
            changed |= hour.settle(limits);
        }
    }

    /** Makes the hours up to one final. */
    void close(Hour through) {
        long next = through.number() + 1;
        if (open.isEmpty() && lastKnown() < 0) {
            end = Math.max(end, next);
            return;
        }
        if (end >= next) {
            return;
        }
        long passed = end == Long.MIN_VALUE ? hoursKept : Math.min(hoursKept, next - end);
        System.arraycopy(levels, (int) passed, levels, 0, hoursKept - (int) passed);
        Arrays.fill(levels, hoursKept - (int) passed, hoursKept, (byte) UNKNOWN);
        Map<Long, Minutes> over = open.headMap(next);
        over.forEach((number, hour) -> {
            if (number >= next - hoursKept) {
                levels[(int) (number - next) + hoursKept] = hour.level(limits);
            }
        });
        over.clear();
        end = next;
        changed = true;
    }

    /** The hours from one on, as they stand. */
    InstanceDisk read(Hour from, int hours) {
        BitSet known = new BitSet(hours);
        BitSet atWork = new BitSet(hours);
        for (int index = 0; index < hours; index++) {
            int level = level(from.number() + index);
            known.set(index, level != UNKNOWN);
            atWork.set(index, level == WORK);
        }
        return new InstanceDisk(known, atWork);
    }

    /** The parts of some hours, of five minutes each, with a minute at work by itself; none of hours of which only that is kept. */
    BitSet partsAtWork(Hour from, int hours) {
        BitSet parts = new BitSet();
        open.subMap(from.number(), from.number() + hours).forEach((number, hour) -> {
            for (int minute = 0; minute < MINUTES; minute++) {
                if (hour.rate(minute) * 3600 >= limits.operations()) {
                    parts.set((int) (number - from.number()) * InstanceHours.PARTS
                            + minute * InstanceHours.PARTS / MINUTES);
                }
            }
        });
        return parts;
    }

    /** Whether it has to be written again. */
    boolean isChanged() {
        return changed;
    }

    void write(RowBuffer row) {
        changed = false;
        row.putInt((int) Math.max(Integer.MIN_VALUE, end));
        int first = 0;
        int last = lastKnown();
        while (first <= last && levels[first] == UNKNOWN) {
            first++;
        }
        int known = last < 0 ? 0 : last - first + 1;
        row.putNumber(hoursKept - 1L - last);
        row.putNumber(known);
        int runs = 0;
        for (int index = first; index <= last; index = endOfRun(index)) {
            runs++;
        }
        boolean areRuns = runs * Byte.SIZE < known * LEVEL_BITS;
        row.putByte(areRuns ? 1 : 0);
        for (int index = first; areRuns && index <= last; index = endOfRun(index)) {
            row.putByte(levels[index] | ((endOfRun(index) - index - 1) << LEVEL_BITS));
        }
        for (int index = first; !areRuns && index <= last; index++) {
            row.putBits(levels[index], LEVEL_BITS);
        }
        row.endBits();
        row.putNumber(open.size());
        long next = end;
        for (Map.Entry<Long, Minutes> hour : open.entrySet()) {
            if (end == Long.MIN_VALUE && hour.getKey().equals(open.firstKey())) {
                row.putInt((int) (long) hour.getKey());
            } else {
                row.putNumber(hour.getKey() - next);
            }
            hour.getValue().write(row);
            next = hour.getKey();
        }
    }

    static DiskHistory read(RowBuffer row, InstanceDisk.Limits limits, int hoursKept) {
        DiskHistory history = new DiskHistory(limits, hoursKept);
        int storedEnd = row.getInt();
        history.end = storedEnd == Integer.MIN_VALUE ? Long.MIN_VALUE : storedEnd;
        int unknown = (int) row.getNumber();
        int known = (int) row.getNumber();
        // Of more hours than are kept now, the earliest are left out.
        int place = hoursKept - unknown - known;
        boolean areRuns = row.getByte() == 1;
        int read = 0;
        while (read < known) {
            int code = areRuns ? Byte.toUnsignedInt(row.getByte()) : (int) row.getBits(LEVEL_BITS);
            int length = (code >> LEVEL_BITS) + 1;
            for (int index = 0; index < length; index++, read++) {
                if (place + read >= 0) {
                    history.levels[place + read] = (byte) (code & ((1 << LEVEL_BITS) - 1));
                }
            }
        }
        row.skipBits();
        int hours = (int) row.getNumber();
        long next = history.end;
        for (int index = 0; index < hours; index++) {
            next = history.end == Long.MIN_VALUE && index == 0 ? row.getInt() : next + row.getNumber();
            history.open.put(next, Minutes.read(row));
        }
        return history;
    }

    private int level(long number) {
        if (number >= end) {
            Minutes hour = open.get(number);
            return hour == null ? UNKNOWN : hour.level(limits);
        }
        long index = number - end + hoursKept;
        return index < 0 ? UNKNOWN : levels[(int) index];
    }

    private int lastKnown() {
        int last = hoursKept - 1;
        while (last >= 0 && levels[last] == UNKNOWN) {
            last--;
        }
        return last;
    }

    private int endOfRun(int from) {
        int index = from + 1;
        while (index < hoursKept && index - from < LONGEST_RUN && levels[index] == levels[from]) {
            index++;
        }
        return index;
    }

    /** Operations a second in a byte, rounded up: eight steps of each doubling, from 1/16 on. */
    private static final class RateCode {

        private static final int STEPS = 8;
        private static final int FIRST = -4;
        private static final int LARGEST = 0xff;
        private static final double[] RATES = new double[LARGEST + 1];

        static {
            for (int number = 2; number <= LARGEST; number++) {
                RATES[number] = Math.pow(2, FIRST + (number - 2.0) / STEPS);
            }
        }

        private RateCode() {}

        /** 1 for no operation; 0 is a minute without points. */
        static byte of(double rate) {
            double steps = Math.ceil((Math.log(rate) / Math.log(2) - FIRST) * STEPS);
            return (byte) (rate <= 0 ? 1 : Math.max(1, Math.min(LARGEST, 2 + steps)));
        }

        static double rate(byte code) {
            return RATES[Byte.toUnsignedInt(code)];
        }
    }

    /** The minutes of an hour that can change; of a settled hour only its level. */
    private static final class Minutes {

        private static final int READS = 1;
        private static final int WRITES = 2;
        private static final int BOTH = READS | WRITES;
        private static final int SETTLED = 4;
        private static final int LENGTH_SHIFT = 3;

        /** Lengths of periods of equal rates with which an hour is written, by the code that stands for them. */
        private static final int[] LENGTHS = {60, 30, 20, 15, 10, 5, 1};

        private byte @Nullable [] codes = new byte[MINUTES];
        private int directions;
        private byte settled;

        /** Whether any minute changed. */
        boolean put(boolean isReads, int first, int end, byte code) {
            byte[] minutes = codes;
            if (minutes == null) {
                return false;
            }
            int before = directions;
            directions |= isReads ? READS : WRITES;
            boolean isGreater = before != directions;
            for (int minute = first; minute < end; minute++) {
                if (Byte.toUnsignedInt(minutes[minute]) < Byte.toUnsignedInt(code)) {
                    minutes[minute] = code;
                    isGreater = true;
                }
            }
            return isGreater;
        }

        double rate(int minute) {
            byte[] minutes = codes;
            return minutes == null ? 0 : RateCode.rate(minutes[minute]);
        }

        /** Keeps the level only if it cannot change any more; whether it did. */
        boolean settle(InstanceDisk.Limits limits) {
            byte[] minutes = codes;
            if (minutes == null || directions != BOTH || measured(minutes) < MINUTES) {
                return false;
            }
            settled = level(limits);
            codes = null;
            return true;
        }

        byte level(InstanceDisk.Limits limits) {
            byte[] minutes = codes;
            if (minutes == null) {
                return settled;
            }
            double operations = 0;
            for (byte code : minutes) {
                operations += RateCode.rate(code) * MINUTES;
            }
            if (operations >= limits.operations()) {
                return WORK;
            }
            return directions == BOTH && measured(minutes) >= limits.samples() * MINUTES ? (byte) QUIET : UNKNOWN;
        }

        private static int measured(byte[] minutes) {
            int measured = 0;
            for (byte code : minutes) {
                measured += code == 0 ? 0 : 1;
            }
            return measured;
        }

        void write(RowBuffer row) {
            byte[] minutes = codes;
            if (minutes == null) {
                row.putByte(SETTLED | (settled << LENGTH_SHIFT));
                return;
            }
            int length = 0;
            while (!hasPeriods(minutes, LENGTHS[length])) {
                length++;
            }
            row.putByte(directions | (length << LENGTH_SHIFT));
            for (int minute = 0; minute < MINUTES; minute += LENGTHS[length]) {
                row.putByte(minutes[minute]);
            }
        }

        private static boolean hasPeriods(byte[] minutes, int length) {
            for (int minute = 0; minute < MINUTES; minute++) {
                if (minutes[minute] != minutes[minute - minute % length]) {
                    return false;
                }
            }
            return true;
        }

        static Minutes read(RowBuffer row) {
            Minutes hour = new Minutes();
            int header = row.getByte();
            int rest = header >> LENGTH_SHIFT;
            if ((header & SETTLED) != 0) {
                hour.settled = (byte) rest;
                hour.codes = null;
                return hour;
            }
            hour.directions = header & BOTH;
            byte[] minutes = new byte[MINUTES];
            for (int minute = 0; minute < MINUTES; minute += LENGTHS[rest]) {
                Arrays.fill(minutes, minute, minute + LENGTHS[rest], row.getByte());
            }
            hour.codes = minutes;
            return hour;
        }
    }
}
