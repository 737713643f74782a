package dev.gleaner.analyzer.profile.reuse;

import java.util.Arrays;

/**
 * Objects in the order of their last reads, with the number and the bytes of those above each: an LRU stack without a list.
 *
 * <p>Each read takes the next slot, and frees the slot of the object's last read. Fenwick trees over the slots hold how many
 * objects, and how many bytes, are in any range of them, so that a read costs the logarithm of the number of slots. When all are
 * used, the slots are numbered anew without the free ones. See Bennett and Kruskal, "LRU stack processing", IBM Journal of
 * Research and Development 19(4), 1975, and Olken, LBL-12370, 1981.
 *
 * <p>An object's size is that of its largest read so far: a read of a part of it does not make it smaller.
 */
final class SampledStack {

    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 16;
    private static final int SLOTS_PER_OBJECT = 2;

    /** The table has at least as many free places as objects. */
    private static final int PLACES_PER_OBJECT = 2;

    private final int maximum;

    private int count;
    private long totalSize;

    private long[] hashes;
    private long[] sizes;
    private long[] times;
    private int[] slots;

    /** Hash table with linear probing; a place contains the number of an object, or {@link #NONE}. */
    private int[] table;

    /** Numbers of the objects as a heap, the largest hash at its root. */
    private int[] heap;

    /** The object of a slot, or {@link #NONE}. */
    private int[] owners;

    /** For slot i, at 2 * (i + 1): the objects in its range; beside it: their bytes. */
    private long[] tree;

    private int nextSlot;

    /** The result of the last {@link #touch}. */
    private int objectsAbove;

    private long sizeAbove;
    private long sizeBefore;
    private long timeBefore;

    /** @param maximum number of objects */
    SampledStack(int maximum) {
        this.maximum = maximum;
        int capacity = Math.min(maximum, FIRST_CAPACITY);
        hashes = new long[capacity];
        sizes = new long[capacity];
        times = new long[capacity];
        slots = new int[capacity];
        heap = new int[capacity];
        table = new int[0];
        owners = new int[0];
        tree = new long[0];
        allocate(capacity);
        renumber(Long.MIN_VALUE);
    }

    int count() {
        return count;
    }

    /** Sum of the sizes of all objects. */
    long totalSize() {
        return totalSize;
    }

    boolean isFull() {
        return count == maximum;
    }

    /**
     * Moves an object to the top, if there is such an object. What was before is then in {@link #objectsAbove}, {@link #sizeAbove},
     * {@link #sizeBefore} and {@link #timeBefore}.
     *
     * @return whether there is
     */
    boolean touch(long hash, long size, long time) {
        int object = table[place(hash)];
        if (object == NONE) {
            return false;
        }
        int slot = slots[object];
        sizeBefore = sizes[object];
        timeBefore = times[object];
        if (slot == nextSlot - 1) {
            objectsAbove = 0;
            sizeAbove = 0;
        } else {
            measureAbove(slot);
        }
        times[object] = time;
        long grown = Math.max(sizeBefore, size);
        if (slot != nextSlot - 1) {
            release(object);
            sizes[object] = grown;
            occupy(object);
        } else if (grown > sizeBefore) {
            sizes[object] = grown;
            change(slot, 0, grown - sizeBefore);
        }
        return true;
    }

    /** Number of objects above the touched one, before it moved. */
    int objectsAbove() {
        return objectsAbove;
    }

    /** Their bytes. */
    long sizeAbove() {
        return sizeAbove;
    }

    /** The size of the touched object before. */
    long sizeBefore() {
        return sizeBefore;
    }

    /** The time of the read before. */
    long timeBefore() {
        return timeBefore;
    }

    /** Adds an object on top, of which there is none yet. There must be room. */
    void push(long hash, long size, long time) {
        if (count == hashes.length) {
            allocate(Math.min(maximum, 2 * count));
            renumber(Long.MIN_VALUE);
        }
        int object = count++;
        hashes[object] = hash;
        sizes[object] = size;
        times[object] = time;
        table[place(hash)] = object;
        siftUp(object);
        occupy(object);
    }

    /** The largest hash, unsigned. There must be an object. */
    long largestHash() {
        return hashes[heap[0]];
    }

    /** Adds an object on top, of which there is none yet, in place of the one with the largest hash. */
    void replaceLargestHash(long hash, long size, long time) {
        int object = heap[0];
        release(object);
        clearPlace(place(hashes[object]));
        hashes[object] = hash;
        sizes[object] = size;
        times[object] = time;
        table[place(hash)] = object;
        siftDown(object);
        occupy(object);
    }

    /** Removes the objects whose last read was before a time. */
    void removeBefore(long time) {
        if (count > 0 && times[oldest()] < time) {
            renumber(time);
        }
    }

    /** Passes all objects from the bottom to the top. */
    void forEach(Visitor visitor) {
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            if (object != NONE) {
                visitor.visit(hashes[object], sizes[object], times[object]);
            }
        }
    }

    /** Reads an object. */
    interface Visitor {
        void visit(long hash, long size, long time);
    }

    private int oldest() {
        int slot = 0;
        while (owners[slot] == NONE) {
            slot++;
        }
        return owners[slot];
    }

    private void measureAbove(int slot) {
        long objects = 0;
        long size = 0;
        for (int node = slot + 1; node > 0; node &= node - 1) {
            objects += tree[2 * node];
            size += tree[2 * node + 1];
        }
        objectsAbove = count - (int) objects;
        sizeAbove = totalSize - size;
    }

    private void change(int slot, int objects, long size) {
        for (int node = slot + 1; 2 * node < tree.length; node += node & -node) {
            tree[2 * node] += objects;
            tree[2 * node + 1] += size;
        }
        totalSize += size;
    }

    private void release(int object) {
        int slot = slots[object];
        owners[slot] = NONE;
        change(slot, -1, -sizes[object]);
    }

    /** Gives an object without a slot the next one. */
    private void occupy(int object) {
        if (nextSlot == owners.length) {
            renumberSlots();
        }
        slots[object] = nextSlot;
        owners[nextSlot] = object;
        change(nextSlot, 1, sizes[object]);
        nextSlot++;
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
        Arrays.fill(owners, next, owners.length, NONE);
        nextSlot = next;
        buildTree();
    }

    private void buildTree() {
        Arrays.fill(tree, 0);
        totalSize = 0;
        int nodes = tree.length / 2 - 1;
        for (int node = 1; node <= nodes; node++) {
            if (node <= nextSlot) {
                long size = sizes[owners[node - 1]];
                tree[2 * node]++;
                tree[2 * node + 1] += size;
                totalSize += size;
            }
            int parent = node + (node & -node);
            if (parent <= nodes) {
                tree[2 * parent] += tree[2 * node];
                tree[2 * parent + 1] += tree[2 * node + 1];
            }
        }
    }

    /** Makes room for that many objects; {@link #renumber} has to follow. */
    private void allocate(int capacity) {
        hashes = Arrays.copyOf(hashes, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        times = Arrays.copyOf(times, capacity);
        slots = Arrays.copyOf(slots, capacity);
        heap = Arrays.copyOf(heap, capacity);
        table = new int[Integer.highestOneBit(2 * PLACES_PER_OBJECT * capacity - 1)];
        int before = owners.length;
        owners = Arrays.copyOf(owners, SLOTS_PER_OBJECT * capacity);
        Arrays.fill(owners, before, owners.length, NONE);
        tree = new long[2 * (owners.length + 1)];
    }

    /** Numbers slots and objects anew in the order of the stack, without those whose last read was before a time. */
    private void renumber(long time) {
        int kept = 0;
        long[] oldHashes = hashes.clone();
        long[] oldSizes = sizes.clone();
        long[] oldTimes = times.clone();
        for (int slot = 0; slot < nextSlot; slot++) {
            int object = owners[slot];
            owners[slot] = NONE;
            if (object != NONE && oldTimes[object] >= time) {
                hashes[kept] = oldHashes[object];
                sizes[kept] = oldSizes[object];
                times[kept] = oldTimes[object];
                slots[kept] = kept;
                owners[kept] = kept;
                kept++;
            }
        }
        nextSlot = kept;
        count = 0;
        Arrays.fill(table, NONE);
        while (count < kept) {
            table[place(hashes[count])] = count;
            siftUp(count++);
        }
        buildTree();
    }

    /** Where the object of a hash is in the table, or would be. The lowest bits are used, as a sample has small hashes. */
    private int place(long hash) {
        int mask = table.length - 1;
        int place = (int) hash & mask;
        while (table[place] != NONE && hashes[table[place]] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** Empties a place, and moves those after it that would not be found any more. */
    private void clearPlace(int cleared) {
        int mask = table.length - 1;
        int free = cleared;
        for (int place = (free + 1) & mask; table[place] != NONE; place = (place + 1) & mask) {
            int home = (int) hashes[table[place]] & mask;
            if (((place - home) & mask) >= ((place - free) & mask)) {
                table[free] = table[place];
                free = place;
            }
        }
        table[free] = NONE;
    }

    /** Adds an object to the heap of those with smaller numbers. */
    private void siftUp(int object) {
        int position = object;
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

    /** Moves the object at the root, whose hash has changed, to its position. */
    private void siftDown(int object) {
        int position = 0;
        while (2 * position + 1 < count) {
            int child = 2 * position + 1;
            if (child + 1 < count && Long.compareUnsigned(hashes[heap[child]], hashes[heap[child + 1]]) < 0) {
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
