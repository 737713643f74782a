package dev.gleaner.analyzer.rule.storage.schedule;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Terms of each storage class other than prices, from a file that names its source and date and explains its columns. */
public final class StorageClassTable {

    private static final String FILE = "storage-classes.csv";
    private static final int COLUMNS = 15;

    /** By the index of the class. */
    private final Terms[] terms;

    private StorageClassTable(Map<StorageClass, Terms> terms) {
        this.terms = terms.values().toArray(Terms[]::new);
    }

    /** The table that is part of the analyzer. */
    public static StorageClassTable bundled() {
        try (InputStream file = Objects.requireNonNull(StorageClassTable.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses a row for each class; lines that start with {@code #} are comments.
     *
     * @throws IllegalArgumentException if a row cannot be read, or a class has none
     */
    static StorageClassTable parse(List<String> lines) {
        Map<StorageClass, Terms> terms = new EnumMap<>(StorageClass.class);
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] cells = line.split(",", -1);
                if (cells.length != COLUMNS) {
                    throw new IllegalArgumentException("expected " + COLUMNS + " columns but found: " + line);
                }
                terms.put(StorageClass.valueOf(cells[0]), terms(cells));
            }
        }
        if (terms.size() != StorageClass.count()) {
            throw new IllegalArgumentException("storage classes without a row: there are only " + terms.keySet());
        }
        return new StorageClassTable(terms);
    }

    /** The terms of a class. */
    public Terms terms(StorageClass storageClass) {
        return terms[storageClass.index()];
    }

    private static Terms terms(String[] cells) {
        Set<StorageClass> targets = EnumSet.noneOf(StorageClass.class);
        for (String name : cells[1].split(" ")) {
            if (!name.isEmpty()) {
                targets.add(StorageClass.valueOf(name));
            }
        }
        return new Terms(
                targets,
                Integer.parseInt(cells[2]),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]),
                Long.parseLong(cells[5]),
                Long.parseLong(cells[6]),
                Long.parseLong(cells[7]),
                cells[8].equals("yes"),
                cells[9].equals("yes"),
                Long.parseLong(cells[10]),
                Long.parseLong(cells[11]),
                Integer.parseInt(cells[12]),
                Integer.parseInt(cells[13]),
                Long.parseLong(cells[14]));
    }

    /**
     * Terms of a storage class.
     *
     * @param targets classes to which a transition may lead from it
     * @param earliestDays least age at which a transition may lead to it
     * @param stayDays days after a transition to it before the next one of the same rule
     * @param minimumDays days that are billed even if the object leaves earlier
     * @param minimumBytes least size that is billed
     * @param overheadBytes bytes an object that it bills in addition
     * @param standardOverheadBytes bytes an object that are billed as STANDARD in addition
     * @param needsRestore whether an object has to be restored before it can be read
     * @param billsRetrieval whether each read is billed by the GB
     * @param movedBytes least size that a rule without a size condition moves to it
     * @param movedBytesIfVaries the same in a bucket with {@code varies_by_storage_class}
     * @param infrequentDays days without a read after which an object is billed as infrequent access; 0 without tiers
     * @param archiveDays days without a read after which it is billed as archive instant access; 0 without tiers
     * @param tieredBytes least size of an object that changes its tier, and is monitored
     */
    public record Terms(
            Set<StorageClass> targets,
            int earliestDays,
            int stayDays,
            int minimumDays,
            long minimumBytes,
            long overheadBytes,
            long standardOverheadBytes,
            boolean needsRestore,
            boolean billsRetrieval,
            long movedBytes,
            long movedBytesIfVaries,
            int infrequentDays,
            int archiveDays,
            long tieredBytes) {

        public Terms {
            targets = Set.copyOf(targets);
        }

        boolean hasTiers() {
            return infrequentDays > 0;
        }
    }
}
