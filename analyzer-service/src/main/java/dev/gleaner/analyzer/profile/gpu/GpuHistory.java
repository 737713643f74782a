package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.store.PartitionStores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of an instance and what they did by hour. Each hour has a row of all GPUs, which is written with each reading. When a UTC
 * day is final, its hours are moved to a row of the day. A further row has what does not depend on the hour: the GPUs, and the last
 * work of the days. All rows are read on first use, and hours are kept as rows.
 */
public final class GpuHistory {

    /** Readings run ahead of the evaluated hour by an hour or two. */
    private static final int HOURS_AHEAD = 3;

    /** Hours before the evaluated one in which the last work is searched. */
    private static final int HOURS_BACK = 14 * Hour.PER_DAY;

    /** Stands in a key between the ARN and the number of the hour or day. Never changed. */
    private static final String KEY = "\ng";

    private static final byte VERSION = 1;
    private static final int TYPICAL_SIZE = 500;
    private static final long SECONDS_PER_HOUR = 3600;

    private final String resource;
    private final @Nullable PartitionStores stored;

    private boolean isEmpty;
    private boolean isForgotten;
    private boolean gpusAreRead;
    private boolean gpusChanged;
    private final Set<Long> changedDays = new HashSet<>();

    private final Map<String, KnownGpu> gpus = new TreeMap<>();

    /** Hours that were not moved to a day. */
    private final GpuHourRows hourRows;

    /** Rows of days that were read or written, by number. */
    private final Map<Long, byte[]> days = new HashMap<>();

    /** Number of the first hour that was not moved to a day; none are before it. */
    private long daysEnd = Long.MIN_VALUE;

    /** Second since 1970 of the last reading that was added since this was read from the store, and of the last one of an active GPU. */
    private long lastAdded = Long.MIN_VALUE;

    private long lastActiveAdded = Long.MIN_VALUE;

    /** Second since 1970 of the last reading of an active GPU in the days; negative if there is none. */
    private long lastWork = -1;

    /** The same of a GPU that was active or held by a process. */
    private long lastProcess = -1;

    private GpuHistory(String resource, @Nullable PartitionStores stored) {
        this.resource = resource;
        this.stored = stored;
        this.isEmpty = stored == null;
        this.gpusAreRead = stored == null;
        this.hourRows = new GpuHourRows(resource + KEY, stored);
    }

    /** Of an instance whose GPUs were not read. */
    public static GpuHistory empty(String resource) {
        return new GpuHistory(resource, null);
    }

    /** Of an instance with stored GPUs. */
    public static GpuHistory stored(String resource, PartitionStores partitionStores) {
        return new GpuHistory(resource, partitionStores);
    }

    /** Whether nothing is kept of any GPU. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** Whether other rows than those of hours changed since they were written. */
    public boolean isChanged() {
        return gpusChanged || !changedDays.isEmpty();
    }

    /**
     * Adds a reading.
     *
     * @param source that read it
     * @param name of the GPU's model; empty when it is not known
     */
    public void put(String source, String uuid, String name, GpuReading reading) {
        readGpus();
        long number = reading.hour().number();
        if (number < daysEnd) {
            return;
        }
        lastAdded = Math.max(lastAdded, reading.second());
        if (reading.state() == GpuState.ACTIVE) {
            lastActiveAdded = Math.max(lastActiveAdded, reading.second());
        }
        KnownGpu gpu = gpus.computeIfAbsent(uuid, this::add);
        gpusChanged |= gpu.describe(name, reading.memoryTotal());
        OpenGpuHour hour = hourRows.get(number);
        if (hour.put(gpu.slot, code(source), reading)) {
            hourRows.put(number, hour);
        }
        isEmpty = false;
    }

    /** Moves the days that end with an hour, or before it, to rows of their own, and forgets those before {@code oldestDay}. */
    public void close(Hour through, long oldestDay) {
        long end = through.plus(1).day() * Hour.PER_DAY;
        if (isEmpty) {
            return;
        }
        readGpus();
        if (end <= daysEnd) {
            return;
        }
        NavigableSet<Long> closing = hourRows.numbers().headSet(end, false);
        while (!closing.isEmpty()) {
            move(new Hour(closing.first()).day(), oldestDay);
        }
        daysEnd = end;
        forgetBefore(oldestDay);
        gpusChanged = true;
    }

    /** The last hours up to one of the GPUs that were read in them. */
    public List<HourlyGpuWindow> read(Hour last, int hours) {
        if (isEmpty) {
            return List.of();
        }
        Hour from = last.plus(1L - hours);
        readGpus();
        Map<Integer, HourlyGpuWindow> windows = new HashMap<>();
        List<HourlyGpuWindow> inOrder = new ArrayList<>();
        Set<Long> daysRead = new TreeSet<>();
        gpus.forEach((uuid, gpu) -> {
            HourlyGpuWindow window = new HourlyGpuWindow(uuid, gpu.name, gpu.memoryTotal, hours);
            windows.put(gpu.slot, window);
            inOrder.add(window);
            daysRead.addAll(gpu.days.subSet(from.day(), last.day() + 1));
        });
        for (long day : daysRead) {
            GpuDayRow.copyTo(day(day), windows::get, day * Hour.PER_DAY - from.number());
        }
        for (long number : hourRows.numbers().subSet(from.number(), true, last.number(), true)) {
            OpenGpuHour hour = hourRows.get(number);
            windows.forEach((slot, window) -> hour.copyTo(slot, window, (int) (number - from.number())));
        }
        return inOrder.stream().filter(HourlyGpuWindow::isRead).toList();
    }

    /** Number of GPUs that were read in any hour that is kept, up to and with this one. */
    public int countReadBy(Hour hour) {
        return slotsReadBy(hour).cardinality();
    }

    /** Whether a GPU was read in any hour that is kept, up to and with this one. */
    public boolean isReadBy(Hour hour) {
        return !isEmpty && !slotsReadBy(hour).isEmpty();
    }

    private BitSet slotsReadBy(Hour last) {
        readGpus();
        BitSet slots = new BitSet();
        gpus.values().stream().filter(gpu -> !gpu.days.isEmpty()).forEach(gpu -> slots.set(gpu.slot));
        if (slots.cardinality() < gpus.size()) {
            hourRows.numbers()
                    .headSet(last.number(), true)
                    .forEach(number -> slots.or(hourRows.get(number).slots()));
        }
        return slots;
    }

    /**
     * The time up to which all GPUs that were read in the hours up to an evaluated one have been idle since; empty when one was,
     * or may have been, active.
     *
     * @param hours number of these hours, including the evaluated one
     */
    public Optional<Instant> idleThrough(Hour evaluated, int hours) {
        Map<Integer, Instant> through = new HashMap<>();
        for (HourlyGpuWindow window : read(evaluated, hours)) {
            through.put(Objects.requireNonNull(gpus.get(window.uuid())).slot, evaluated.end());
        }
        for (long number :
                hourRows.numbers().subSet(evaluated.number(), false, evaluated.number() + HOURS_AHEAD, true)) {
            OpenGpuHour hour = hourRows.get(number);
            for (Map.Entry<Integer, Instant> gpu : through.entrySet()) {
                int last = hour.last(gpu.getKey());
                if (last >= 0) {
                    if (hour.state(gpu.getKey()).compareTo(GpuState.HELD) > 0) {
                        return Optional.empty();
                    }
                    gpu.setValue(new Hour(number).start().plusSeconds(last));
                }
            }
        }
        return through.values().stream().min(Comparator.naturalOrder());
    }

    /**
     * The readings up to the newest moment up to which each GPU was read; empty when there are none in the last hours.
     *
     * @param latest readings of later hours are ignored
     * @param silence hours without a reading after which a GPU is no longer one of the host
     */
    public Optional<GpuMinutes> minutes(Hour latest, int silence) {
        if (isEmpty) {
            return Optional.empty();
        }
        Long newest = newestHour(latest.number());
        if (newest == null) {
            return Optional.empty();
        }
        Map<Integer, Instant> lastBySlot = lastBySlot(newest, silence);
        BitSet slots = new BitSet();
        lastBySlot.keySet().forEach(slots::set);
        return lastBySlot.values().stream()
                .min(Comparator.naturalOrder())
                .map(through -> new GpuMinutes(this, hourRows, slots, through));
    }

    /** The newest hour with readings; the one to which a reading was just added is found without searching. */
    private @Nullable Long newestHour(long latest) {
        long added = Math.floorDiv(lastAdded, SECONDS_PER_HOUR);
        if (lastAdded == Long.MIN_VALUE || added + HOURS_AHEAD < latest || added > latest) {
            return hourRows.numbers().floor(latest);
        }
        long newest = latest;
        while (newest > added && hourRows.get(newest).slots().isEmpty()) {
            newest--;
        }
        return newest;
    }

    /** Whether the readings that were just added show an active GPU in their last minutes; costs nothing. */
    public boolean addedWork(int minutes) {
        return lastActiveAdded != Long.MIN_VALUE && lastAdded - lastActiveAdded < TimeUnit.MINUTES.toSeconds(minutes);
    }

    /** The last reading of each GPU that was read in an hour or shortly before it. */
    private Map<Integer, Instant> lastBySlot(long newest, int silence) {
        Map<Integer, Instant> lastBySlot = new HashMap<>();
        for (long number : hourRows.numbers().subSet(newest - silence, false, newest, true)) {
            OpenGpuHour hour = hourRows.get(number);
            hour.slots().stream()
                    .forEach(slot ->
                            lastBySlot.put(slot, new Hour(number).start().plusSeconds(hour.last(slot))));
        }
        return lastBySlot;
    }

    /**
     * The last reading of an active GPU in the hours that are kept; empty when there is none.
     *
     * @param evaluated hour; readings of some hours after it are included
     */
    public Optional<Instant> lastWork(Hour evaluated) {
        readGpus();
        return last(evaluated, OpenGpuHour::lastWork, lastWork);
    }

    /** The last reading of a GPU that was active or held by a process. */
    public Optional<Instant> lastProcess(Hour evaluated) {
        readGpus();
        return last(evaluated, OpenGpuHour::lastProcess, lastProcess);
    }

    /** The last reading that does not show whether a GPU was active, in the hours that were not moved to a day. */
    public Optional<Instant> lastUnknown(Hour evaluated) {
        return last(evaluated, OpenGpuHour::lastUnknown, -1);
    }

    private Optional<Instant> last(Hour evaluated, ToIntFunction<OpenGpuHour> second, long ofDays) {
        Hour from = evaluated.plus(1L - HOURS_BACK);
        for (long number : hourRows.numbers()
                .subSet(from.number(), true, evaluated.number() + HOURS_AHEAD, true)
                .descendingSet()) {
            int last = second.applyAsInt(hourRows.get(number));
            if (last >= 0) {
                return Optional.of(new Hour(number).start().plusSeconds(last));
            }
        }
        return ofDays < from.start().getEpochSecond() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(ofDays));
    }

    /** Writes the rows that changed. */
    public void save(PartitionStores partitionStores) {
        hourRows.save(partitionStores);
        for (long day : changedDays) {
            partitionStores.days().put(key(day), days.get(day));
        }
        changedDays.clear();
        if (gpusChanged) {
            partitionStores.days().put(resource + KEY, gpus.isEmpty() ? null : encode());
            gpusChanged = false;
        }
    }

    /** Throws unless a row has the version that is read. */
    static void requireVersion(byte version, byte expected) {
        if (version != expected) {
            throw RowBuffer.unknownFormat("hours of GPUs have", version);
        }
    }

    /** Moves the open hours of a day to its row, unless it is before the kept ones. */
    private void move(long day, long oldestDay) {
        List<Long> numbers =
                List.copyOf(hourRows.numbers().subSet(day * Hour.PER_DAY, true, (day + 1) * Hour.PER_DAY, false));
        TreeMap<Integer, HourlyGpuWindow> windows = new TreeMap<>();
        for (long number : numbers) {
            OpenGpuHour hour = hourRows.get(number);
            lastWork = hour.lastWork() < 0 ? lastWork : number * SECONDS_PER_HOUR + hour.lastWork();
            lastProcess = hour.lastProcess() < 0 ? lastProcess : number * SECONDS_PER_HOUR + hour.lastProcess();
            hour.slots().stream()
                    .forEach(slot -> hour.copyTo(
                            slot,
                            windows.computeIfAbsent(slot, key -> HourlyGpuWindow.ofUnknown(Hour.PER_DAY)),
                            new Hour(number).ofDay()));
        }
        if (day >= oldestDay) {
            gpus.values().stream().filter(gpu -> windows.containsKey(gpu.slot)).forEach(gpu -> gpu.days.add(day));
            days.put(day, GpuDayRow.encode(windows));
            changedDays.add(day);
        }
        hourRows.remove(numbers);
    }

    /** Forgets days, and GPUs of which nothing is kept: after a stop and a start an instance may have other ones. */
    private void forgetBefore(long oldestDay) {
        for (KnownGpu gpu : gpus.values()) {
            Set<Long> old = gpu.days.headSet(oldestDay);
            changedDays.addAll(old);
            days.keySet().removeAll(old);
            old.clear();
        }
        BitSet recent = new BitSet();
        hourRows.numbers().forEach(number -> recent.or(hourRows.get(number).slots()));
        gpus.values().removeIf(gpu -> gpu.days.isEmpty() && !recent.get(gpu.slot));
        isEmpty = gpus.isEmpty();
        isForgotten |= isEmpty;
    }

    /** Whether the last GPU was forgotten since the last call. */
    public boolean takeForgotten() {
        boolean wasForgotten = isForgotten && isEmpty;
        isForgotten = false;
        return wasForgotten;
    }

    /** A new GPU, with the smallest number that no other one has. */
    private KnownGpu add(String uuid) {
        int slot = 0;
        while (isUsed(slot)) {
            slot++;
        }
        gpusChanged = true;
        return new KnownGpu(slot);
    }

    private boolean isUsed(int slot) {
        return gpus.values().stream().anyMatch(gpu -> gpu.slot == slot);
    }

    private byte[] day(long day) {
        return days.computeIfAbsent(
                day,
                number -> Objects.requireNonNull(
                        Objects.requireNonNull(stored).days().get(key(number)), "the row of a day"));
    }

    private void readGpus() {
        if (!gpusAreRead) {
            byte[] row = Objects.requireNonNull(stored).days().get(resource + KEY);
            if (row != null) {
                decode(RowBuffer.of(row));
            }
            gpusAreRead = true;
        }
    }

    private byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        row.putByte(VERSION);
        row.putLong(daysEnd);
        row.putLong(lastWork);
        row.putLong(lastProcess);
        row.putNumber(gpus.size());
        gpus.forEach((uuid, gpu) -> {
            row.putText(uuid);
            row.putText(gpu.name);
            row.putLong(gpu.memoryTotal);
            row.putNumber(gpu.slot);
            row.putNumber(gpu.days.size());
            long previous = 0;
            for (long day : gpu.days) {
                row.putNumber(day - previous);
                previous = day;
            }
        });
        return row.toBytes();
    }

    private void decode(RowBuffer row) {
        requireVersion(row.getByte(), VERSION);
        daysEnd = row.getLong();
        lastWork = row.getLong();
        lastProcess = row.getLong();
        for (long count = row.getNumber(); count > 0; count--) {
            String uuid = row.getText();
            String name = row.getText();
            long memoryTotal = row.getLong();
            KnownGpu gpu = new KnownGpu((int) row.getNumber());
            gpu.describe(name, memoryTotal);
            long day = 0;
            for (long rest = row.getNumber(); rest > 0; rest--) {
                day += row.getNumber();
                gpu.days.add(day);
            }
            gpus.put(uuid, gpu);
        }
    }

    private String key(long number) {
        return resource + KEY + number;
    }

    /** A code of a source. Of two sources with the same one, the first reading of a second counts. */
    private static char code(String source) {
        int hash = source.hashCode();
        return (char) (hash ^ hash >>> Character.SIZE);
    }

    /** What is known of a GPU. */
    private static final class KnownGpu {

        /** Its number in rows. */
        private final int slot;

        private String name = "";
        private long memoryTotal = HourlyGpuWindow.ABSENT;

        /** Numbers of the days with final hours. */
        private final TreeSet<Long> days = new TreeSet<>();

        KnownGpu(int slot) {
            this.slot = slot;
        }

        /** Keeps of two names and sizes the greater one, so that their order has no influence. */
        boolean describe(String model, long total) {
            boolean isChanged = model.compareTo(name) > 0 || total > memoryTotal;
            name = model.compareTo(name) > 0 ? model : name;
            memoryTotal = Math.max(memoryTotal, total);
            return isChanged;
        }
    }
}
