package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.history.RowWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For each prefix of a bucket a sketch of constant size that tells how much of its bytes can have been read before: what was read,
 * which is known exactly, compared with the different bytes of {@link DistinctBytes}. An object counts as different once in
 * {@link #DAYS} days, with its largest read or, if more, what one report tells of it for a quarter of an hour. So what is read again
 * later counts, and also what several hosts or ranges read at the same time: the share is at least that of a {@link ReuseProfile} of
 * the same reads, up to the error.
 *
 * <p>One row for all prefixes and final days, and one for each hour of a day that is not final. The latter contain only registers that
 * are larger than those of the final days and of the other hours of the day, which are few after the first days.
 */
public final class RereadSketches {

    /** Begin the names of rows. Never changed. */
    public static final char FINAL = 's';

    public static final char HOUR = 'k';

    /** After so many days sketches begin anew, all on the same day. Never changed. */
    static final int DAYS = 91;

    private static final int VERSION = 2;

    /** Registers of hours have whole bytes, and those of final days half a byte. */
    private static final int OF_HALF_BYTES = 1;

    private static final int SKETCH = 2 * Long.BYTES + DistinctBytes.REGISTERS;

    private final TreeMap<Integer, Sketch> sketches = new TreeMap<>();

    /** By hour and prefix: registers that are larger than those of the final days. */
    private final TreeMap<Long, Map<Integer, Map<Integer, Byte>>> open = new TreeMap<>();

    private final Set<Long> changedHours = new HashSet<>();

    /** By day and prefix: what the next read of the day does not have to exceed. Follows from the rest, and is not stored. */
    private final Map<Long, Map<Integer, byte[]>> known = new HashMap<>();

    private long period;
    private boolean isChanged;

    /** Adds what one signal reports of the reads of a prefix in hours that are not final. */
    public void add(String prefix, Collection<ObjectRead> reads) {
        Map<Long, ObjectRead> distinct = new HashMap<>();
        reads.forEach(read -> distinct.merge(read.id(), read, (one, other) -> other.beats(one) ? other : one));
        TreeMap<Long, Map<Long, Long>> quarters = new TreeMap<>();
        distinct.values()
                .forEach(read -> quarters.computeIfAbsent(ReadBuffer.quarter(read.time()), key -> new HashMap<>())
                        .merge(read.keyHash(), read.bytes(), Long::sum));
        int number = number(prefix);
        for (Map.Entry<Long, Map<Long, Long>> quarter : quarters.entrySet()) {
            long hour = Math.floorDiv(quarter.getKey(), ReadBuffer.QUARTERS_PER_DAY / Hour.PER_DAY);
            long day = Math.floorDiv(hour, Hour.PER_DAY);
            byte[] registers = known.computeIfAbsent(day, key -> new HashMap<>())
                    .computeIfAbsent(number, key -> known(number, day));
            quarter.getValue()
                    .forEach((object, bytes) -> DistinctBytes.draw(object, bytes, registers, (register, value) -> {
                        registers[register] = value;
                        open.computeIfAbsent(hour, key -> new TreeMap<>())
                                .computeIfAbsent(number, key -> new TreeMap<>())
                                .put(register, value);
                        changedHours.add(hour);
                    }));
        }
    }

    /**
     * Makes a day final.
     *
     * @param read bytes of the day by prefix; what is known of the day of others is forgotten
     */
    public void closeDay(long day, Map<String, Long> read) {
        known.clear();
        if (period(day) != period && !sketches.isEmpty()) {
            sketches.clear();
            isChanged = true;
        }
        period = period(day);
        Map<Long, Map<Integer, Map<Integer, Byte>>> hours = open.headMap((day + 1) * Hour.PER_DAY);
        read.forEach((prefix, bytes) -> {
            int number = number(prefix);
            Sketch sketch = sketches.computeIfAbsent(number, key -> new Sketch());
            sketch.bytes += bytes;
            hours.forEach((hour, prefixes) -> {
                if (Math.floorDiv(hour, Hour.PER_DAY) == day) {
                    merge(prefixes.get(number), sketch.registers);
                }
            });
            isChanged = true;
        });
        changedHours.addAll(hours.keySet());
        hours.clear();
    }

    /** The largest share of the bytes of a prefix that can have been read before, 0 to 1; with the error of the estimate. */
    public double repeated(String prefix) {
        Sketch sketch = sketches.get(number(prefix));
        return sketch == null || sketch.bytes == 0
                ? 0
                : Math.max(0, 1 - DistinctBytes.estimate(sketch.registers) / sketch.bytes);
    }

    public boolean isEmpty() {
        return sketches.isEmpty() && open.isEmpty();
    }

    /** Puts back a stored row. */
    public void restore(String name, byte[] stored) {
        known.clear();
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version != VERSION && version != OF_HALF_BYTES) {
            throw RowBuffer.unknownFormat("sketches of reads have", version);
        }
        if (name.charAt(0) == FINAL) {
            period = row.getNumber();
            for (long left = row.getNumber(); left > 0; left--) {
                sketches.put(row.getInt(), Sketch.read(row, version));
            }
        } else {
            open.put(Long.parseLong(name.substring(1)), version == VERSION ? readHour(row) : readHourOfWholeBytes(row));
        }
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    public void drain(RowWriter days, RowWriter hours) {
        if (isChanged) {
            days.write(String.valueOf(FINAL), sketches.isEmpty() ? null : row());
            isChanged = false;
        }
        changedHours.forEach(hour -> {
            Map<Integer, Map<Integer, Byte>> prefixes = open.get(hour);
            hours.write(HOUR + Long.toString(hour), prefixes == null ? null : row(prefixes));
        });
        changedHours.clear();
    }

    /** What a day does not have to exceed: the final days of its period, and what is known of the day itself. */
    private byte[] known(int number, long day) {
        Sketch sketch = period(day) == period ? sketches.get(number) : null;
        byte[] registers = sketch == null ? new byte[DistinctBytes.REGISTERS] : sketch.registers.clone();
        open.subMap(day * Hour.PER_DAY, (day + 1) * Hour.PER_DAY)
                .values()
                .forEach(prefixes -> merge(prefixes.get(number), registers));
        return registers;
    }

    private static void merge(@Nullable Map<Integer, Byte> from, byte[] registers) {
        if (from != null) {
            from.forEach((register, value) ->
                    registers[register] = value > registers[register] ? value : registers[register]);
        }
    }

    private byte[] row() {
        RowBuffer row = RowBuffer.ofSize(16 + SKETCH * sketches.size());
        row.putByte(VERSION);
        row.putNumber(period);
        row.putNumber(sketches.size());
        sketches.forEach((number, sketch) -> {
            row.putInt(number);
            sketch.write(row);
        });
        return row.toBytes();
    }

    /** Each register as its distance from the one before and what it exceeds the smallest value by, all in the bits they need. */
    private static byte[] row(Map<Integer, Map<Integer, Byte>> prefixes) {
        int most = 0;
        int farthest = 0;
        int smallest = Byte.MAX_VALUE;
        int largest = 0;
        for (Map<Integer, Byte> registers : prefixes.values()) {
            most = Math.max(most, registers.size());
            int before = 0;
            for (Map.Entry<Integer, Byte> register : registers.entrySet()) {
                farthest = Math.max(farthest, register.getKey() - before);
                smallest = Math.min(smallest, register.getValue());
                largest = Math.max(largest, register.getValue());
                before = register.getKey();
            }
        }
        int countWidth = RowBuffer.width(most);
        int distanceWidth = RowBuffer.width(farthest);
        int valueWidth = RowBuffer.width(Math.max(0, largest - smallest));
        RowBuffer row = RowBuffer.ofSize(256);
        row.putByte(VERSION);
        row.putNumber(prefixes.size());
        row.putByte(smallest);
        row.putByte(countWidth);
        row.putByte(distanceWidth);
        row.putByte(valueWidth);
        for (Map.Entry<Integer, Map<Integer, Byte>> prefix : prefixes.entrySet()) {
            row.putBits(Integer.toUnsignedLong(prefix.getKey()), Integer.SIZE);
            row.putBits(prefix.getValue().size(), countWidth);
            int before = 0;
            for (Map.Entry<Integer, Byte> register : prefix.getValue().entrySet()) {
                row.putBits(register.getKey() - before, distanceWidth);
                row.putBits(register.getValue() - smallest, valueWidth);
                before = register.getKey();
            }
        }
        row.endBits();
        return row.toBytes();
    }

    private static Map<Integer, Map<Integer, Byte>> readHour(RowBuffer row) {
        Map<Integer, Map<Integer, Byte>> prefixes = new TreeMap<>();
        long left = row.getNumber();
        int smallest = row.getByte();
        int countWidth = row.getByte();
        int distanceWidth = row.getByte();
        int valueWidth = row.getByte();
        for (; left > 0; left--) {
            Map<Integer, Byte> registers = new TreeMap<>();
            prefixes.put((int) row.getBits(Integer.SIZE), registers);
            int register = 0;
            for (long more = row.getBits(countWidth); more > 0; more--) {
                register += (int) row.getBits(distanceWidth);
                registers.put(register, (byte) (smallest + row.getBits(valueWidth)));
            }
        }
        return prefixes;
    }

    private static Map<Integer, Map<Integer, Byte>> readHourOfWholeBytes(RowBuffer row) {
        Map<Integer, Map<Integer, Byte>> prefixes = new TreeMap<>();
        for (long left = row.getNumber(); left > 0; left--) {
            Map<Integer, Byte> registers = new TreeMap<>();
            prefixes.put(row.getInt(), registers);
            int register = 0;
            for (long more = row.getNumber(); more > 0; more--) {
                register += (int) row.getNumber();
                registers.put(register, row.getByte());
            }
        }
        return prefixes;
    }

    private static long period(long day) {
        return Math.floorDiv(day, DAYS);
    }

    /** Stands for a prefix in rows: the first bits of FNV-1a of its name, finished as MurmurHash3 does. */
    private static int number(String prefix) {
        long hash = 0xcbf29ce484222325L;
        for (int index = 0; index < prefix.length(); index++) {
            hash = (hash ^ prefix.charAt(index)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return (int) (hash >>> Integer.SIZE);
    }

    /** A prefix in final days: the bytes read, and the registers of the different ones. */
    private static final class Sketch {

        private long bytes;
        private byte[] registers = new byte[DistinctBytes.REGISTERS];

        private void write(RowBuffer row) {
            row.putNumber(bytes);
            DistinctBytes.write(row, registers);
        }

        private static Sketch read(RowBuffer row, int version) {
            Sketch sketch = new Sketch();
            sketch.bytes = row.getNumber();
            sketch.registers = version == VERSION ? DistinctBytes.read(row) : DistinctBytes.readHalfBytes(row);
            return sketch;
        }
    }
}
