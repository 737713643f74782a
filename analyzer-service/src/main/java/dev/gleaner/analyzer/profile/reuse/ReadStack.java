package dev.gleaner.analyzer.profile.reuse;

import java.util.Arrays;

/**
 * Objects in the order of their last reads, with the number and the bytes of those above each: an LRU stack without a list. It
 * has two kinds of objects: <em>frequent</em> ones, each of which stands for itself, and others, which are sampled with a
 * {@link SampleRate} and stand for all objects that are not frequent.
 *
 * <p>Each read takes the next slot, and frees the slot of the object's last read. {@link SlotSums} has what is in any last slots.
 * When all are used, the slots are numbered anew without the free ones. See Bennett and Kruskal, "LRU stack processing", IBM Journal
 * of Research and Development 19(4), 1975, and Olken, LBL-12370, 1981.
 *
 * <p>An object's size is that of its largest read so far: a read of a part of it does not make it smaller.
 */
final class ReadStack {

    /** Instead of an object: there is none. */
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 16;

    /** So that slots are numbered anew only after three times as many reads as there are objects. */
    private static final int SLOTS_PER_OBJECT = 4;

    /** Most reads are of no object, so that they should find an empty place at once. */
    private static final int PLACES_PER_OBJECT = 16;

    /** So many others are sampled in any case, if there is room. */
    private static final int FEWEST_SAMPLED = 4096;

    /** The sample is made smaller at once by so much, or when it is that much larger than it should be. */
    private static final double STEP = 1.0 / 16;

    /** The fields of an object are beside each other in memory: its hash, its size, the time of its last read, and its slot. */
    private static final int FIELD_BITS = 2;

    /** Twice the size, and one more for a frequent object. */
    private static final int SIZE = 1;

    private static final int TIME = 2;

    /** Of a number without an object the next one of these. */
    private static final int SLOT = 3;

    /** The lowest bits are for places. */
    private static final int TAG_BITS = 32;

    private final double rate;
    private final int mostSampled;
    private final int mostFrequent;

    private SampleRate sampleRate;

    private long[] fields = new long[0];

    /** Numbers up to this were given to objects; some are free again, from {@link #firstFree} on. */
    private int used;

    private int firstFree = NONE;

    /** Hash table with linear probing; a place that is not empty contains the number of an object. */
    private int[] table = new int[0];

    /** For a place 0 if it is empty, else bits of the hash that are not 0: most reads are of no object, and end here. */
    private byte[] tags = new byte[0];

    /** The object of a slot, or {@link #NONE}. */
    private int[] owners = new int[0];

    private int nextSlot;

    /** No slot below belongs to a frequent object. */
    private int oldestFrequent;

    private final SlotSums sums = new SlotSums();

    private int frequentCount;
    private int otherCount;

    /** What the others stand for: their number, in {@link SampleRate#UNITS}, and their bytes. */
    private long otherUnits;

    private long otherBytes;

    /** What is above the object of the last {@link #measure}. */
    private double objectsAbove;

    private double bytesAbove;

    /**
     * Without any objects.
     *
     * @param limits how many objects are kept
     * @param sampleRate with which others are sampled; it falls if there are too many
     */
    ReadStack(ReuseLimits limits, SampleRate sampleRate) {
        rate = limits.rate();
        mostSampled = limits.mostSampled();
        mostFrequent = limits.mostFrequent();
        this.sampleRate = sampleRate;
        allocate(FIRST_CAPACITY);
        renumber(Long.MIN_VALUE);
    }

    /** Number of all objects. */
    int count() {
        return frequentCount + otherCount;
    }

    /** Number of the frequent objects. */
    int frequentCount() {
        return frequentCount;
    }

    /** Number of the objects that are not frequent. */
    int otherCount() {
        return otherCount;
    }

    /** How many objects those stand for that are not frequent. */
    double others() {
        return (double) otherUnits / SampleRate.UNITS;
    }

    /** The sum of the sizes of the objects for which those stand that are not frequent. */
    double otherBytes() {
        return otherBytes;
    }

    boolean mayHaveMoreFrequent() {
        return frequentCount < mostFrequent;
    }

    /** With which the objects are sampled that are not frequent. */
    SampleRate sampleRate() {
        return sampleRate;
    }

    /** Whether no object had to be left out yet. */
    boolean isComplete() {
        return sampleRate.perObject() == 1;
    }

    /** The object with a hash, or {@link #NONE}. It is the same until another one is added or removed. */
    int find(long hash) {
        int mask = tags.length - 1;
        byte tag = tag(hash);
        for (int place = (int) hash & mask; tags[place] != 0; place = (place + 1) & mask) {
            if (tags[place] == tag && hash(table[place]) == hash) {
                return table[place];
            }
        }
        return NONE;
    }

    boolean isFrequent(int object) {
        return (fields[first(object) + SIZE] & 1) == 1;
    }

    long size(int object) {
        return fields[first(object) + SIZE] >>> 1;
    }

    long time(int object) {
        return fields[first(object) + TIME];
    }

    /** How many objects it stands for. */
    double weight(int object) {
        return isFrequent(object) ? 1 : sampleRate.weight(size(object));
    }

    /** Sums up what is above an object: {@link #objectsAbove} and {@link #bytesAbove}. */
    void measure(int object) {
        int slot = slot(object);
        int end = Math.min(sums.measure(slot), nextSlot);
        long units = sums.unitsAfter();
        long bytes = sums.bytesAfter();
        for (int next = slot + 1; next < end; next++) {
            int above = owners[next];
            if (above != NONE) {
                units += units(above);
                bytes += bytes(above);
            }
        }
        objectsAbove = (double) units / SampleRate.UNITS;
        bytesAbove = bytes;
    }

    /** Estimated number of the objects above the measured one. */
    double objectsAbove() {
        return objectsAbove;
    }

    /** Estimated bytes of the objects above the measured one. */
    double bytesAbove() {
        return bytesAbove;
    }

    /**
     * Moves an object to the top.
     *
     * @param becomesFrequent whether it becomes frequent, if it is not; then an older one may cease to be
     */
    void touch(int object, long size, long time, boolean becomesFrequent) {
        if (nextSlot == owners.length) {
            renumberSlots();
        }
        int slot = slot(object);
        long before = size(object);
        fields[first(object) + TIME] = time;
        owners[slot] = NONE;
        if (isFrequent(object) && size <= before) {
            sums.add(slot, -SampleRate.UNITS, -before);
            sums.add(nextSlot, SampleRate.UNITS, before);
            give(nextSlot++, object);
        } else {
            count(object, slot, -1);
            boolean was = isFrequent(object);
            setSize(object, Math.max(before, size), was || becomesFrequent);
            occupyNext(object);
            limit();
        }
    }

    /** Adds an object on top, of which there is none yet, if it is to be frequent, or is sampled. */
    void push(long hash, long size, long time, boolean becomesFrequent) {
        if (becomesFrequent || sampleRate.includes(hash, size)) {
            restore(hash, size, time, becomesFrequent);
            limit();
        }
    }

    /** Adds an object on top whether there is room or not; {@link #limit} has to follow after the last one. */
    void restore(long hash, long size, long time, boolean isFrequent) {
        int object = newNumber();
        fields[first(object)] = hash;
        fields[first(object) + TIME] = time;
        setSize(object, size, isFrequent);
        addToTable(object);
        if (nextSlot == owners.length) {
            renumberSlots();
        }
        occupyNext(object);
    }

    /** Removes the objects whose last read was before a time. */
    void removeBefore(long time) {
        int slot = 0;
        while (slot < nextSlot && owners[slot] == NONE) {
            slot++;
        }
        if (slot < nextSlot && time(owners[slot]) < time) {
            renumber(time);
            limit();
        }
    }

    /** Passes all objects from the bottom to the top. */
    void forEach(Visitor visitor) {
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            if (object != NONE) {
                visitor.visit(hash(object), size(object), time(object), isFrequent(object));
            }
        }
    }

    /** Reads an object. */
    interface Visitor {
        void visit(long hash, long size, long time, boolean frequent);
    }

    /**
     * Makes room. Of too many frequent objects, the one that was not read for the longest time becomes one of the others. Which it is
     * does not depend on what is sampled, so that the sample goes on to stand for all others. If there are too many of those, the
     * rate of the sample falls.
     */
    void limit() {
        while (frequentCount > mostFrequent) {
            while (owners[oldestFrequent] == NONE || !isFrequent(owners[oldestFrequent])) {
                oldestFrequent++;
            }
            demote(owners[oldestFrequent], oldestFrequent);
        }
        for (double most = mostOthers(); otherCount > most; most = mostOthers()) {
            double half = most * (1 - STEP) / 2;
            SampleRate lower = sampleRate.atMost(half / others(), half / otherBytes);
            sampleRate = lower.equals(sampleRate) ? sampleRate.times(1 - STEP) : lower;
            renumber(Long.MIN_VALUE);
        }
    }

    private double mostOthers() {
        return Math.min(mostSampled, (1 + STEP) * Math.max(FEWEST_SAMPLED, rate * others()));
    }

    private void demote(int object, int slot) {
        count(object, slot, -1);
        setSize(object, size(object), false);
        if (sampleRate.includes(hash(object), size(object))) {
            count(object, slot, 1);
        } else {
            owners[slot] = NONE;
            removeFromTable(object);
            setSlot(object, firstFree);
            firstFree = object;
        }
    }

    private int newNumber() {
        if (firstFree != NONE) {
            int object = firstFree;
            firstFree = slot(object);
            return object;
        }
        if (first(used) == fields.length) {
            // One more than there can be at a time, as an object is added before another one is removed; only a stored
            // row has more.
            long most = 1L + mostSampled + mostFrequent;
            allocate(used < most ? (int) Math.min(2L * used, most) : 2 * used);
            renumber(Long.MIN_VALUE);
        }
        return used++;
    }

    private static int first(int object) {
        return object << FIELD_BITS;
    }

    private long hash(int object) {
        return fields[first(object)];
    }

    private void setSize(int object, long size, boolean frequent) {
        fields[first(object) + SIZE] = (size << 1) | (frequent ? 1 : 0);
    }

    private int slot(int object) {
        return (int) fields[first(object) + SLOT];
    }

    private void setSlot(int object, int slot) {
        fields[first(object) + SLOT] = slot;
    }

    private long units(int object) {
        return isFrequent(object) ? SampleRate.UNITS : sampleRate.units(size(object));
    }

    private long bytes(int object) {
        return isFrequent(object) ? size(object) : Math.round(sampleRate.weight(size(object)) * size(object));
    }

    private void give(int slot, int object) {
        owners[slot] = object;
        setSlot(object, slot);
    }

    private void occupyNext(int object) {
        count(object, nextSlot, 1);
        give(nextSlot++, object);
    }

    /** Adds an object to all sums or, with -1, takes it away. */
    private void count(int object, int slot, int sign) {
        long units = sign * units(object);
        long bytes = sign * bytes(object);
        sums.add(slot, units, bytes);
        if (isFrequent(object)) {
            frequentCount += sign;
        } else {
            otherCount += sign;
            otherUnits += units;
            otherBytes += bytes;
        }
    }

    private void renumberSlots() {
        int next = 0;
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            if (object != NONE) {
                owners[slot] = NONE;
                give(next++, object);
            }
        }
        nextSlot = next;
        countAll();
    }

    /** Sums up anew, after slots were numbered anew. */
    private void countAll() {
        oldestFrequent = 0;
        sums.clear();
        frequentCount = 0;
        otherCount = 0;
        otherUnits = 0;
        otherBytes = 0;
        for (int slot = 0; slot < nextSlot; slot++) {
            count(owners[slot], slot, 1);
        }
    }

    /** Makes room for that many objects; {@link #renumber} has to follow. */
    private void allocate(int capacity) {
        fields = Arrays.copyOf(fields, first(capacity));
        table = new int[Integer.highestOneBit(PLACES_PER_OBJECT * capacity)];
        tags = new byte[table.length];
        int before = owners.length;
        owners = Arrays.copyOf(owners, SLOTS_PER_OBJECT * capacity);
        Arrays.fill(owners, before, owners.length, NONE);
        sums.allocate(owners.length);
    }

    /** Numbers slots and objects anew in the order of the stack, without those that are not sampled any more or were read before a time. */
    private void renumber(long time) {
        int kept = 0;
        long[] old = fields.clone();
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            owners[slot] = NONE;
            if (object != NONE) {
                // Those that are kept already have lower numbers, and may have the place of this one.
                System.arraycopy(old, first(object), fields, first(kept), SLOT);
                if (time(kept) >= time && (isFrequent(kept) || sampleRate.includes(hash(kept), size(kept)))) {
                    give(kept, kept);
                    kept++;
                }
            }
        }
        nextSlot = kept;
        used = kept;
        firstFree = NONE;
        Arrays.fill(tags, (byte) 0);
        for (int object = 0; object < kept; object++) {
            addToTable(object);
        }
        countAll();
    }

    /** Adds an object to the table. Places are by the lowest bits, as a sample has small hashes. */
    private void addToTable(int object) {
        int mask = table.length - 1;
        int place = (int) hash(object) & mask;
        while (tags[place] != 0) {
            place = (place + 1) & mask;
        }
        table[place] = object;
        tags[place] = tag(hash(object));
    }

    /** Removes an object from the table, and moves those after it that would not be found any more. */
    private void removeFromTable(int object) {
        int mask = table.length - 1;
        int free = (int) hash(object) & mask;
        while (table[free] != object || tags[free] == 0) {
            free = (free + 1) & mask;
        }
        for (int place = (free + 1) & mask; tags[place] != 0; place = (place + 1) & mask) {
            int home = (int) hash(table[place]) & mask;
            if (((place - home) & mask) >= ((place - free) & mask)) {
                table[free] = table[place];
                tags[free] = tags[place];
                free = place;
            }
        }
        tags[free] = 0;
    }

    private static byte tag(long hash) {
        return (byte) ((hash >>> TAG_BITS) | 1);
    }
}
