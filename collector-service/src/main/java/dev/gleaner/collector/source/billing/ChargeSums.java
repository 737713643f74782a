package dev.gleaner.collector.source.billing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Adds up the rows of a statement by key, whatever their order, in memory that does not grow with their number: what is too much
 * is sorted and written down, and all of it merged at the end.
 */
final class ChargeSums implements Closeable {

    /** Merged at a time, so that few files are open at once: sixteen billion charges make four levels. */
    private static final int FAN_IN = 32;

    private final Path folder;
    private final int inMemory;
    private final Map<ChargeKey, Charge> sums = new HashMap<>();
    private final List<List<ChargeRun>> levels = new ArrayList<>();

    /** Writes down in that folder what is more than so many keys. */
    ChargeSums(Path folder, int inMemory) {
        this.folder = folder;
        this.inMemory = inMemory;
    }

    void add(Charge charge) throws IOException {
        sums.merge(charge.key(), charge, Charge::and);
        if (sums.size() >= inMemory) {
            keep(0, ChargeRun.of(folder, sorted()));
            sums.clear();
        }
    }

    /** All of them, each key once, in the order of the keys; ask once. */
    Iterator<Charge> all() throws IOException {
        List<ChargeRun> runs = levels.stream().flatMap(List::stream).toList();
        List<Iterator<Charge>> sequences = new ArrayList<>(sequences(runs));
        sequences.add(sorted());
        return new ChargeMerge(sequences);
    }

    @Override
    public void close() throws IOException {
        for (List<ChargeRun> level : levels) {
            close(level);
        }
    }

    private void keep(int level, ChargeRun run) throws IOException {
        if (levels.size() == level) {
            levels.add(new ArrayList<>());
        }
        List<ChargeRun> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == FAN_IN) {
            keep(level + 1, ChargeRun.of(folder, new ChargeMerge(sequences(runs))));
            close(runs);
            runs.clear();
        }
    }

    private Iterator<Charge> sorted() {
        return sums.values().stream()
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .iterator();
    }

    private static List<Iterator<Charge>> sequences(List<ChargeRun> runs) throws IOException {
        List<Iterator<Charge>> sequences = new ArrayList<>();
        for (ChargeRun run : runs) {
            sequences.add(run.iterator());
        }
        return sequences;
    }

    private static void close(List<ChargeRun> runs) throws IOException {
        for (ChargeRun run : runs) {
            run.close();
        }
    }
}
