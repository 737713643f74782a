package dev.gleaner.collector.source.billing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Sums the rows of a statement by key, in any order and in bounded memory: charges that exceed it are sorted and
 * written to files, which are merged at the end.
 */
final class ChargeAggregator implements Closeable {

    /** Files merged at a time, to limit open files: sixteen billion charges need four levels. */
    private static final int FAN_IN = 32;

    private final Path folder;
    private final int inMemory;
    private final Map<BillCharge.Key, BillCharge> sums = new HashMap<>();
    private final List<List<ChargeRunFile>> levels = new ArrayList<>();

    /** Writes charges to this folder when there are more than this number of keys in memory. */
    ChargeAggregator(Path folder, int inMemory) {
        this.folder = folder;
        this.inMemory = inMemory;
    }

    void add(BillCharge charge) throws IOException {
        sums.merge(charge.key(), charge, BillCharge::plus);
        if (sums.size() >= inMemory) {
            keep(0, ChargeRunFile.writeAll(folder, sorted()));
            sums.clear();
        }
    }

    /** All charges, ordered by key, each key once; to be called once. */
    Iterator<BillCharge> all() throws IOException {
        List<ChargeRunFile> runs = levels.stream().flatMap(List::stream).toList();
        List<Iterator<BillCharge>> sequences = new ArrayList<>(sequences(runs));
        sequences.add(sorted());
        return new MergeIterator(sequences);
    }

    @Override
    public void close() throws IOException {
        for (List<ChargeRunFile> level : levels) {
            close(level);
        }
    }

    private void keep(int level, ChargeRunFile run) throws IOException {
        if (levels.size() == level) {
            levels.add(new ArrayList<>());
        }
        List<ChargeRunFile> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == FAN_IN) {
            keep(level + 1, ChargeRunFile.writeAll(folder, new MergeIterator(sequences(runs))));
            close(runs);
            runs.clear();
        }
    }

    private Iterator<BillCharge> sorted() {
        return sums.values().stream()
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .iterator();
    }

    private static List<Iterator<BillCharge>> sequences(List<ChargeRunFile> runs) throws IOException {
        List<Iterator<BillCharge>> sequences = new ArrayList<>();
        for (ChargeRunFile run : runs) {
            sequences.add(run.iterator());
        }
        return sequences;
    }

    private static void close(List<ChargeRunFile> runs) throws IOException {
        for (ChargeRunFile run : runs) {
            run.close();
        }
    }

    /** Merges several sequences of charges, each ordered by key, and sums the amounts of a key. */
    static final class MergeIterator implements Iterator<BillCharge> {

        private final PriorityQueue<Head> heads = new PriorityQueue<>();

        MergeIterator(Collection<Iterator<BillCharge>> sequences) {
            sequences.forEach(this::advance);
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public BillCharge next() {
            if (heads.isEmpty()) {
                throw new NoSuchElementException();
            }
            BillCharge sum = take();
            while (!heads.isEmpty() && heads.peek().charge().key().equals(sum.key())) {
                sum = sum.plus(take());
            }
            return sum;
        }

        private BillCharge take() {
            Head head = heads.remove();
            advance(head.rest());
            return head.charge();
        }

        private void advance(Iterator<BillCharge> sequence) {
            if (sequence.hasNext()) {
                heads.add(new Head(sequence.next(), sequence));
            }
        }

        private record Head(BillCharge charge, Iterator<BillCharge> rest) implements Comparable<Head> {
            @Override
            public int compareTo(Head other) {
                return charge.key().compareTo(other.charge().key());
            }
        }
    }
}
