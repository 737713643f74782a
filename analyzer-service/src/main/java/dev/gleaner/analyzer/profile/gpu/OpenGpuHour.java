package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Readings of the GPUs of a host in an hour that may still change, as sums and the seconds of which they consist, so that a
 * repeated reading counts once. The order of arrival has no influence, as long as a source reports one utilization of a GPU for a
 * second.
 */
final class OpenGpuHour {

    private static final byte VERSION = 2;

    /** Rows without the last unknown reading, which are still read. */
    private static final byte VERSION_WITHOUT_UNKNOWN = 1;

    private static final int TYPICAL_SIZE = 100;
    private static final int MINUTES = 60;
    private static final int SECONDS_PER_MINUTE = 60;

    /** Sorted by GPU, then source. */
    private final List<ReadingSum> sums = new ArrayList<>();

    private int lastWork = -1;
    private int lastProcess = -1;
    private int lastUnknown = -1;

    /**
     * Adds a reading.
     *
     * @param slot number of the GPU
     * @param source code of the source
     * @return whether that changed anything
     */
    boolean put(int slot, char source, GpuReading reading) {
        int second = reading.secondOfHour();
        boolean isChanged = sum(slot, source).add(second, reading);
        if (reading.state() == GpuState.ACTIVE && second > lastWork) {
            lastWork = second;
            isChanged = true;
        }
        if ((reading.state() == GpuState.ACTIVE || reading.state() == GpuState.HELD) && second > lastProcess) {
            lastProcess = second;
            isChanged = true;
        }
        if (reading.state() == GpuState.UNKNOWN && second > lastUnknown) {
            lastUnknown = second;
            isChanged = true;
        }
        return isChanged;
    }

    /** The GPUs with readings. */
    BitSet slots() {
        BitSet slots = new BitSet();
        sums.forEach(sum -> slots.set(sum.slot));
        return slots;
    }

    /** The highest state of any reading of a GPU. */
    GpuState state(int slot) {
        GpuState state = GpuState.IDLE;
        for (ReadingSum sum : sums) {
            state = sum.slot == slot && sum.state.compareTo(state) > 0 ? sum.state : state;
        }
        return state;
    }

    /** Second of the hour of the last reading of a GPU; negative if there is none. */
    int last(int slot) {
        int last = -1;
        for (ReadingSum sum : sums) {
            last = sum.slot == slot ? Math.max(last, sum.read.length() - 1) : last;
        }
        return last;
    }

    /** Second of the last reading of an active GPU; negative if there is none. */
    int lastWork() {
        return lastWork;
    }

    /** Second of the last reading of a GPU that was active or held by a process; negative if there is none. */
    int lastProcess() {
        return lastProcess;
    }

    /** Second of the last reading that does not show whether a GPU was active; negative if there is none. */
    int lastUnknown() {
        return lastUnknown;
    }

    /** Second of the first reading of any GPU; negative if there is none. */
    int first() {
        int first = -1;
        for (ReadingSum sum : sums) {
            int second = sum.read.nextSetBit(0);
            first = first < 0 || (second >= 0 && second < first) ? second : first;
        }
        return first;
    }

    /** The minutes of the hour in which each of some GPUs has a reading. */
    BitSet minutes(BitSet slots) {
        BitSet minutes = new BitSet(MINUTES);
        minutes.set(0, MINUTES);
        slots.stream().forEach(slot -> minutes.and(minutes(slot)));
        return minutes;
    }

    private BitSet minutes(int slot) {
        BitSet minutes = new BitSet(MINUTES);
        for (ReadingSum sum : sums) {
            if (sum.slot == slot) {
                int second = sum.read.nextSetBit(0);
                while (second >= 0) {
                    int minute = second / SECONDS_PER_MINUTE;
                    minutes.set(minute);
                    second = sum.read.nextSetBit((minute + 1) * SECONDS_PER_MINUTE);
                }
            }
        }
        return minutes;
    }

    /** Writes the hour of a GPU, as it stands, to an index. */
    void copyTo(int slot, HourlyGpuWindow window, int index) {
        int readings = 0;
        int measured = 0;
        long utilization = 0;
        int memory = HourlyGpuWindow.ABSENT;
        for (ReadingSum sum : sums) {
            if (sum.slot == slot) {
                readings += sum.read.cardinality();
                measured += sum.measured.cardinality();
                utilization += sum.utilization;
                memory = Math.max(memory, sum.memory);
            }
        }
        if (readings > 0) {
            char mean = measured == 0
                    ? HourlyGpuWindow.NO_UTILIZATION
                    : HourlyGpuWindow.toUtilizationCode(ReadingSum.toPercent(utilization) / measured);
            window.set(index, state(slot), readings, mean, memory);
        }
    }

    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        row.putByte(VERSION);
        BitSet all = new BitSet();
        sums.forEach(sum -> all.or(sum.read));
        int[] seconds = all.stream().toArray();
        SecondColumn.write(row, seconds);
        putSecond(row, all.length(), lastWork);
        putSecond(row, all.length(), lastProcess);
        putSecond(row, all.length(), lastUnknown);
        String sources = sources();
        row.putNumber(sources.length());
        sources.chars().forEach(row::putChar);
        row.putNumber(sums.size());
        int slot = -1;
        int source = 0;
        for (ReadingSum sum : sums) {
            int index = sources.indexOf(sum.source);
            sum.write(row, sum.slot == slot + 1 && index == source, index, seconds);
            slot = sum.slot;
            source = index;
        }
        return row.toBytes();
    }

    static OpenGpuHour decode(byte[] bytes) {
        RowBuffer row = RowBuffer.of(bytes);
        byte version = row.getByte();
        if (version != VERSION_WITHOUT_UNKNOWN) {
            GpuHistory.requireVersion(version, VERSION);
        }
        OpenGpuHour hour = new OpenGpuHour();
        int[] seconds = SecondColumn.read(row);
        int end = seconds.length == 0 ? 0 : seconds[seconds.length - 1] + 1;
        hour.lastWork = second(row, end);
        hour.lastProcess = second(row, end);
        hour.lastUnknown = version == VERSION_WITHOUT_UNKNOWN ? -1 : second(row, end);
        StringBuilder sources = new StringBuilder();
        for (long index = row.getNumber(); index > 0; index--) {
            sources.append(row.getChar());
        }
        int count = (int) row.getNumber();
        int slot = -1;
        char source = sources.length() == 0 ? 0 : sources.charAt(0);
        for (int index = 0; index < count; index++) {
            ReadingSum sum = ReadingSum.read(row, slot + 1, source, sources, seconds);
            hour.sums.add(sum);
            slot = sum.slot;
            source = sum.source;
        }
        if (version == VERSION_WITHOUT_UNKNOWN && hour.sums.stream().anyMatch(ReadingSum::mayBeUnknown)) {
            // When it was is not known, so that it counts as the last reading.
            hour.lastUnknown = end - 1;
        }
        return hour;
    }

    /** Seconds are stored by their distance to the end, which is short for most; 0 for none. */
    private static void putSecond(RowBuffer row, int end, int second) {
        row.putNumber(second < 0 ? 0 : end - second);
    }

    private static int second(RowBuffer row, int end) {
        int distance = (int) row.getNumber();
        return distance == 0 ? -1 : end - distance;
    }

    /** The codes of the sources, each once. */
    private String sources() {
        StringBuilder sources = new StringBuilder();
        for (ReadingSum sum : sums) {
            if (sources.indexOf(String.valueOf(sum.source)) < 0) {
                sources.append(sum.source);
            }
        }
        return sources.toString();
    }

    private ReadingSum sum(int slot, char source) {
        int index = 0;
        while (index < sums.size()) {
            ReadingSum sum = sums.get(index);
            if (sum.slot == slot && sum.source == source) {
                return sum;
            }
            if (sum.slot > slot || (sum.slot == slot && sum.source > source)) {
                break;
            }
            index++;
        }
        ReadingSum added = new ReadingSum(slot, source);
        sums.add(index, added);
        return added;
    }

    /** The readings of one GPU by one source. */
    private static final class ReadingSum {

        /** Utilization is added in integers, so that the order of arrival does not change the last digit. */
        private static final int UNIT_BITS = 10;

        private static final double UNITS_PER_PERCENT = 1 << UNIT_BITS;
        private static final long FRACTION = (1 << UNIT_BITS) - 1;

        private static final int NOT_NEXT = 1 << 2;
        private static final int NOT_ALL_READ = 1 << 3;
        private static final int NOT_ALL_MEASURED = 1 << 4;
        private static final int NONE_MEASURED = 1 << 5;
        private static final int HAS_MEMORY = 1 << 6;
        private static final int HAS_FRACTION = 1 << 7;

        private final int slot;
        private final char source;
        private final BitSet read = new BitSet();

        /** Seconds of the readings with a utilization. */
        private final BitSet measured = new BitSet();

        private GpuState state = GpuState.IDLE;
        private long utilization;
        private int memory = HourlyGpuWindow.ABSENT;

        ReadingSum(int slot, char source) {
            this.slot = slot;
            this.source = source;
        }

        static double toPercent(long utilization) {
            return utilization / UNITS_PER_PERCENT;
        }

        boolean mayBeUnknown() {
            return state.compareTo(GpuState.UNKNOWN) >= 0;
        }

        boolean add(int second, GpuReading reading) {
            boolean isChanged = !read.get(second);
            read.set(second);
            if (!Double.isNaN(reading.utilization()) && !measured.get(second)) {
                measured.set(second);
                utilization += Math.round(reading.utilization() * UNITS_PER_PERCENT);
                isChanged = true;
            }
            if (reading.state().compareTo(state) > 0) {
                state = reading.state();
                isChanged = true;
            }
            if (reading.memoryUsed() >= 0 && HourlyGpuWindow.toMebibytes(reading.memoryUsed()) > memory) {
                memory = HourlyGpuWindow.toMebibytes(reading.memoryUsed());
                isChanged = true;
            }
            return isChanged;
        }

        void write(RowBuffer row, boolean isNext, int sourceIndex, int[] seconds) {
            int count = read.cardinality();
            int measuredCount = measured.cardinality();
            boolean hasFraction = (utilization & FRACTION) != 0;
            int header = state.code();
            header |= isNext ? 0 : NOT_NEXT;
            header |= count == seconds.length ? 0 : NOT_ALL_READ;
            header |= measuredCount == 0 ? NONE_MEASURED : measuredCount == count ? 0 : NOT_ALL_MEASURED;
            header |= memory < 0 ? 0 : HAS_MEMORY;
            header |= hasFraction ? HAS_FRACTION : 0;
            row.putByte(header);
            if (!isNext) {
                row.putNumber(slot);
                row.putNumber(sourceIndex);
            }
            if ((header & NOT_ALL_READ) != 0) {
                SecondColumn.writeMissing(row, seconds, read);
            }
            if ((header & NOT_ALL_MEASURED) != 0) {
                SecondColumn.writeMissing(row, seconds, measured);
            }
            if ((header & NONE_MEASURED) == 0) {
                row.putNumber(hasFraction ? utilization : utilization >> UNIT_BITS);
            }
            if (memory >= 0) {
                row.putNumber(memory);
            }
        }

        static ReadingSum read(RowBuffer row, int nextSlot, char nextSource, CharSequence sources, int[] seconds) {
            int header = row.getByte();
            boolean isNext = (header & NOT_NEXT) == 0;
            int slot = isNext ? nextSlot : (int) row.getNumber();
            ReadingSum sum = new ReadingSum(slot, isNext ? nextSource : sources.charAt((int) row.getNumber()));
            sum.state = GpuState.of(header & ((1 << GpuState.BITS) - 1));
            sum.read.or(
                    (header & NOT_ALL_READ) == 0
                            ? SecondColumn.toBitSet(seconds)
                            : SecondColumn.readMissing(row, seconds));
            if ((header & NOT_ALL_MEASURED) != 0) {
                sum.measured.or(SecondColumn.readMissing(row, seconds));
            } else if ((header & NONE_MEASURED) == 0) {
                sum.measured.or(sum.read);
            }
            if ((header & NONE_MEASURED) == 0) {
                sum.utilization = row.getNumber() << ((header & HAS_FRACTION) != 0 ? 0 : UNIT_BITS);
            }
            if ((header & HAS_MEMORY) != 0) {
                sum.memory = (int) row.getNumber();
            }
            return sum;
        }
    }

    /** Seconds of an hour in a row: the most frequent distance between them, and where another one is. */
    private static final class SecondColumn {

        private SecondColumn() {}

        static void write(RowBuffer row, int[] seconds) {
            row.putNumber(seconds.length);
            if (seconds.length == 0) {
                return;
            }
            row.putNumber(seconds[0]);
            int step = mostFrequentStep(seconds);
            row.putNumber(step);
            int others = 0;
            for (int index = 1; index < seconds.length; index++) {
                others += seconds[index] - seconds[index - 1] == step ? 0 : 1;
            }
            row.putNumber(others);
            int previous = 0;
            for (int index = 1; index < seconds.length; index++) {
                int distance = seconds[index] - seconds[index - 1];
                if (distance != step) {
                    row.putNumber(index - previous);
                    row.putNumber(distance);
                    previous = index;
                }
            }
        }

        static int[] read(RowBuffer row) {
            int[] seconds = new int[(int) row.getNumber()];
            if (seconds.length == 0) {
                return seconds;
            }
            seconds[0] = (int) row.getNumber();
            int step = (int) row.getNumber();
            int others = (int) row.getNumber();
            int next = others > 0 ? (int) row.getNumber() : 0;
            for (int index = 1; index < seconds.length; index++) {
                boolean isOther = others > 0 && index == next;
                seconds[index] = seconds[index - 1] + (isOther ? (int) row.getNumber() : step);
                if (isOther) {
                    others--;
                    next += others > 0 ? (int) row.getNumber() : 0;
                }
            }
            return seconds;
        }

        /** Writes which of the seconds are not in a set. */
        static void writeMissing(RowBuffer row, int[] seconds, BitSet present) {
            row.putNumber(seconds.length - present.cardinality());
            int next = 0;
            for (int index = 0; index < seconds.length; index++) {
                if (!present.get(seconds[index])) {
                    row.putNumber(index - next);
                    next = index + 1;
                }
            }
        }

        static BitSet readMissing(RowBuffer row, int[] seconds) {
            BitSet present = toBitSet(seconds);
            int index = 0;
            for (long missing = row.getNumber(); missing > 0; missing--) {
                index += (int) row.getNumber();
                present.clear(seconds[index]);
                index++;
            }
            return present;
        }

        static BitSet toBitSet(int[] seconds) {
            BitSet set = new BitSet();
            for (int second : seconds) {
                set.set(second);
            }
            return set;
        }

        /** The smallest of several; 0 if there is none. */
        private static int mostFrequentStep(int[] seconds) {
            int[] steps = new int[seconds.length - 1];
            for (int index = 0; index < steps.length; index++) {
                steps[index] = seconds[index + 1] - seconds[index];
            }
            Arrays.sort(steps);
            int best = 0;
            int bestCount = 0;
            for (int from = 0, until; from < steps.length; from = until) {
                until = from;
                while (until < steps.length && steps[until] == steps[from]) {
                    until++;
                }
                if (until - from > bestCount) {
                    best = steps[from];
                    bestCount = until - from;
                }
            }
            return best;
        }
    }
}
