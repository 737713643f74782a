package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The current versions with the smallest hashes of their keys, with the time at which each was written: a bottom-k
 * sample. A sample of two prefixes together is computed from their samples, and the order of objects does not matter.
 * Held as a heap whose first entry is the largest.
 */
final class KeySample {

    /** Objects of a full sample. Their shares by age have a standard error of at most 1.6 %. */
    static final int SIZE = 1024;

    private static final int FIRST_CAPACITY = 4;

    private long[] hashes = new long[FIRST_CAPACITY];
    private long[] written = new long[FIRST_CAPACITY];
    private int size;
    private long offered;

    /**
     * Adds a current version.
     *
     * @param hash of its key, unsigned
     * @param time at which it was written, in milliseconds
     */
    void add(long hash, long time) {
        offered++;
        offer(hash, time);
    }

    /** Adds everything that was added to another sample. */
    void addAll(KeySample other) {
        offered += other.offered;
        for (int at = 0; at < other.size; at++) {
            offer(other.hashes[at], other.written[at]);
        }
    }

    /** Fills the fields of the sample. */
    void writeTo(PrefixSize.Builder message) {
        List<Sampled> sampled = new ArrayList<>(size);
        for (int at = 0; at < size; at++) {
            sampled.add(new Sampled(hashes[at], written[at]));
        }
        sampled.sort(Sampled.ORDER);
        sampled.forEach(one -> message.addSampledKeys(one.hash()).addSampledWritten(one.written()));
        message.setSampledAll(offered == size);
    }

    private void offer(long hash, long time) {
        if (size < SIZE) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
                written = Arrays.copyOf(written, 2 * size);
            }
            rise(size++, hash, time);
        } else if (compare(hash, time, hashes[0], written[0]) < 0) {
            sink(hash, time);
        }
    }

    /** Puts an entry at the first place from here to the top whose parent is not smaller. */
    private void rise(int from, long hash, long time) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (compare(hash, time, hashes[parent], written[parent]) <= 0) {
                break;
            }
            set(at, hashes[parent], written[parent]);
            at = parent;
        }
        set(at, hash, time);
    }

    /** Replaces the largest entry. */
    private void sink(long hash, long time) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && compare(hashes[child + 1], written[child + 1], hashes[child], written[child]) > 0) {
                child++;
            }
            if (compare(hash, time, hashes[child], written[child]) >= 0) {
                break;
            }
            set(at, hashes[child], written[child]);
            at = child;
        }
        set(at, hash, time);
    }

    private void set(int at, long hash, long time) {
        hashes[at] = hash;
        written[at] = time;
    }

    private static int compare(long hash, long time, long otherHash, long otherTime) {
        int order = Long.compareUnsigned(hash, otherHash);
        return order == 0 ? Long.compare(time, otherTime) : order;
    }

    private record Sampled(long hash, long written) {

        private static final Comparator<Sampled> ORDER =
                (one, other) -> compare(one.hash, one.written, other.hash, other.written);
    }
}
