package dev.gleaner.collector.source.inventory.report;

import java.util.Arrays;
import java.util.Optional;

/**
 * Columns that are used of a report, with their names in CSV and in Parquet. Source: Amazon S3 User Guide, "Amazon S3
 * Inventory list" and "Locating your inventory list".
 */
enum ReportColumn {
    KEY("Key", "key", true),
    SIZE("Size", "size", true),
    MODIFIED("LastModifiedDate", "last_modified_date", true),
    STORAGE_CLASS("StorageClass", "storage_class", true),
    /** Only in inventories of all versions. */
    IS_LATEST("IsLatest", "is_latest", false),
    IS_DELETE_MARKER("IsDeleteMarker", "is_delete_marker", false);

    private final String field;
    private final String parquet;
    private final boolean needed;

    ReportColumn(String field, String parquet, boolean needed) {
        this.field = field;
        this.parquet = parquet;
        this.needed = needed;
    }

    /** The column with this name in either format; empty for unused columns. */
    static Optional<ReportColumn> named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.field.equals(name) || column.parquet.equals(name))
                .findFirst();
    }

    /** Name in the inventory configuration. */
    String field() {
        return field;
    }

    /** Name in Parquet. */
    String parquet() {
        return parquet;
    }

    /** Whether nothing can be counted without it. */
    boolean isNeeded() {
        return needed;
    }
}
