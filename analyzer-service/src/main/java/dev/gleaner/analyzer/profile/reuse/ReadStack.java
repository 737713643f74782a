package dev.gleaner.analyzer.profile.reuse;

import java.util.Arrays;

/**
 * Objects in the order of their last reads, with the number and the bytes of those above each: an LRU stack without a list. It
 * has two kinds of objects, which are counted apart: <em>frequent</em> ones, each of which stands for itself, and others with a
 * hash up to a threshold, which stand for all others. A frequent one may have a hash up to the threshold too.
 *
 * <p>Each read takes the next slot, and frees the slot of the object's last read. A Fenwick tree over the slots holds what is in
 * any range of them, so that a read costs the logarithm of the number of slots. When all are used, the slots are numbered anew
 * without the free ones. See Bennett and Kruskal, "LRU stack processing", IBM Journal of Research and Development 19(4), 1975,
 * and Olken, LBL-12370, 1981.
 *
 * <p>An object's size is that of its largest read so far: a read of a part of it does not make it smaller.
 */
final class ReadStack {

    /** Instead of an object: there is none. */
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 16;

    /** A node of the tree: the frequent objects in the upper half of a number and the others in its lower half; bytes of each. */
    private static final int NODE = 3;

    /** The lowest bits are for places. */
    private static final int TAG_BITS = 32;

    private static final long ONE_FREQUENT = 1L << Integer.SIZE;
    private static final long ONE_OTHER = 1;

    private final int mostSampled;
    private final int mostFrequent;

    /** Objects up to this hash are sampled, unsigned. */
    private long threshold;

    /** How many objects a sampled one stands for. */
    private double scale;

    private long[] hashes = new long[0];
    private long[] sizes = new long[0];
    private long[] times = new long[0];

    /** The slot of an object; of a number without an object the next one of these. */
    private int[] slots = new int[0];

    private boolean[] frequent = new boolean[0];

    /** Numbers up to this were given to objects; some are free again, from {@link #firstFree} on. */
    private int used;

    private int firstFree = NONE;

    /** Hash table with linear probing; a place that is not empty contains the number of an object. */
    private int[] table = new int[0];

    /** For a place 0 if it is empty, else bits of the hash that are not 0: most reads are of no object, and end here. */
    private byte[] tags = new byte[0];

    /** Numbers of the sampled objects as a heap, the largest hash at its root. */
    private int[] heap = new int[0];

    private int sampledCount;

    /** The object of a slot, or {@link #NONE}. */
    private int[] owners = new int[0];

    private int nextSlot;

    /** No slot below belongs to a frequent object. */
    private int oldestFrequent;

    private long[] tree = new long[0];

    /** Sums over all slots. */
    private long counts;

    private long frequentBytes;
    private long otherBytes;

    /** Sums over the slots above the object of the last {@link #measure}. */
    private long countsAbove;

    private long frequentBytesAbove;
    private long otherBytesAbove;

    /**
     * Without any objects.
     *
     * @param mostSampled objects up to the threshold; with more of them it falls
     * @param mostFrequent frequent objects
     * @param threshold largest hash of a sampled object, unsigned
     */
    ReadStack(int mostSampled, int mostFrequent, long threshold) {
        this.mostSampled = mostSampled;
        this.mostFrequent = mostFrequent;
        sampleUpTo(threshold);
        allocate(FIRST_CAPACITY);
        renumber(Long.MIN_VALUE);
    }

    /** Number of all objects. */
    int count() {
        return frequentCount() + otherCount();
    }

    /** Number of the frequent objects. */
    int frequentCount() {
        return (int) (counts >>> Integer.SIZE);
    }

    /** Number of the objects that are not frequent. */
    int otherCount() {
        return (int) counts;
    }

    /** Sum of the sizes of the objects that are not frequent. */
    long otherBytes() {
        return otherBytes;
    }

    /** Number of objects up to the threshold. */
    int sampledCount() {
        return sampledCount;
    }

    boolean mayHaveMoreFrequent() {
        return frequentCount() < mostFrequent;
    }

    long threshold() {
        return threshold;
    }

    /** How many objects one that is not frequent stands for: the reciprocal of the rate. */
    double scale() {
        return scale;
    }

    private void sampleUpTo(long hash) {
        threshold = hash;
        // Of an unsigned number, which is one less than there are hashes up to it.
        scale = 0x1p64 / ((hash >>> 1) * 2.0 + (hash & 1) + 1);
    }

    boolean isSampled(long hash) {
        return Long.compareUnsigned(hash, threshold) <= 0;
    }

    /** The object with a hash, or {@link #NONE}. It is the same until another one is added or removed. */
    int find(long hash) {
        int mask = tags.length - 1;
        byte tag = tag(hash);
        for (int place = (int) hash & mask; tags[place] != 0; place = (place + 1) & mask) {
            if (tags[place] == tag && hashes[table[place]] == hash) {
                return table[place];
            }
        }
        return NONE;
    }

    boolean isFrequent(int object) {
        return frequent[object];
    }

    long size(int object) {
        return sizes[object];
    }

    long time(int object) {
        return times[object];
    }

    /** Sums up what is above an object: {@link #frequentAbove} and the others. */
    void measure(int object) {
        long allCounts = 0;
        long allFrequentBytes = 0;
        long allOtherBytes = 0;
        for (int node = slots[object] + 1; node > 0; node &= node - 1) {
            allCounts += tree[NODE * node];
            allFrequentBytes += tree[NODE * node + 1];
            allOtherBytes += tree[NODE * node + 2];
        }
        countsAbove = counts - allCounts;
        frequentBytesAbove = frequentBytes - allFrequentBytes;
        otherBytesAbove = otherBytes - allOtherBytes;
    }

    /** Number of the frequent objects above the measured one. */
    int frequentAbove() {
        return (int) (countsAbove >>> Integer.SIZE);
    }

    /** Number of the others above the measured one. */
    int othersAbove() {
        return (int) countsAbove;
    }

    /** Bytes of the frequent objects above the measured one. */
    long frequentBytesAbove() {
        return frequentBytesAbove;
    }

    /** Bytes of the others above the measured one. */
    long otherBytesAbove() {
        return otherBytesAbove;
    }

    /**
     * Moves an object to the top.
     *
     * @param becomesFrequent whether it becomes frequent, if it is not; then an older one may cease to be
     */
    void touch(int object, long size, long time, boolean becomesFrequent) {
        times[object] = time;
        boolean was = frequent[object];
        long sizeBefore = sizes[object];
        long grown = Math.max(sizeBefore, size);
        boolean is = was || becomesFrequent;
        int slot = slots[object];
        if (slot == nextSlot - 1 || nextSlot == owners.length) {
            release(object);
            frequent[object] = is;
            sizes[object] = grown;
            occupy(object);
        } else {
            owners[slot] = NONE;
            frequent[object] = is;
            sizes[object] = grown;
            slots[object] = nextSlot;
            owners[nextSlot] = object;
            move(slot, was, sizeBefore, nextSlot++, is, grown);
        }
        demoteTooMany();
    }

    /**
     * Adds an object on top, of which there is none yet, if it is to be frequent, or is sampled. If there are too many sampled
     * ones then, the threshold falls, so that there is one less.
     *
     * @return whether it is sampled now
     */
    boolean push(long hash, long size, long time, boolean becomesFrequent) {
        if (isSampled(hash) && sampledCount == mostSampled) {
            lowerThreshold(hash);
        }
        boolean sampled = isSampled(hash);
        if (!sampled && !becomesFrequent) {
            return false;
        }
        int object = newNumber();
        hashes[object] = hash;
        sizes[object] = size;
        times[object] = time;
        frequent[object] = becomesFrequent;
        addToTable(object);
        if (sampled) {
            addToHeap(object);
        }
        occupy(object);
        demoteTooMany();
        return sampled;
    }

    /** Removes the objects whose last read was before a time. */
    void removeBefore(long time) {
        int slot = 0;
        while (slot < nextSlot && owners[slot] == NONE) {
            slot++;
        }
        if (slot < nextSlot && times[owners[slot]] < time) {
            renumber(time);
        }
    }

    /** Passes all objects from the bottom to the top. */
    void forEach(Visitor visitor) {
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            if (object != NONE) {
                visitor.visit(hashes[object], sizes[object], times[object], frequent[object]);
            }
        }
    }

    /** Reads an object. */
    interface Visitor {
        void visit(long hash, long size, long time, boolean frequent);
    }

    /** Makes room for one more sampled object: either the new one is not sampled any more, or the one with the largest hash. */
    private void lowerThreshold(long added) {
        int largest = heap[0];
        long hash = hashes[largest];
        if (Long.compareUnsigned(added, hash) > 0) {
            sampleUpTo(added - 1);
            return;
        }
        sampleUpTo(hash - 1);
        sampledCount--;
        siftDown(heap[sampledCount]);
        if (!frequent[largest]) {
            remove(largest);
        }
    }

    /**
     * Of too many frequent objects, the one that was not read for the longest time becomes one of the others. Which it is does not
     * depend on what is sampled, so that the sample goes on to stand for all others.
     */
    private void demoteTooMany() {
        while (frequentCount() > mostFrequent) {
            while (owners[oldestFrequent] == NONE || !frequent[owners[oldestFrequent]]) {
                oldestFrequent++;
            }
            int object = owners[oldestFrequent];
            if (isSampled(hashes[object])) {
                change(slots[object], -ONE_FREQUENT + ONE_OTHER, -sizes[object], sizes[object]);
                frequent[object] = false;
            } else {
                remove(object);
            }
        }
    }

    private void remove(int object) {
        release(object);
        removeFromTable(object);
        slots[object] = firstFree;
        firstFree = object;
    }

    private int newNumber() {
        if (firstFree != NONE) {
            int object = firstFree;
            firstFree = slots[object];
            return object;
        }
        if (used == hashes.length) {
            allocate(2 * used);
            renumber(Long.MIN_VALUE);
        }
        return used++;
    }

    private void change(int slot, long count, long ofFrequent, long ofOthers) {
        for (int node = slot + 1; node <= owners.length; node += node & -node) {
            tree[NODE * node] += count;
            tree[NODE * node + 1] += ofFrequent;
            tree[NODE * node + 2] += ofOthers;
        }
        counts += count;
        frequentBytes += ofFrequent;
        otherBytes += ofOthers;
    }

    private void change(int slot, boolean ofFrequent, int sign, long size) {
        long bytes = sign * size;
        change(slot, sign * (ofFrequent ? ONE_FREQUENT : ONE_OTHER), ofFrequent ? bytes : 0, ofFrequent ? 0 : bytes);
    }

    /** Moves an object upwards. The nodes that contain both slots only change if the object does. */
    private void move(int from, boolean was, long sizeBefore, int to, boolean is, long size) {
        if (was != is || sizeBefore != size) {
            change(from, was, -1, sizeBefore);
            change(to, is, 1, size);
            return;
        }
        long count = is ? ONE_FREQUENT : ONE_OTHER;
        int bytes = is ? 1 : 2;
        int lower = from + 1;
        int upper = to + 1;
        while (lower != upper) {
            if (lower < upper) {
                if (lower > owners.length) {
                    return;
                }
                tree[NODE * lower] -= count;
                tree[NODE * lower + bytes] -= size;
                lower += lower & -lower;
            } else {
                if (upper > owners.length) {
                    // The rest of the other way is not longer than the tree either, and is walked alone.
                    upper = Integer.MAX_VALUE;
                    continue;
                }
                tree[NODE * upper] += count;
                tree[NODE * upper + bytes] += size;
                upper += upper & -upper;
            }
        }
    }

    private void release(int object) {
        int slot = slots[object];
        owners[slot] = NONE;
        change(slot, frequent[object], -1, sizes[object]);
    }

    /** Gives an object without a slot the next one. */
    private void occupy(int object) {
        if (nextSlot == owners.length) {
            renumberSlots();
        }
        slots[object] = nextSlot;
        owners[nextSlot] = object;
        change(nextSlot++, frequent[object], 1, sizes[object]);
    }

    private void renumberSlots() {
        int next = 0;
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            if (object != NONE) {
                owners[slot] = NONE;
                owners[next] = object;
                slots[object] = next++;
            }
        }
        nextSlot = next;
        oldestFrequent = 0;
        buildTree();
    }

    private void buildTree() {
        Arrays.fill(tree, 0);
        counts = 0;
        frequentBytes = 0;
        otherBytes = 0;
        for (int node = 1; node <= owners.length; node++) {
            int object = owners[node - 1];
            if (object != NONE) {
                long size = sizes[object];
                counts += frequent[object] ? ONE_FREQUENT : ONE_OTHER;
                frequentBytes += frequent[object] ? size : 0;
                otherBytes += frequent[object] ? 0 : size;
                tree[NODE * node] += frequent[object] ? ONE_FREQUENT : ONE_OTHER;
                tree[NODE * node + (frequent[object] ? 1 : 2)] += size;
            }
            int parent = node + (node & -node);
            if (parent <= owners.length) {
                for (int number = 0; number < NODE; number++) {
                    tree[NODE * parent + number] += tree[NODE * node + number];
                }
            }
        }
    }

    /** Makes room for that many objects; {@link #renumber} has to follow. */
    private void allocate(int wanted) {
        // One more than there can be at a time, as an object is added before another one is removed.
        int capacity = (int) Math.min(wanted, 1L + mostSampled + mostFrequent);
        hashes = Arrays.copyOf(hashes, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        times = Arrays.copyOf(times, capacity);
        slots = Arrays.copyOf(slots, capacity);
        frequent = Arrays.copyOf(frequent, capacity);
        heap = Arrays.copyOf(heap, capacity);
        // More than half of the table is free, and half of the slots when they are numbered anew.
        table = new int[Integer.highestOneBit(4 * capacity - 1)];
        tags = new byte[table.length];
        int before = owners.length;
        owners = Arrays.copyOf(owners, 2 * capacity);
        Arrays.fill(owners, before, owners.length, NONE);
        tree = new long[NODE * (owners.length + 1)];
    }

    /** Numbers slots and objects anew in the order of the stack, without those whose last read was before a time. */
    private void renumber(long time) {
        int kept = 0;
        long[] oldHashes = hashes.clone();
        long[] oldSizes = sizes.clone();
        long[] oldTimes = times.clone();
        boolean[] oldFrequent = frequent.clone();
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            owners[slot] = NONE;
            if (object != NONE && oldTimes[object] >= time) {
                hashes[kept] = oldHashes[object];
                sizes[kept] = oldSizes[object];
                times[kept] = oldTimes[object];
                frequent[kept] = oldFrequent[object];
                slots[kept] = kept;
                owners[kept] = kept;
                kept++;
            }
        }
        nextSlot = kept;
        used = kept;
        firstFree = NONE;
        oldestFrequent = 0;
        sampledCount = 0;
        Arrays.fill(tags, (byte) 0);
        for (int object = 0; object < kept; object++) {
            addToTable(object);
            if (isSampled(hashes[object])) {
                addToHeap(object);
            }
        }
        buildTree();
    }

    /** Adds an object to the table. Places are by the lowest bits, as a sample has small hashes. */
    private void addToTable(int object) {
        int mask = table.length - 1;
        int place = (int) hashes[object] & mask;
        while (tags[place] != 0) {
            place = (place + 1) & mask;
        }
        table[place] = object;
        tags[place] = tag(hashes[object]);
    }

    /** Removes an object from the table, and moves those after it that would not be found any more. */
    private void removeFromTable(int object) {
        int mask = table.length - 1;
        int free = (int) hashes[object] & mask;
        while (table[free] != object || tags[free] == 0) {
            free = (free + 1) & mask;
        }
        for (int place = (free + 1) & mask; tags[place] != 0; place = (place + 1) & mask) {
            int home = (int) hashes[table[place]] & mask;
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

    private void addToHeap(int object) {
        int position = sampledCount++;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            if (Long.compareUnsigned(hashes[heap[parent]], hashes[object]) >= 0) {
                break;
            }
            heap[position] = heap[parent];
            position = parent;
        }
        heap[position] = object;
    }

    /** Puts an object in place of the root. */
    private void siftDown(int object) {
        int position = 0;
        while (2 * position + 1 < sampledCount) {
            int child = 2 * position + 1;
            if (child + 1 < sampledCount && Long.compareUnsigned(hashes[heap[child]], hashes[heap[child + 1]]) < 0) {
                child++;
            }
            if (Long.compareUnsigned(hashes[object], hashes[heap[child]]) >= 0) {
                break;
            }
            heap[position] = heap[child];
            position = child;
        }
        heap[position] = object;
    }
}
