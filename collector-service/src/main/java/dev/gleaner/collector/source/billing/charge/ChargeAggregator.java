package dev.gleaner.collector.source.billing.charge;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Sums the lines of a statement by key, in any order and in bounded memory: charges that exceed it are sorted and
 * written to files, which are merged at the end.
 */
public final class ChargeAggregator implements Closeable {

    /** Milliseconds. */
    public static final long DAY = ChargeTable.DAY;

    /** Files merged at a time, to limit open files: sixteen billion charges need four levels. */
    private static final int FAN_IN = 32;

    private final Path folder;
    private final int inMemory;
    private final ChargeTable table = new ChargeTable();
    private final List<List<ChargeRunFile>> levels = new ArrayList<>();

    /** Writes charges to this folder; it is full when there are this number of charges in memory. */
    public ChargeAggregator(Path folder, int inMemory) {
        this.folder = folder;
        this.inMemory = inMemory;
    }

    /** The number by which lines of an identity are added until the next {@link #spill}. */
    public int numberOf(BillCharge.Identity identity) {
        return table.numberOf(identity);
    }

    /** Adds a line, as {@link ChargeTable#add} does. */
    public void add(
            int identity,
            long from,
            long until,
            ExactAmount billed,
            ExactAmount effective,
            ExactAmount list,
            ExactAmount quantity) {
        table.add(identity, from, until, billed, effective, list, quantity);
    }

    /** Whether the charges in memory should be written to a file. */
    public boolean isFull() {
        return table.size() >= inMemory;
    }

    /** Writes the charges in memory to a file. The numbers of identities mean nothing any more. */
    public void spill() throws IOException {
        keep(0, ChargeRunFile.writeAll(folder, table.sorted()));
        table.clear();
    }

    /** All charges, ordered by key, each key once; to be called once. */
    public Iterator<BillCharge> all() throws IOException {
        if (levels.isEmpty()) {
            return table.sorted();
        }
        List<ChargeRunFile> runs = levels.stream().flatMap(List::stream).toList();
        List<Iterator<BillCharge>> sequences = new ArrayList<>(sequences(runs));
        sequences.add(table.sorted());
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
