package dev.gleaner.analyzer.rule.storage.schedule;

import java.util.Arrays;
import java.util.Optional;

/** Storage classes of Amazon S3 by their names in the API, in the order of lifecycle transitions, which never lead upwards. */
public enum StorageClass {
    STANDARD,
    STANDARD_IA,
    INTELLIGENT_TIERING,
    ONEZONE_IA,
    GLACIER_IR,
    GLACIER,
    DEEP_ARCHIVE;

    private static final StorageClass[] ALL = values();

    /** The class of a name; empty for one that has no place in the order, like {@code REDUCED_REDUNDANCY}. */
    public static Optional<StorageClass> of(String name) {
        return Arrays.stream(ALL).filter(one -> one.name().equals(name)).findFirst();
    }

    /** Index in the arrays of this package, which are never stored. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    /** How many there are. */
    static int count() {
        return ALL.length;
    }
}
